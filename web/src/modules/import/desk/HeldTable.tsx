import { useMutation } from '@tanstack/react-query';
import { Alert, App, Button, Form, Input, Modal, Segmented } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type ApiProblem, openHeld, settleHeld } from '../../../kernel/api.ts';
import { useRead } from '../../../kernel/useRead.ts';
import { DataTable } from '../../../ui/desk/DataTable.tsx';
import { FirstField } from '../../../ui/desk/FirstField.tsx';
import { count } from '../../../ui/desk/format.ts';
import { Mark } from '../../../ui/desk/Page.tsx';
import { Loaded, Notice, useProblemWords } from '../../../ui/desk/States.tsx';
import { type Cells, HeldCorrection } from './HeldCorrection.tsx';
import { type Held, useHeldReason } from './heldReason.ts';

type Props = { importId?: string | undefined; posts: readonly { code: string; name: string }[] };

const tones = { open: 'warn', taken: 'good', duplicate: 'quiet', dismissed: 'quiet' } as const;

/** Rows that could not be taken: kept with file, sheet, row and reason until someone puts them right or sets them aside. */
export function HeldTable({ importId, posts }: Props) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const words = useProblemWords();
  const reasonWords = useHeldReason();
  const [state, setState] = useState<'open' | 'all'>('open');
  const [asking, setAsking] = useState<{ row: Held; to: 'open' | 'dismiss' }>();
  const [opened, setOpened] = useState<{ row: Held; cells: Cells }>();
  const [form] = Form.useForm<{ why: string }>();
  const held = useRead(
    'import.held',
    { state, limit: 500, ...(importId === undefined ? {} : { id: importId }) },
    { live: true, keep: true },
  );
  const act = useMutation<void, ApiProblem, { why: string }>({
    mutationFn: async ({ why }) => {
      if (asking === undefined) return;
      if (asking.to === 'dismiss') {
        await settleHeld(asking.row.id, { dismiss: true, why });
        void message.success(t('held.dismissed'));
        void held.refetch();
      } else {
        setOpened({ row: asking.row, cells: (await openHeld(asking.row.id, why)).cells });
      }
    },
    onSuccess: () => setAsking(undefined),
  });
  return (
    <>
      <Segmented<'open' | 'all'>
        aria-label={t('held.state')}
        value={state}
        onChange={setState}
        className="lf-gap"
        options={[
          {
            value: 'open',
            label: held.data === undefined ? t('held.open') : `${t('held.open')} ${count(held.data.open)}`,
          },
          { value: 'all', label: t('held.all') },
        ]}
      />
      <Loaded of={held} rows={6}>
        {(data) => (
          <DataTable
            name={t('held.title')}
            rowKey="id"
            dataSource={data.rows}
            pagination={data.rows.length > 50 ? { pageSize: 50, showSizeChanger: false } : false}
            locale={{
              emptyText: (
                <Notice tone="good" title={t('held.none')}>
                  {t('held.noneWords')}
                </Notice>
              ),
            }}
            columns={[
              {
                key: 'state',
                title: t('held.state'),
                fixed: 'left',
                render: (_v, row) => <Mark tone={tones[row.state]}>{t(`heldState.${row.state}`)}</Mark>,
              },
              {
                key: 'file',
                title: t('held.file'),
                width: 260,
                ellipsis: true,
                render: (_v, row) => row.file,
              },
              { key: 'sheet', title: t('held.sheet'), render: (_v, row) => row.sheet },
              {
                key: 'row',
                title: t('held.row'),
                align: 'right',
                className: 'lf-num',
                render: (_v, row) => row.row,
              },
              {
                key: 'reason',
                title: t('held.reason'),
                render: (_v, row) => reasonWords(row.reason),
              },
              {
                key: 'act',
                title: '',
                render: (_v, row) =>
                  row.state === 'open' ? (
                    <span className="lf-row">
                      <Button
                        size="small"
                        type="primary"
                        ghost
                        onClick={() => setAsking({ row, to: 'open' })}
                      >
                        {t('held.correct')}
                      </Button>
                      <Button size="small" onClick={() => setAsking({ row, to: 'dismiss' })}>
                        {t('held.dismiss')}
                      </Button>
                    </span>
                  ) : null,
              },
            ]}
          />
        )}
      </Loaded>
      <Modal
        open={asking !== undefined}
        title={t(asking?.to === 'dismiss' ? 'held.dismiss' : 'held.correct')}
        okText={t(asking?.to === 'dismiss' ? 'held.dismiss' : 'held.openRow')}
        onOk={() => form.submit()}
        onCancel={() => setAsking(undefined)}
        confirmLoading={act.isPending}
        destroyOnHidden
        afterClose={() => act.reset()}
      >
        <p className="lf-about">{t(asking?.to === 'dismiss' ? 'held.dismissWords' : 'held.openWords')}</p>
        {act.error ? <Alert type="error" showIcon className="lf-gap" title={words(act.error)} /> : null}
        <Form form={form} layout="vertical" onFinish={(fields) => act.mutate(fields)}>
          <FirstField>
            <Form.Item
              name="why"
              label={t('reveal.why')}
              rules={[{ required: true, whitespace: true, message: t('reveal.whyMissing') }]}
            >
              <Input maxLength={200} />
            </Form.Item>
          </FirstField>
        </Form>
      </Modal>
      <Modal
        open={opened !== undefined}
        width={920}
        title={t('held.correct')}
        footer={null}
        onCancel={() => setOpened(undefined)}
        destroyOnHidden
      >
        {opened === undefined ? null : (
          <>
            <p className="lf-about">
              {t('held.from', { file: opened.row.file, sheet: opened.row.sheet, row: opened.row.row })}
            </p>
            <HeldCorrection
              key={opened.row.id}
              row={opened.row}
              cells={opened.cells}
              posts={posts}
              done={() => {
                setOpened(undefined);
                void held.refetch();
              }}
            />
          </>
        )}
      </Modal>
    </>
  );
}
