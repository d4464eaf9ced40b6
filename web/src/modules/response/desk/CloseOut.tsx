import type { ChecklistRow } from '@lianfang/domain/modules/response/rows.ts';
import { Button, Form, Input } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { deliver } from '../../../kernel/api.ts';
import { useRead } from '../../../kernel/useRead.ts';
import { DataTable } from '../../../ui/desk/DataTable.tsx';
import { Due } from '../../../ui/desk/Due.tsx';
import { EntryDialog } from '../../../ui/desk/EntryDialog.tsx';
import { count, dateTime } from '../../../ui/desk/format.ts';
import { Mark } from '../../../ui/desk/Page.tsx';
import { Loaded, Notice } from '../../../ui/desk/States.tsx';

/** What must be done after a response, who does it, and what is done. Nothing is destroyed from here. */
export function CloseOut({ response, now, mayTick }: { response: string; now: number; mayTick: boolean }) {
  const { t } = useTranslation();
  const [ticking, setTicking] = useState<ChecklistRow>();
  const list = useRead('response.checklist', { response }, { live: true });
  return (
    <>
      <Loaded of={list} rows={8}>
        {(data) => (
          <>
            {data.items.length === 0 ? null : (
              <p role="status">
                {t('closeOut.progress', { done: count(data.done), all: count(data.items.length) })}{' '}
                {data.overdue > 0 ? (
                  <Mark tone="danger">{t('standing.overdue', { n: count(data.overdue) })}</Mark>
                ) : null}
              </p>
            )}
            <DataTable<ChecklistRow>
              name={t('closeOut.title')}
              rowKey="item"
              dataSource={data.items}
              locale={{ emptyText: <Notice title={t('closeOut.none')}>{t('closeOut.noneWords')}</Notice> }}
              columns={[
                {
                  key: 'state',
                  title: t('closeOut.state'),
                  fixed: 'left',
                  render: (_v, row) =>
                    row.done ? (
                      <Mark tone="good">{t('closeOut.done')}</Mark>
                    ) : (
                      <Due at={row.dueAt} now={now} light={row.overdue ? 'red' : 'green'} />
                    ),
                },
                {
                  key: 'item',
                  title: t('closeOut.item'),
                  render: (_v, row) => (
                    <>
                      {t(`closeOutCode.${row.code}`)}
                      {row.text === undefined ? null : <p className="lf-about">{row.text}</p>}
                    </>
                  ),
                },
                {
                  key: 'owner',
                  title: t('closeOut.owner'),
                  render: (_v, row) => row.owner.account?.display ?? row.owner.unitName,
                },
                {
                  key: 'doneBy',
                  title: t('closeOut.doneBy'),
                  render: (_v, row) =>
                    row.done ? `${row.doneBy?.display ?? '–'} · ${dateTime(row.doneAt)}` : '–',
                },
                { key: 'note', title: t('closeOut.note'), render: (_v, row) => row.note ?? '–' },
                {
                  key: 'act',
                  title: '',
                  render: (_v, row) =>
                    !row.done && mayTick ? (
                      <Button size="small" onClick={() => setTicking(row)}>
                        {t('closeOut.tick')}
                      </Button>
                    ) : null,
                },
              ]}
            />
          </>
        )}
      </Loaded>
      <EntryDialog<{ note?: string }>
        open={ticking !== undefined}
        close={() => setTicking(undefined)}
        title={t('closeOut.tick')}
        words={ticking === undefined ? '' : t(`closeOutCode.${ticking.code}`)}
        go={t('closeOut.tick')}
        said={t('closeOut.ticked')}
        send={({ note }) =>
          deliver('response.checklist.ticked', {
            response,
            item: ticking?.item ?? '',
            ...(note ? { note } : {}),
          })
        }
      >
        <Form.Item name="note" label={t('closeOut.note')}>
          <Input.TextArea maxLength={500} autoSize={{ minRows: 2 }} />
        </Form.Item>
      </EntryDialog>
    </>
  );
}
