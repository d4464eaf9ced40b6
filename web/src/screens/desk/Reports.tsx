import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate } from 'react-router';
import { useRead } from '../../kernel/useRead.ts';
import { useSession } from '../../modules/access/desk/session.tsx';
import { CompileDialog } from '../../modules/report/desk/CompileDialog.tsx';
import { ReportStateMark } from '../../modules/report/desk/reportState.tsx';
import { DataTable } from '../../ui/desk/DataTable.tsx';
import { count, dateTime, period } from '../../ui/desk/format.ts';
import { Page, Sheet } from '../../ui/desk/Page.tsx';
import { Loaded, Notice } from '../../ui/desk/States.tsx';
import { useClock } from '../../ui/desk/useClock.ts';
import { useReportAreas } from './reportAreas.ts';

/** The daily reports, the newest first, and the way to a new one. */
export default function Reports() {
  const { t } = useTranslation();
  const session = useSession();
  const navigate = useNavigate();
  const now = useClock(60_000);
  const areas = useReportAreas();
  const [compiling, setCompiling] = useState(false);
  const list = useRead('report.list', {}, { live: true });
  const mayCompile = session.has(['data_desk']);
  const compile = mayCompile ? (
    <Button type="primary" onClick={() => setCompiling(true)}>
      {t('compile.title')}
    </Button>
  ) : undefined;
  return (
    <Page title={t('reports.title')} about={t('reports.about')} actions={compile}>
      <Sheet>
        <Loaded of={list} rows={8}>
          {(data) => (
            <DataTable
              name={t('reports.title')}
              rowKey="id"
              dataSource={[...data.reports].sort((a, b) => b.compiledAt.localeCompare(a.compiledAt))}
              pagination={data.reports.length > 50 ? { pageSize: 50, showSizeChanger: false } : false}
              locale={{ emptyText: <Notice title={t('reports.none')}>{t('reports.noneWords')}</Notice> }}
              columns={[
                {
                  key: 'number',
                  title: t('reports.number'),
                  fixed: 'left',
                  render: (_v, row) => <Link to={`/reports/${row.id}`}>{row.number}</Link>,
                },
                {
                  key: 'state',
                  title: t('reports.state'),
                  render: (_v, row) => <ReportStateMark state={row.state} />,
                },
                { key: 'area', title: t('compile.area'), render: (_v, row) => row.areaName },
                {
                  key: 'period',
                  title: t('compile.period'),
                  className: 'lf-num',
                  render: (_v, row) => period(row.from, row.to, now),
                },
                {
                  key: 'cutOff',
                  title: t('proof.cutOff'),
                  align: 'right',
                  className: 'lf-num',
                  render: (_v, row) => count(Number(row.cutOff)),
                },
                {
                  key: 'compiledAt',
                  title: t('step.compiled'),
                  className: 'lf-num',
                  render: (_v, row) => dateTime(row.compiledAt),
                },
                {
                  key: 'issuedAt',
                  title: t('step.issued'),
                  className: 'lf-num',
                  render: (_v, row) => dateTime(row.issuedAt),
                },
                {
                  key: 'replaces',
                  title: t('reports.replaces'),
                  render: (_v, row) => {
                    const before = data.reports.find((one) => one.id === row.replaces);
                    return row.replaces === undefined ? (
                      '–'
                    ) : (
                      <Link to={`/reports/${row.replaces}`}>{before?.number ?? t('reports.earlier')}</Link>
                    );
                  },
                },
              ]}
            />
          )}
        </Loaded>
      </Sheet>
      <CompileDialog
        open={compiling}
        first={{}}
        areas={areas}
        close={() => setCompiling(false)}
        compiled={(id) => void navigate(`/reports/${id}`)}
      />
    </Page>
  );
}
