import { Tag } from 'antd';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useRead } from '../../kernel/useRead.ts';
import { useSession } from '../../modules/access/desk/session.tsx';
import { OwnOrders, Places, type Trouble, Troubles } from '../../modules/response/desk/Charge.tsx';
import { TaskState } from '../../modules/task/desk/taskWords.tsx';
import { count, dateTime } from '../../ui/desk/format.ts';
import { Page, Sheet } from '../../ui/desk/Page.tsx';
import { Loaded, Notice } from '../../ui/desk/States.tsx';
import { useClock } from '../../ui/desk/useClock.ts';
import { useFilters } from '../../ui/desk/useFilters.ts';
import { useChoices } from './choices.tsx';
import { mayGo } from './menu.ts';
import { SubjectLink } from './SubjectLink.tsx';
import { TaskOfAddress } from './TaskOfAddress.tsx';

/** What the one who is signed in answers for (分片包抓): what is amiss there, their orders, the ways down. */
export default function Mine() {
  const { t } = useTranslation();
  const session = useSession();
  const choices = useChoices();
  const now = useClock(20_000);
  const filters = useFilters();
  // Deadlines pass without anything being written: read again by the minute.
  const mine = useRead('response.mine', {}, { live: true, every: 60_000 });
  const may = (path: string) => mayGo(session, path);
  const leads = (mine.data?.leaderOf.flatMap(({ posts }) => posts) ?? []).length > 0;
  const fevers = useRead(
    'checkpoint.fevers',
    { state: 'open', limit: 500 },
    { live: true, enabled: leads && may('/fevers') },
  );
  const devices = useRead(
    'ledger.devices',
    {},
    { live: true, every: 60_000, enabled: leads && may('/delivery') },
  );
  const open = (task: string) => filters.change({ task });
  const way = (page: string, to: string, words: ReactNode) =>
    may(page) ? (
      <Link key={to} to={to}>
        {words}
      </Link>
    ) : null;
  const ofArea = (code: string) => (
    <>
      {way('/tasks', `/tasks?area=${code}&unit=all&group=overdue`, t('mine.overdue'))}
      {way('/tasks', `/tasks?area=${code}&unit=all`, t('mine.tasks'))}
      {way('/rows', `/rows?area=${code}`, t('mine.rows'))}
      {way('/records', `/records?area=${code}`, t('mine.records'))}
    </>
  );
  const ofPost = (code: string) => {
    const hot = (fevers.data?.fevers ?? []).filter(({ post }) => post === code).length;
    const behind = (devices.data?.devices ?? []).filter(
      ({ post, state, missing }) => post === code && state === 'active' && missing > 0,
    ).length;
    return (
      <>
        {way('/records', `/records?post=${code}`, t('mine.records'))}
        {way(
          '/fevers',
          `/fevers?post=${code}`,
          hot > 0 ? t('mine.feversOpen', { n: count(hot) }) : t('mine.fevers'),
        )}
        {way(
          '/delivery',
          '/delivery',
          behind > 0 ? (
            <Tag className="lf-tag-warn">{t('mine.behind', { n: count(behind) })}</Tag>
          ) : (
            t('mine.devices')
          ),
        )}
      </>
    );
  };
  const record = ({ task, post }: Trouble) => {
    if (task === undefined)
      return post === undefined ? '–' : (way('/drill', '/drill?by=post', t('mine.toBoard')) ?? '–');
    const [family = ''] = task.kind.split('.');
    const page = { verification: '/rows', checkpoint: '/records', response: '/directives' }[family];
    if (page !== undefined && !may(page)) return '–';
    return <SubjectLink task={{ ...task, origin: { type: 'directive', id: task.subject } }} />;
  };
  return (
    <Page
      title={t('mine.title')}
      about={
        <>
          {t('mine.about')}{' '}
          {mine.data === undefined ? null : (
            <span className="lf-num">{t('mine.at', { at: dateTime(mine.data.at) })}</span>
          )}
        </>
      }
    >
      <Loaded of={mine} rows={8}>
        {(data) => (
          <>
            {data.leaderOf.length === 0 ? (
              <Sheet title={t('mine.places')}>
                <Notice title={t('mine.nothing')}>{t('mine.nothingWords')}</Notice>
              </Sheet>
            ) : (
              <>
                <Sheet title={t('mine.exceptions', { n: count(data.exceptionsTotal) })}>
                  {data.exceptionsTotal > data.exceptions.length ? (
                    <p className="lf-word-warn">
                      {t('mine.shown', {
                        n: count(data.exceptionsTotal),
                        shown: count(data.exceptions.length),
                      })}
                    </p>
                  ) : null}
                  <Troubles rows={data.exceptions} now={now} open={open} record={record} />
                </Sheet>
                <Sheet title={t('mine.places')}>
                  <Places
                    of={data.leaderOf}
                    troubles={data.exceptions}
                    whole={data.exceptionsTotal === data.exceptions.length}
                    ofArea={ofArea}
                    ofPost={ofPost}
                  />
                </Sheet>
              </>
            )}
            <Sheet
              title={t('mine.directives', { n: count(data.directives.length) })}
              extra={<Link to="/directives?own=true">{t('mine.allDirectives')}</Link>}
            >
              <OwnOrders
                rows={data.directives}
                now={now}
                open={open}
                state={(state) => <TaskState state={state} />}
              />
            </Sheet>
            {data.taskForces.length === 0 ? null : (
              <Sheet title={t('mine.forces')}>
                <ul className="lf-lines">
                  {data.taskForces.map((one) => (
                    <li key={one.id}>
                      <Link to={`/directives?force=${one.id}`}>{one.name}</Link> · {t(`mine.as.${one.as}`)}
                    </li>
                  ))}
                </ul>
              </Sheet>
            )}
          </>
        )}
      </Loaded>
      <TaskOfAddress choices={choices} now={now} />
    </Page>
  );
}
