import { Button, Tag } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useRead } from '../../../kernel/useRead.ts';
import { DataTable } from '../../../ui/desk/DataTable.tsx';
import { count, exactTime } from '../../../ui/desk/format.ts';
import { Page, Sheet } from '../../../ui/desk/Page.tsx';
import { Loaded, Notice } from '../../../ui/desk/States.tsx';

function Detail({ of }: { of: Record<string, unknown> }) {
  const { t } = useTranslation();
  return (
    <>
      {Object.entries(of).map(([key, value]) => (
        <span key={key} className="lf-pair">
          {t(`logDetail.${key}`, { defaultValue: key })}{' '}
          <b>
            {key === 'purpose'
              ? t(`purpose.${value}`, { defaultValue: String(value) })
              : Array.isArray(value)
                ? t('log.many', { n: value.length })
                : String(value)}
          </b>
        </span>
      ))}
    </>
  );
}

/** Who opened whose data for what, who changed accounts, roles and devices: as it stands in the ledger. */
export default function AccessLog() {
  const { t } = useTranslation();
  const [trail, setTrail] = useState<string[]>([]);
  const after = trail[trail.length - 1];
  const log = useRead(
    'access.log',
    { limit: 100, ...(after === undefined ? {} : { after }) },
    { keep: true, live: trail.length === 0 },
  );
  return (
    <Page title={t('menu.log')} about={t('log.about')}>
      <Sheet>
        <Loaded of={log} rows={10}>
          {(data) => (
            <>
              <DataTable
                name={t('menu.log')}
                rowKey="position"
                loading={log.isPlaceholderData}
                dataSource={data.rows}
                locale={{ emptyText: <Notice title={t('log.none')} /> }}
                columns={[
                  {
                    key: 'at',
                    title: t('alarms.at'),
                    fixed: 'left',
                    className: 'lf-num',
                    render: (_v, row) => exactTime(row.at),
                  },
                  {
                    key: 'kind',
                    title: t('log.kind'),
                    render: (_v, row) => <Tag>{t(`entryKind.${row.kind}`, { defaultValue: row.kind })}</Tag>,
                  },
                  {
                    key: 'what',
                    title: t('log.what'),
                    render: (_v, row) => t(`logWhat.${row.what}`, { defaultValue: row.what }),
                  },
                  { key: 'by', title: t('log.by'), render: (_v, row) => row.by ?? t('log.server') },
                  {
                    key: 'detail',
                    title: t('alarms.detail'),
                    render: (_v, row) => <Detail of={row.detail} />,
                  },
                  {
                    key: 'position',
                    title: t('column.position'),
                    align: 'right',
                    className: 'lf-num',
                    render: (_v, row) => count(Number(row.position)),
                  },
                ]}
              />
              <p className="lf-right lf-row">
                <Button disabled={trail.length === 0} onClick={() => setTrail(trail.slice(0, -1))}>
                  {t('log.newer')}
                </Button>
                <Button
                  disabled={data.next === undefined}
                  onClick={() => data.next !== undefined && setTrail([...trail, data.next])}
                >
                  {t('log.older')}
                </Button>
              </p>
            </>
          )}
        </Loaded>
      </Sheet>
    </Page>
  );
}
