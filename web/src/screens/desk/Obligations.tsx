import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useRead } from '../../kernel/useRead.ts';
import { useSession } from '../../modules/access/desk/session.tsx';
import { count, share } from '../../ui/desk/format.ts';
import { Mark, Sheet } from '../../ui/desk/Page.tsx';
import { Loaded } from '../../ui/desk/States.tsx';
import { mayGo } from './menu.ts';

type Figure = { key: string; n: number; of: number; to: string; bad: boolean };

function Figures({ of }: { of: readonly Figure[] }) {
  const { t } = useTranslation();
  return (
    <ul className="lf-obligations">
      {of.map((one) => (
        <li key={one.key} className={one.bad && one.n > 0 ? 'lf-danger' : ''}>
          <Link to={one.to}>
            <Mark tone={one.bad ? (one.n > 0 ? 'danger' : 'good') : 'quiet'}>
              {t(`obligations.${one.key}`)}
            </Mark>
            <span className="lf-figure-line">
              <span className="lf-figure-value">{count(one.n)}</span>
              <span className="lf-figure-of">
                / {count(one.of)}
                {share(one.n, one.of) === undefined ? null : <b>{share(one.n, one.of)}</b>}
              </span>
            </span>
            <span className="lf-word-muted">{t(`obligationsOf.${one.key}`)}</span>
          </Link>
        </li>
      ))}
    </ul>
  );
}

/** What somebody owes, beside the checkpoints: rows of lists and directives, each part with its whole, each a way down. */
export function Obligations() {
  const { t } = useTranslation();
  const session = useSession();
  const seesLists = mayGo(session, '/lists');
  const lists = useRead(
    'verification.lists',
    { state: 'open', limit: 1 },
    { live: true, keep: true, enabled: seesLists },
  );
  const now = useRead('response.now', {}, { live: true, keep: true });
  const tasks = useRead('task.balance', {}, { live: true, keep: true });
  return (
    <Sheet title={t('obligations.title')} extra={<Link to="/tasks?by=area">{t('obligations.toTasks')}</Link>}>
      <div className="lf-obligations-line">
        {seesLists ? (
          <Loaded of={lists} rows={1}>
            {({ balance }) => (
              <Figures
                of={[
                  {
                    key: 'rowsOverdue',
                    n: balance.overdue,
                    of: balance.open,
                    to: '/rows?overdue=true',
                    bad: true,
                  },
                  { key: 'rowsOpen', n: balance.open, of: balance.received, to: '/rows', bad: false },
                  {
                    key: 'rowsUnplaced',
                    n: balance.unplaced,
                    of: balance.open,
                    to: '/rows?unplaced=true',
                    bad: true,
                  },
                ]}
              />
            )}
          </Loaded>
        ) : null}
        <Loaded of={now} rows={1}>
          {({ directives }) => (
            <Figures
              of={[
                {
                  key: 'directivesOverdue',
                  n: directives.overdue,
                  of: directives.total - directives.confirmed - directives.cancelled,
                  to: '/directives?state=overdue',
                  bad: true,
                },
                {
                  key: 'directivesWaiting',
                  n: directives.open,
                  of: directives.total,
                  to: '/directives?state=open',
                  bad: false,
                },
              ]}
            />
          )}
        </Loaded>
        <Loaded of={tasks} rows={1}>
          {(balance) => (
            <Figures
              of={[
                {
                  key: 'tasksOverdue',
                  n: balance.overdue,
                  of: balance.open + balance.returned,
                  to: '/tasks?group=overdue&unit=all',
                  bad: true,
                },
              ]}
            />
          )}
        </Loaded>
      </div>
    </Sheet>
  );
}
