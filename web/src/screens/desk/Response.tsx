import { Button, Tabs } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useRead } from '../../kernel/useRead.ts';
import { useSession } from '../../modules/access/desk/session.tsx';
import { CloseOut } from '../../modules/response/desk/CloseOut.tsx';
import { Leaders } from '../../modules/response/desk/Leaders.tsx';
import { MeetingDialog, Meetings } from '../../modules/response/desk/Meetings.tsx';
import { ActivateDialog, CloseDialog, LevelDialog } from '../../modules/response/desk/ResponseDialogs.tsx';
import { ResponseHead } from '../../modules/response/desk/ResponseHead.tsx';
import { TaskForces } from '../../modules/response/desk/TaskForces.tsx';
import { TimelineList } from '../../modules/response/desk/TimelineList.tsx';
import { count, dateTime } from '../../ui/desk/format.ts';
import { Page, Sheet } from '../../ui/desk/Page.tsx';
import { Loaded, Notice } from '../../ui/desk/States.tsx';
import { useClock } from '../../ui/desk/useClock.ts';
import { useFilters } from '../../ui/desk/useFilters.ts';
import { AreasPicker, useChoices } from './choices.tsx';
import { LiveStamp } from './LiveStamp.tsx';

const tabs = ['timeline', 'forces', 'meetings', 'leaders', 'closeOut', 'levels'] as const;
type Asking = 'activate' | 'level' | 'close' | 'meeting';

/** The response of the command post: its level and basis, its task forces, meetings, leaders, its end. */
export default function ResponseScreen() {
  const { t } = useTranslation();
  const session = useSession();
  const choices = useChoices();
  const filters = useFilters();
  const clock = useClock(20_000);
  const [asking, setAsking] = useState<Asking>();
  const close = () => setAsking(undefined);
  const commands = session.has(['commander']);
  const asked = filters.get('of');
  const now = useRead('response.now', asked === undefined ? {} : { response: asked }, { live: true });
  const response = now.data?.response;
  const forces = useRead(
    'response.task_forces',
    { ...(response === undefined ? {} : { response: response.id }), state: 'active' },
    { enabled: response !== undefined, live: true },
  );
  const taskForces = (forces.data?.taskForces ?? []).map(({ id, name }) => ({ value: id, label: name }));
  const county = session.me.county.padEnd(12, '0');
  const acts = commands && response?.state === 'active';
  const tab = tabs.find((one) => one === filters.get('tab')) ?? 'timeline';
  return (
    <Page
      title={t('response.title')}
      about={
        <>
          {t('response.about')}{' '}
          <LiveStamp position={now.data?.position} at={now.data?.at} updatedAt={now.dataUpdatedAt} />
        </>
      }
      actions={
        commands && now.data !== undefined ? (
          acts ? (
            <>
              <Button onClick={() => setAsking('meeting')}>{t('meetings.hold')}</Button>
              <Button onClick={() => setAsking('level')}>{t('response.changeLevel')}</Button>
              <Button danger onClick={() => setAsking('close')}>
                {t('response.close')}
              </Button>
            </>
          ) : asked === undefined ? (
            <Button type="primary" onClick={() => setAsking('activate')}>
              {t('response.activate')}
            </Button>
          ) : undefined
        ) : undefined
      }
    >
      <Loaded of={now} rows={8}>
        {(data) =>
          response === undefined ? (
            <Sheet>
              <Notice title={t('response.none')}>{t('response.noneWords')}</Notice>
            </Sheet>
          ) : (
            <>
              <ResponseHead now={data} />
              <Sheet>
                <Tabs
                  activeKey={tab}
                  onChange={(key) => filters.change({ tab: key === 'timeline' ? undefined : key })}
                  destroyOnHidden
                  items={[
                    {
                      key: 'timeline',
                      label: t('timeline.title'),
                      children: <TimelineList response={response.id} />,
                    },
                    {
                      key: 'forces',
                      label: `${t('forces.title')} ${count(data.taskForces)}`,
                      children: (
                        <TaskForces
                          response={response.id}
                          mayForm={acts}
                          choices={choices}
                          county={response.area}
                        />
                      ),
                    },
                    {
                      key: 'meetings',
                      label: `${t('meetings.tab')} ${count(data.meetings)}`,
                      children: <Meetings response={response.id} />,
                    },
                    {
                      key: 'leaders',
                      label: `${t('leaders.title')} ${count(data.leaders)}`,
                      children: (
                        <Leaders
                          response={response.id}
                          mayAssign={acts}
                          choices={choices}
                          areasPicker={<AreasPicker />}
                        />
                      ),
                    },
                    ...(data.checklist === undefined
                      ? []
                      : [
                          {
                            key: 'closeOut',
                            label: `${t('closeOut.title')} ${count(data.checklist.done)}/${count(data.checklist.items)}`,
                            children: (
                              <CloseOut
                                response={response.id}
                                now={clock}
                                mayTick={session.has([
                                  'unit_lead',
                                  'verification_desk',
                                  'task_force_lead',
                                  'checkpoint_lead',
                                  'data_desk',
                                  'commander',
                                ])}
                              />
                            ),
                          },
                        ]),
                    {
                      key: 'levels',
                      label: t('response.all'),
                      children: (
                        <ul className="lf-lines">
                          {data.all.map((one) => (
                            <li key={one.id}>
                              <Link to={`/response?of=${one.id}`}>{one.name}</Link> ·{' '}
                              {t(`responseLevel.${one.level}`)} · {t(`responseState.${one.state}`)} ·{' '}
                              <span className="lf-num">
                                {dateTime(one.activatedAt)} – {dateTime(one.closedAt)}
                              </span>
                            </li>
                          ))}
                        </ul>
                      ),
                    },
                  ]}
                />
              </Sheet>
            </>
          )
        }
      </Loaded>
      <ActivateDialog open={asking === 'activate'} close={close} choices={choices} county={county} />
      {response === undefined ? null : (
        <>
          <LevelDialog open={asking === 'level'} close={close} response={response} />
          <CloseDialog
            // It begins with an owner for each item, so it waits for the list of units.
            open={asking === 'close' && choices.units.length > 0}
            close={close}
            response={response}
            choices={choices}
            now={clock}
          />
          <MeetingDialog
            open={asking === 'meeting'}
            close={close}
            response={response.id}
            choices={choices}
            taskForces={taskForces}
            present={choices.units}
            chair={session.me.account?.id}
          />
        </>
      )}
    </Page>
  );
}
