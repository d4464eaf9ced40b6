import type { DirectiveTarget } from '@lianfang/domain/modules/response/rows.ts';
import { Button, Timeline } from 'antd';
import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router';
import { deliver } from '../../kernel/api.ts';
import { useRead } from '../../kernel/useRead.ts';
import { useSession } from '../../modules/access/desk/session.tsx';
import { DirectiveState, PriorityMark } from '../../modules/response/desk/Directives.tsx';
import { StandingLine } from '../../modules/response/desk/StandingLine.tsx';
import { TaskDrawer } from '../../modules/task/desk/TaskDrawer.tsx';
import { TaskState } from '../../modules/task/desk/taskWords.tsx';
import { DataTable } from '../../ui/desk/DataTable.tsx';
import { Due } from '../../ui/desk/Due.tsx';
import { dateTime, shortTime } from '../../ui/desk/format.ts';
import { Facts, Page, Sheet } from '../../ui/desk/Page.tsx';
import { Loaded } from '../../ui/desk/States.tsx';
import { useClock } from '../../ui/desk/useClock.ts';
import { useDeliver } from '../../ui/desk/useDeliver.ts';
import { useFilters } from '../../ui/desk/useFilters.ts';
import { useChoices } from './choices.tsx';

/** One directive: what it says, how each addressee stands, what was reported, what its issuer decides. */
export default function OneDirective() {
  const { t } = useTranslation();
  const { id = '' } = useParams();
  const session = useSession();
  const choices = useChoices();
  const filters = useFilters();
  const now = useClock(20_000);
  const act = useDeliver();
  const one = useRead('response.directive', { id }, { live: true });
  const done = one.data?.targets.filter(({ state }) => state === 'done') ?? [];
  const mayConfirm =
    session.has(['commander']) ||
    (session.has(['task_force_lead']) && one.data?.directive.inside !== undefined);
  const open = (task: string) => filters.change({ task });
  const confirm = (tasks: string[]) =>
    act.mutate({ send: () => deliver('task.confirmed', { tasks }), said: t('directives.confirmed') });
  return (
    <Page
      title={
        one.data === undefined
          ? t('directives.one')
          : t('directives.numbered', { n: one.data.directive.number, title: one.data.directive.title })
      }
      about={<Link to="/directives">{t('directives.title')}</Link>}
      actions={
        mayConfirm && done.length > 1 ? (
          <Button type="primary" onClick={() => confirm(done.map(({ task }) => task))}>
            {t('directives.confirmAll', { n: done.length })}
          </Button>
        ) : undefined
      }
    >
      <Loaded of={one} rows={8}>
        {({ directive, targets, steps }) => (
          <>
            <Sheet>
              <p className="lf-row lf-wrap lf-gap">
                <DirectiveState state={directive.state} />
                <PriorityMark of={directive.priority} />
                <Due
                  at={directive.dueAt}
                  now={now}
                  light={directive.state === 'ended' ? 'grey' : directive.overdue ? 'red' : 'green'}
                />
              </p>
              <Facts
                of={[
                  [
                    t('directives.by'),
                    `${directive.issuedBy.display} · ${directive.issuedBy.unitName ?? ''} · ${dateTime(directive.issuedAt)}`,
                  ],
                  [t('directives.area'), directive.areaName],
                  directive.meeting === undefined
                    ? undefined
                    : [
                        t('directives.from'),
                        <Link key="m" to="/response?tab=meetings">
                          {t('directives.fromMeeting')}
                        </Link>,
                      ],
                ]}
              />
              <p className="lf-minutes">{directive.text}</p>
              <StandingLine of={directive.standing} />
            </Sheet>
            <Sheet title={t('directives.targets', { n: targets.length })}>
              <DataTable<DirectiveTarget>
                name={t('directives.addressees')}
                rowKey="task"
                dataSource={[...targets].sort(
                  (a, b) => Number(b.overdue) - Number(a.overdue) || a.dueAt.localeCompare(b.dueAt),
                )}
                columns={[
                  {
                    key: 'unit',
                    title: t('directives.addressee'),
                    fixed: 'left',
                    render: (_v, row) => (
                      <>
                        {row.account?.display ?? row.unitName}{' '}
                        {row.account === undefined ? null : (
                          <small className="lf-word-muted">{row.unitName}</small>
                        )}
                      </>
                    ),
                  },
                  {
                    key: 'state',
                    title: t('directives.state'),
                    render: (_v, row) => <TaskState state={row.state} confirmed />,
                  },
                  {
                    key: 'due',
                    title: t('directives.due'),
                    render: (_v, row) => (
                      <Due
                        at={row.dueAt}
                        now={now}
                        light={
                          ['done', 'confirmed', 'cancelled'].includes(row.state)
                            ? 'grey'
                            : row.overdue
                              ? 'red'
                              : 'green'
                        }
                      />
                    ),
                  },
                  ...(['acknowledgedAt', 'finishedAt', 'confirmedAt'] as const).map((key) => ({
                    key,
                    title: t(`directives.${key}`),
                    className: 'lf-num',
                    render: (_v: unknown, row: DirectiveTarget) => shortTime(row[key]),
                  })),
                  {
                    key: 'act',
                    title: '',
                    render: (_v, row) => (
                      <span className="lf-row">
                        {mayConfirm && row.state === 'done' ? (
                          <Button size="small" type="primary" onClick={() => confirm([row.task])}>
                            {t('taskMove.confirm')}
                          </Button>
                        ) : null}
                        <Button size="small" onClick={() => open(row.task)}>
                          {t('tasks.open')}
                        </Button>
                      </span>
                    ),
                  },
                ]}
              />
            </Sheet>
            <Sheet title={t('directives.steps')}>
              <Timeline
                className="lf-timeline"
                items={[...steps]
                  .reverse()
                  .sort((a, b) => b.at.localeCompare(a.at))
                  .map((step) => ({
                    color: step.move === 'return' || step.move === 'send_back' ? 'red' : 'blue',
                    content: (
                      <>
                        <span className="lf-num lf-word-muted">{shortTime(step.at)}</span>{' '}
                        <b>{t(`taskStep.${step.move}`, { defaultValue: step.move })}</b>{' '}
                        {targets.find(({ task }) => task === step.task)?.unitName ?? ''} ·{' '}
                        {step.by?.display ?? t('tasks.byServer')}
                        {step.reason === undefined ? '' : ` · ${step.reason}`}
                      </>
                    ),
                  }))}
              />
            </Sheet>
          </>
        )}
      </Loaded>
      <TaskDrawer
        id={filters.get('task')}
        close={() => filters.change({ task: undefined })}
        choices={choices}
        now={now}
      />
    </Page>
  );
}
