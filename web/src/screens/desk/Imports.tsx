import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate } from 'react-router';
import { useRead } from '../../kernel/useRead.ts';
import { ImportState, isWorking } from '../../modules/import/desk/importState.tsx';
import { UploadArea } from '../../modules/import/desk/UploadArea.tsx';
import { DataTable } from '../../ui/desk/DataTable.tsx';
import { bytes, count, dateTime } from '../../ui/desk/format.ts';
import { Page, Sheet } from '../../ui/desk/Page.tsx';
import { Loaded, Notice } from '../../ui/desk/States.tsx';

/** Registers of the posts that worked on paper: new files, and what became of those before. */
export default function Imports() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const list = useRead(
    'import.list',
    {},
    { live: true, every: (data) => (data?.imports.some((one) => isWorking(one.state)) ? 1500 : false) },
  );
  const held = useRead('import.held', { state: 'open', limit: 1 }, { live: true });
  return (
    <Page
      title={t('imports.title')}
      about={t('imports.about')}
      actions={
        <Button onClick={() => void navigate('/imports/held')}>
          {t('imports.held', { n: count(held.data?.open) })}
        </Button>
      }
    >
      <Sheet>
        <UploadArea
          sent={(imports) => {
            const [only] = imports;
            if (imports.length === 1 && only !== undefined) void navigate(`/imports/${only.id}`);
          }}
        />
      </Sheet>
      <Sheet title={t('imports.history')}>
        <Loaded of={list} rows={6}>
          {(data) => (
            <DataTable
              name={t('imports.history')}
              rowKey="id"
              dataSource={[...data.imports].sort((a, b) => b.at.localeCompare(a.at))}
              locale={{ emptyText: <Notice title={t('imports.none')}>{t('imports.noneWords')}</Notice> }}
              columns={[
                {
                  key: 'name',
                  title: t('held.file'),
                  fixed: 'left',
                  width: 300,
                  ellipsis: true,
                  render: (_v, row) => <Link to={`/imports/${row.id}`}>{row.name}</Link>,
                },
                {
                  key: 'state',
                  title: t('imports.state'),
                  render: (_v, row) => <ImportState state={row.state} t={t} />,
                },
                ...(['rows', 'taken', 'held', 'duplicate'] as const).map((key) => ({
                  key,
                  title: t(`balance.${key}`),
                  align: 'right' as const,
                  className: 'lf-num',
                  render: (_v: unknown, row: (typeof data.imports)[number]) => count(row.counts?.[key]),
                })),
                { key: 'by', title: t('imports.by'), render: (_v, row) => row.by },
                {
                  key: 'at',
                  title: t('imports.at'),
                  className: 'lf-num',
                  render: (_v, row) => dateTime(row.at),
                },
                {
                  key: 'bytes',
                  title: t('imports.size'),
                  align: 'right',
                  className: 'lf-num',
                  render: (_v, row) => bytes(row.bytes),
                },
              ]}
            />
          )}
        </Loaded>
      </Sheet>
    </Page>
  );
}
