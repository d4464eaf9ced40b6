import { useMutation } from '@tanstack/react-query';
import { App, Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate, useParams } from 'react-router';
import { download } from '../../kernel/api.ts';
import { useRead } from '../../kernel/useRead.ts';
import { useSession } from '../../modules/access/desk/session.tsx';
import { CompileDialog } from '../../modules/report/desk/CompileDialog.tsx';
import { Proof } from '../../modules/report/desk/Proof.tsx';
import { ReportPaper } from '../../modules/report/desk/ReportPaper.tsx';
import { ReportStateMark } from '../../modules/report/desk/reportState.tsx';
import { SignOff } from '../../modules/report/desk/SignOff.tsx';
import { dateTime } from '../../ui/desk/format.ts';
import { Page, Sheet } from '../../ui/desk/Page.tsx';
import { Loaded, useProblemWords } from '../../ui/desk/States.tsx';
import { figureLink } from './Figures.tsx';
import { useReportAreas } from './reportAreas.ts';

const formats = ['pdf', 'xlsx', 'json'] as const;

/** One report: the sheet as it will be printed, the hands it goes through, its proof and its files. */
export default function OneReport() {
  const { t } = useTranslation();
  const { id = '' } = useParams();
  const session = useSession();
  const navigate = useNavigate();
  const { message } = App.useApp();
  const words = useProblemWords();
  const areas = useReportAreas();
  const [compiling, setCompiling] = useState(false);
  const one = useRead('report.one', { id }, { live: true });
  const file = useMutation({
    mutationFn: (format: string) =>
      download(`/api/reports/${id}.${format}`, `${one.data?.report.number ?? id}.${format}`),
    onError: (problem) => void message.error(words(problem)),
  });
  const report = one.data?.report;
  const mayOpen = session.has(['checkpoint_lead', 'data_desk', 'signer', 'commander']);
  return (
    <Page
      title={report?.number ?? t('reports.one')}
      about={
        <>
          <Link to="/reports">{t('reports.title')}</Link>
          {report === undefined ? null : (
            <>
              {' · '}
              <ReportStateMark state={report.state} />
              {report.issuedAt === undefined ? null : (
                <span className="lf-frozen">{t('reports.frozen', { at: dateTime(report.issuedAt) })}</span>
              )}
            </>
          )}
        </>
      }
      actions={formats.map((format) => (
        <Button
          key={format}
          loading={file.isPending && file.variables === format}
          disabled={one.data === undefined}
          onClick={() => file.mutate(format)}
        >
          {format.toUpperCase()}
        </Button>
      ))}
    >
      <Loaded of={one} rows={14}>
        {(data) => (
          <div className="lf-report">
            <ReportPaper
              one={data}
              link={(text, indicator, post) => {
                const address = figureLink(indicator, data.content, data.content.cutOff, post);
                return mayOpen && address !== undefined ? <Link to={address}>{text}</Link> : text;
              }}
            />
            <div className="lf-report-side">
              <Sheet title={t('signOff.title')}>
                <SignOff one={data} again={() => void one.refetch()} />
                {data.report.state === 'returned' && session.has(['data_desk']) ? (
                  <Button block type="primary" className="lf-gap-top" onClick={() => setCompiling(true)}>
                    {t('compile.again')}
                  </Button>
                ) : null}
              </Sheet>
              <Sheet title={t('proof.title')}>
                <Proof one={data} />
              </Sheet>
            </div>
            <CompileDialog
              open={compiling}
              first={{
                area: data.report.area.padEnd(12, '0'),
                from: data.report.from,
                to: data.report.to,
                replaces: data.report.id,
              }}
              areas={areas}
              close={() => setCompiling(false)}
              compiled={(next) => void navigate(`/reports/${next}`)}
            />
          </div>
        )}
      </Loaded>
    </Page>
  );
}
