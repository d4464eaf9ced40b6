import { Switch } from 'antd';
import { useTranslation } from 'react-i18next';
import { useRead } from '../../kernel/useRead.ts';
import { useSession } from '../../modules/access/desk/session.tsx';
import { DutyPlan } from '../../modules/task/desk/DutyPlan.tsx';
import { Page, Sheet } from '../../ui/desk/Page.tsx';
import { Loaded } from '../../ui/desk/States.tsx';
import { useFilters } from '../../ui/desk/useFilters.ts';

/** The duty plan: of the own unit for its lead, of the county for those who see it all. */
export default function Duty() {
  const { t } = useTranslation();
  const session = useSession();
  const filters = useFilters();
  const duty = useRead('task.duty', {}, { live: true, every: 60_000 });
  const me = session.me.account?.id;
  const own = duty.data?.people.find(({ account }) => account === me)?.unit;
  const onlyOwn = own !== undefined && filters.get('unit') !== 'all';
  return (
    <Page
      title={t('duty.title')}
      about={t('duty.about')}
      actions={
        own === undefined ? undefined : (
          // biome-ignore lint/a11y/noLabelWithoutControl: the switch is the control
          <label className="lf-row">
            <Switch
              size="small"
              checked={onlyOwn}
              onChange={(on) => filters.change({ unit: on ? undefined : 'all' })}
            />{' '}
            {t('tasks.ownUnit')}
          </label>
        )
      }
    >
      <Sheet>
        <Loaded of={duty} rows={10}>
          {(data) => (
            <DutyPlan
              duty={onlyOwn ? { ...data, people: data.people.filter(({ unit }) => unit === own) } : data}
              mayPlan={session.has([
                'checkpoint_lead',
                'unit_lead',
                'verification_desk',
                'task_force_lead',
                'data_desk',
                'commander',
              ])}
              me={me}
            />
          )}
        </Loaded>
      </Sheet>
    </Page>
  );
}
