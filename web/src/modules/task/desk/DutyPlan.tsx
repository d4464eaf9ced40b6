import { Button, Form, Popconfirm, Select } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { deliver, type ReadResult } from '../../../kernel/api.ts';
import { DataTable } from '../../../ui/desk/DataTable.tsx';
import { DateTimePicker } from '../../../ui/desk/DateTimePicker.tsx';
import { EntryDialog } from '../../../ui/desk/EntryDialog.tsx';
import { shortTime } from '../../../ui/desk/format.ts';
import { Mark } from '../../../ui/desk/Page.tsx';
import { Notice } from '../../../ui/desk/States.tsx';
import { useDeliver } from '../../../ui/desk/useDeliver.ts';

type Duty = ReadResult<'task.duty'>;
type Person = Duty['people'][number];
type Fields = { accounts: string[]; from: string; until: string };
type Substitute = { account: string; substitute: string; from: string; until: string };
type Asking = 'duty' | 'substitute';

/** Who is on duty, the plan ahead, and who stands in for whom. Whoever is not on duty is left in peace. */
export function DutyPlan({ duty, mayPlan, me }: { duty: Duty; mayPlan: boolean; me: string | undefined }) {
  const { t } = useTranslation();
  const [asking, setAsking] = useState<Asking>();
  const act = useDeliver();
  const close = () => setAsking(undefined);
  const nameOf = (id: string) => duty.people.find(({ account }) => account === id)?.name ?? '–';
  const options = duty.people.map(({ account, name, unitName }) => ({
    value: account,
    label: unitName === undefined ? name : `${name} · ${unitName}`,
  }));
  const planned = (person: Person) =>
    duty.duties
      .filter(({ account }) => account === person.account)
      .sort((a, b) => a.from.localeCompare(b.from));
  return (
    <>
      <p className="lf-row lf-right lf-gap">
        <Button onClick={() => setAsking('substitute')}>{t('duty.substitute')}</Button>
        {mayPlan ? (
          <Button type="primary" onClick={() => setAsking('duty')}>
            {t('duty.plan')}
          </Button>
        ) : null}
      </p>
      <DataTable<Person>
        name={t('duty.title')}
        rowKey="account"
        dataSource={[...duty.people].sort((a, b) => Number(b.onDuty) - Number(a.onDuty))}
        locale={{ emptyText: <Notice title={t('duty.none')}>{t('duty.noneWords')}</Notice> }}
        columns={[
          {
            key: 'now',
            title: t('duty.now'),
            fixed: 'left',
            render: (_v, row) => (
              <Mark tone={row.onDuty ? 'good' : 'quiet'}>{t(row.onDuty ? 'duty.on' : 'duty.off')}</Mark>
            ),
          },
          { key: 'name', title: t('duty.person'), render: (_v, row) => <b>{row.name}</b> },
          { key: 'unit', title: t('tasks.unit'), render: (_v, row) => row.unitName ?? '–' },
          {
            key: 'roles',
            title: t('duty.roles'),
            render: (_v, row) => row.roles.map((role) => t(`role.${role}`)).join(t('common.listComma')),
          },
          {
            key: 'by',
            title: t('duty.by'),
            render: (_v, row) => t(row.planned ? 'duty.byPlan' : 'duty.byHours'),
          },
          {
            key: 'plan',
            title: t('duty.ahead'),
            render: (_v, row) => (
              <ul className="lf-plain">
                {planned(row).map(({ from, until }) => (
                  <li key={from} className="lf-num">
                    {shortTime(from)} – {shortTime(until)}{' '}
                    {mayPlan ? (
                      <Popconfirm
                        title={t('duty.endSure')}
                        okText={t('duty.end')}
                        onConfirm={() =>
                          act.mutate({
                            send: () =>
                              deliver('task.duty_ended', { duties: [{ account: row.account, from }] }),
                            said: t('duty.ended'),
                          })
                        }
                      >
                        <Button
                          size="small"
                          type="text"
                          aria-label={t('duty.endOne', { name: row.name, at: shortTime(from) })}
                        >
                          ×
                        </Button>
                      </Popconfirm>
                    ) : null}
                  </li>
                ))}
              </ul>
            ),
          },
          {
            key: 'substitute',
            title: t('duty.substituteNow'),
            render: (_v, row) => (row.substitute === undefined ? '–' : nameOf(row.substitute)),
          },
        ]}
      />
      <EntryDialog<Fields>
        open={asking === 'duty'}
        close={close}
        title={t('duty.plan')}
        words={t('duty.planWords')}
        go={t('duty.plan')}
        said={t('duty.planned')}
        send={({ accounts, from, until }) =>
          deliver('task.duty_planned', { duties: accounts.map((account) => ({ account, from, until })) })
        }
      >
        <Form.Item
          name="accounts"
          label={t('duty.people')}
          rules={[{ required: true, message: t('duty.peopleMissing') }]}
        >
          <Select mode="multiple" showSearch={{ optionFilterProp: 'label' }} options={options} />
        </Form.Item>
        <Period />
      </EntryDialog>
      <EntryDialog<Substitute>
        open={asking === 'substitute'}
        close={close}
        title={t('duty.substitute')}
        words={t('duty.substituteWords')}
        go={t('duty.substitute')}
        said={t('duty.substituted')}
        initial={me === undefined ? {} : { account: me }}
        send={(fields) => deliver('task.substitute_named', fields)}
      >
        <Form.Item
          name="account"
          label={t('duty.absent')}
          rules={[{ required: true, message: t('duty.peopleMissing') }]}
        >
          <Select
            showSearch={{ optionFilterProp: 'label' }}
            options={mayPlan ? options : options.filter(({ value }) => value === me)}
          />
        </Form.Item>
        <Form.Item
          name="substitute"
          label={t('duty.stands')}
          rules={[{ required: true, message: t('duty.peopleMissing') }]}
        >
          <Select showSearch={{ optionFilterProp: 'label' }} options={options} />
        </Form.Item>
        <Period />
      </EntryDialog>
    </>
  );
}

function Period() {
  const { t } = useTranslation();
  return (
    <div className="lf-form-row">
      <Form.Item
        name="from"
        label={t('duty.from')}
        rules={[{ required: true, message: t('duty.timeMissing') }]}
      >
        <DateTimePicker />
      </Form.Item>
      <Form.Item
        name="until"
        label={t('duty.until')}
        rules={[{ required: true, message: t('duty.timeMissing') }]}
      >
        <DateTimePicker />
      </Form.Item>
    </div>
  );
}
