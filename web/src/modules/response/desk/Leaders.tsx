import type { LeaderRow } from '@lianfang/domain/modules/response/rows.ts';
import { Button, Form, Input, Popconfirm, Select } from 'antd';
import { type ReactElement, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { deliver } from '../../../kernel/api.ts';
import { useRead } from '../../../kernel/useRead.ts';
import type { Choices } from '../../../ui/desk/choices.ts';
import { DataTable } from '../../../ui/desk/DataTable.tsx';
import { EntryDialog } from '../../../ui/desk/EntryDialog.tsx';
import { dateTime } from '../../../ui/desk/format.ts';
import { Loaded, Notice } from '../../../ui/desk/States.tsx';
import { useDeliver } from '../../../ui/desk/useDeliver.ts';

type Fields = { account: string; areas?: string[]; posts?: string[]; remit?: string };
type Props = {
  response: string;
  mayAssign: boolean;
  choices: Choices;
  /** Picks several areas. */
  areasPicker: ReactElement;
};

/** Which leader answers for which areas and posts (分片包抓). */
export function Leaders({ response, mayAssign, choices, areasPicker }: Props) {
  const { t } = useTranslation();
  const [assigning, setAssigning] = useState(false);
  const act = useDeliver();
  const leaders = useRead('response.leaders', { response, ended: true }, { live: true });
  return (
    <>
      {mayAssign ? (
        <p className="lf-row lf-right lf-gap">
          <Button type="primary" onClick={() => setAssigning(true)}>
            {t('leaders.assign')}
          </Button>
        </p>
      ) : null}
      <Loaded of={leaders} rows={6}>
        {(data) => (
          <DataTable<LeaderRow>
            name={t('leaders.title')}
            rowKey="id"
            dataSource={[...data.leaders].sort(
              (a, b) => Number(a.until !== undefined) - Number(b.until !== undefined),
            )}
            rowClassName={(row) => (row.until === undefined ? '' : 'lf-faded')}
            locale={{ emptyText: <Notice title={t('leaders.none')}>{t('leaders.noneWords')}</Notice> }}
            columns={[
              {
                key: 'leader',
                title: t('leaders.leader'),
                fixed: 'left',
                render: (_v, row) => (
                  <>
                    {row.leader.display} <small className="lf-word-muted">{row.leader.unitName ?? ''}</small>
                  </>
                ),
              },
              {
                key: 'areas',
                title: t('leaders.areas'),
                render: (_v, row) => row.areas.map(({ name }) => name).join(t('common.listComma')) || '–',
              },
              {
                key: 'posts',
                title: t('leaders.posts'),
                render: (_v, row) =>
                  row.posts.map(({ code, name }) => `${code} ${name}`).join(t('common.listComma')) || '–',
              },
              { key: 'remit', title: t('leaders.remit'), render: (_v, row) => row.remit ?? '–' },
              {
                key: 'from',
                title: t('leaders.from'),
                className: 'lf-num',
                render: (_v, row) => dateTime(row.from),
              },
              {
                key: 'until',
                title: t('leaders.until'),
                className: 'lf-num',
                render: (_v, row) =>
                  row.until !== undefined ? (
                    dateTime(row.until)
                  ) : mayAssign ? (
                    <Popconfirm
                      title={t('leaders.endSure')}
                      okText={t('leaders.end')}
                      onConfirm={() =>
                        act.mutate({
                          send: () => deliver('response.leader.ended', { assignment: row.id }),
                          said: t('leaders.ended'),
                        })
                      }
                    >
                      <Button size="small">{t('leaders.end')}</Button>
                    </Popconfirm>
                  ) : (
                    '–'
                  ),
              },
            ]}
          />
        )}
      </Loaded>
      <EntryDialog<Fields>
        open={assigning}
        close={() => setAssigning(false)}
        width={640}
        title={t('leaders.assign')}
        words={t('leaders.assignWords')}
        go={t('leaders.assign')}
        said={t('leaders.assigned')}
        send={({ areas = [], posts = [], account, remit }) =>
          deliver('response.leader.assigned', {
            response,
            account,
            areas,
            posts,
            ...(remit ? { remit } : {}),
          })
        }
      >
        <Form.Item
          name="account"
          label={t('leaders.leader')}
          rules={[{ required: true, message: t('leaders.leaderMissing') }]}
        >
          <Select showSearch={{ optionFilterProp: 'label' }} options={[...choices.people]} />
        </Form.Item>
        <Form.Item name="areas" label={t('leaders.areas')}>
          {areasPicker}
        </Form.Item>
        <Form.Item name="posts" label={t('leaders.posts')}>
          <Select mode="multiple" showSearch={{ optionFilterProp: 'label' }} options={[...choices.posts]} />
        </Form.Item>
        <Form.Item name="remit" label={t('leaders.remit')}>
          <Input.TextArea maxLength={300} autoSize={{ minRows: 2 }} />
        </Form.Item>
      </EntryDialog>
    </>
  );
}
