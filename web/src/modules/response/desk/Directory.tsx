import type { DirectoryRow } from '@lianfang/domain/modules/response/rows.ts';
import { Button, Form, Input } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { deliver } from '../../../kernel/api.ts';
import { useRead } from '../../../kernel/useRead.ts';
import { DataTable } from '../../../ui/desk/DataTable.tsx';
import { EntryDialog } from '../../../ui/desk/EntryDialog.tsx';
import { shortTime } from '../../../ui/desk/format.ts';
import { Mark } from '../../../ui/desk/Page.tsx';
import { Loaded, Notice } from '../../../ui/desk/States.tsx';
import { filled, required } from './fields.tsx';

/** How every unit and task force is reached, and who of it is on duty now. */
export function Directory({ text, mayEdit }: { text: string; mayEdit: (row: DirectoryRow) => boolean }) {
  const { t } = useTranslation();
  const [editing, setEditing] = useState<DirectoryRow>();
  const units = useRead('response.directory', {}, { live: true, every: 60_000 });
  const names = (list: readonly { display: string }[]) =>
    list.map(({ display }) => display).join(t('common.listComma'));
  const sought = text.trim().toLowerCase();
  const found = (row: DirectoryRow) =>
    sought === '' ||
    [row.name, row.areaName, row.phone, names(row.leads), names(row.onDuty)].some((one) =>
      one?.toLowerCase().includes(sought),
    );
  return (
    <>
      <Loaded of={units} rows={10}>
        {(data) => (
          <DataTable<DirectoryRow>
            name={t('directory.title')}
            rowKey="unit"
            dataSource={data.units.filter(found)}
            locale={{ emptyText: <Notice title={t('directory.none')}>{t('directory.noneWords')}</Notice> }}
            columns={[
              {
                key: 'name',
                title: t('directory.unit'),
                fixed: 'left',
                width: 240,
                ellipsis: true,
                render: (_v, row) => <b title={row.name}>{row.name}</b>,
              },
              {
                key: 'agency',
                title: t('directory.agency'),
                render: (_v, row) =>
                  row.taskForce === undefined ? t(`agency.${row.agency}`) : t('directory.taskForce'),
              },
              { key: 'area', title: t('response.area'), render: (_v, row) => row.areaName },
              {
                key: 'onDuty',
                title: t('directory.onDuty'),
                render: (_v, row) =>
                  row.onDuty.length === 0 ? (
                    <Mark tone="warn">{t('directory.nobody')}</Mark>
                  ) : (
                    <Mark tone="good">{names(row.onDuty)}</Mark>
                  ),
              },
              { key: 'leads', title: t('directory.leads'), render: (_v, row) => names(row.leads) || '–' },
              {
                key: 'phone',
                title: t('directory.phone'),
                className: 'lf-num',
                render: (_v, row) => row.phone ?? <Mark tone="warn">{t('directory.noPhone')}</Mark>,
              },
              {
                key: 'backup',
                title: t('directory.backup'),
                className: 'lf-num',
                render: (_v, row) => row.backup ?? '–',
              },
              { key: 'note', title: t('directory.note'), render: (_v, row) => row.note ?? '–' },
              {
                key: 'setAt',
                title: t('directory.setAt'),
                className: 'lf-num',
                render: (_v, row) => shortTime(row.setAt),
              },
              {
                key: 'edit',
                title: '',
                render: (_v, row) =>
                  mayEdit(row) ? (
                    <Button size="small" onClick={() => setEditing(row)}>
                      {t('directory.edit')}
                    </Button>
                  ) : null,
              },
            ]}
          />
        )}
      </Loaded>
      <EntryDialog<{ phone: string; backup?: string; note?: string }>
        open={editing !== undefined}
        close={() => setEditing(undefined)}
        title={t('directory.edit')}
        words={t('directory.editWords', { unit: editing?.name ?? '' })}
        go={t('directory.edit')}
        said={t('directory.edited')}
        initial={filled({ phone: editing?.phone, backup: editing?.backup, note: editing?.note }) as object}
        send={(fields) => deliver('response.contact.set', { unit: editing?.unit ?? '', ...filled(fields) })}
      >
        <Form.Item name="phone" label={t('directory.phone')} rules={required(t('directory.phoneMissing'))}>
          <Input maxLength={32} inputMode="tel" />
        </Form.Item>
        <Form.Item name="backup" label={t('directory.backup')}>
          <Input maxLength={32} inputMode="tel" />
        </Form.Item>
        <Form.Item name="note" label={t('directory.note')}>
          <Input maxLength={200} />
        </Form.Item>
      </EntryDialog>
    </>
  );
}
