import { Button, Tag } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useRead } from '../../../kernel/useRead.ts';
import { DataTable } from '../../../ui/desk/DataTable.tsx';
import { count, exactTime } from '../../../ui/desk/format.ts';
import { Page, Sheet } from '../../../ui/desk/Page.tsx';
import { Loaded, Notice } from '../../../ui/desk/States.tsx';

type Names = (id: string) => string;

/** What a row of the log says besides who and what; a detail of details is laid flat. */
function Detail({ of, nameOf }: { of: Record<string, unknown>; nameOf: Names }) {
  const { t } = useTranslation();
  const { detail, ...own } = of;
  const pairs = Object.entries({ ...own, ...(detail !== null && typeof detail === 'object' ? detail : {}) });
  const words = (key: string, value: unknown) => {
    if (Array.isArray(value)) return t('log.many', { n: value.length });
    if (key === 'role' || key === 'agency') return t(`${key}.${value}`, { defaultValue: String(value) });
    return key === 'subject' ? nameOf(String(value)) : String(value);
  };
  return (
    <>
      {pairs.map(([key, value]) => (
        <span key={key} className="lf-pair">
          {t(`logDetail.${key}`, { defaultValue: key })} <b>{words(key, value)}</b>
        </span>
      ))}
    </>
  );
}

/** Who opened whose data for what, who changed accounts, roles and devices: as it stands in the ledger. */
export default function AccessLog() {
  const { t } = useTranslation();
  const [trail, setTrail] = useState<string[]>([]);
  // Beyond every position: the newest rows.
  const before = trail[trail.length - 1] ?? '9'.repeat(18);
  const accounts = useRead('access.accounts', {});
  const nameOf = (id: string) =>
    accounts.data?.accounts.find((one) => one.id === id)?.display ??
    (/^[0-9a-f-]{36}$/.test(id) ? `…${id.slice(-8)}` : id);
  // An opening of data is told by its purpose.
  const whatOf = (kind: string, what: string) =>
    kind === 'access.revealed'
      ? t(`purpose.${what}`, { defaultValue: what })
      : t(`logWhat.${what}`, { defaultValue: what });
  const log = useRead('access.log', { limit: 100, before }, { keep: true, live: trail.length === 0 });
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
                    render: (_v, row) => whatOf(row.kind, row.what),
                  },
                  {
                    key: 'by',
                    title: t('log.by'),
                    render: (_v, row) =>
                      row.by === undefined || /^0{8}-/.test(row.by) ? t('log.server') : nameOf(row.by),
                  },
                  {
                    key: 'detail',
                    title: t('alarms.detail'),
                    render: (_v, row) => <Detail of={row.detail} nameOf={nameOf} />,
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
