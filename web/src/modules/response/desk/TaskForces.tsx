import type { Agency } from '@lianfang/domain/kernel/access.ts';
import type { TaskForceRow } from '@lianfang/domain/modules/response/rows.ts';
import { Button, Form, Input, Select, Space } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { deliver } from '../../../kernel/api.ts';
import { useRead } from '../../../kernel/useRead.ts';
import type { Choices } from '../../../ui/desk/choices.ts';
import { EntryDialog } from '../../../ui/desk/EntryDialog.tsx';
import { shortTime } from '../../../ui/desk/format.ts';
import { Mark } from '../../../ui/desk/Page.tsx';
import { Loaded, Notice } from '../../../ui/desk/States.tsx';
import { AgenciesField, filled, required } from './fields.tsx';
import { StandingLine } from './StandingLine.tsx';

type Fields = {
  name: string;
  remit: string;
  area: string;
  agencies?: Agency[];
  lead: string;
  deputies?: string[];
  members?: string[];
  why?: string;
};
type Asking = { to: 'form' } | { to: 'change' | 'dissolve'; force: TaskForceRow };

function ForceDialog(props: {
  response: string;
  asking: Asking | undefined;
  close: () => void;
  choices: Choices;
  county: string;
}) {
  const { t } = useTranslation();
  const { asking, choices } = props;
  const force = asking?.to === 'change' ? asking.force : undefined;
  const leads = choices.people.filter(({ roles }) => roles.includes('task_force_lead'));
  const team = ({ agencies = [], deputies = [], members = [], ...fields }: Fields) => ({
    ...filled(fields),
    agencies,
    deputies,
    members,
  });
  return (
    <EntryDialog<Fields>
      open={asking?.to === 'form' || asking?.to === 'change'}
      close={props.close}
      width={820}
      title={t(force === undefined ? 'forces.form' : 'forces.change')}
      words={t('forces.formWords')}
      go={t(force === undefined ? 'forces.form' : 'forces.change')}
      said={t(force === undefined ? 'forces.formed' : 'forces.changed')}
      initial={
        force === undefined
          ? { area: props.county }
          : {
              name: force.name,
              remit: force.remit,
              area: force.area,
              agencies: [...force.agencies],
              lead: force.lead.account,
              deputies: force.deputies.map(({ account }) => account),
              members: force.members.map(({ account }) => account),
            }
      }
      send={(fields) =>
        force === undefined
          ? deliver('response.task_force.formed', { response: props.response, ...team(fields) })
          : deliver('response.task_force.changed', { taskForce: force.id, ...team(fields) })
      }
    >
      <div className="lf-form-row">
        <Form.Item
          name="name"
          label={t('forces.name')}
          rules={required(t('forces.nameMissing'))}
          className="lf-grow"
        >
          <Input maxLength={64} />
        </Form.Item>
        <Form.Item name="area" label={t('response.area')} rules={[{ required: true }]}>
          {choices.areaPicker}
        </Form.Item>
      </div>
      <Form.Item name="remit" label={t('forces.remit')} rules={required(t('forces.remitMissing'))}>
        <Input.TextArea autoSize={{ minRows: 2 }} maxLength={500} showCount />
      </Form.Item>
      <AgenciesField />
      <Form.Item
        name="lead"
        label={t('forces.lead')}
        extra={leads.length === 0 ? t('forces.noLeads') : undefined}
        rules={[{ required: true, message: t('forces.leadMissing') }]}
      >
        <Select showSearch={{ optionFilterProp: 'label' }} options={leads} />
      </Form.Item>
      <Form.Item name="deputies" label={t('forces.deputies')}>
        <Select mode="multiple" showSearch={{ optionFilterProp: 'label' }} options={[...choices.people]} />
      </Form.Item>
      <Form.Item name="members" label={t('forces.members')}>
        <Select
          mode="multiple"
          showSearch={{ optionFilterProp: 'label' }}
          options={[...choices.people]}
          maxTagCount={20}
        />
      </Form.Item>
      {force === undefined ? null : (
        <Form.Item name="why" label={t('response.why')}>
          <Input maxLength={200} />
        </Form.Item>
      )}
    </EntryDialog>
  );
}

type Props = { response: string; mayForm: boolean; choices: Choices; county: string };

/** The task forces of a response as cards: who leads, who is in it, how what was ordered of it stands. */
export function TaskForces({ response, mayForm, choices, county }: Props) {
  const { t } = useTranslation();
  const [asking, setAsking] = useState<Asking>();
  const close = () => setAsking(undefined);
  const forces = useRead('response.task_forces', { response, state: 'all' }, { live: true });
  const names = (list: readonly { display: string }[]) =>
    list.length === 0 ? '–' : list.map(({ display }) => display).join(t('common.listComma'));
  return (
    <>
      {mayForm ? (
        <p className="lf-row lf-right lf-gap">
          <Button type="primary" onClick={() => setAsking({ to: 'form' })}>
            {t('forces.form')}
          </Button>
        </p>
      ) : null}
      <Loaded of={forces} rows={8}>
        {(data) =>
          data.taskForces.length === 0 ? (
            <Notice title={t('forces.none')}>{t('forces.noneWords')}</Notice>
          ) : (
            <ul className="lf-cards">
              {data.taskForces.map((force) => (
                <li key={force.id} className={`lf-card ${force.state === 'dissolved' ? 'lf-ended' : ''}`}>
                  <header>
                    <h3>{force.name}</h3>
                    {force.state === 'dissolved' ? (
                      <Mark tone="quiet">
                        {t('forces.dissolvedAt', { at: shortTime(force.dissolvedAt) })}
                      </Mark>
                    ) : (
                      <Link to={`/directives?force=${force.id}`}>{t('forces.toDirectives')}</Link>
                    )}
                  </header>
                  <p>{force.remit}</p>
                  <dl className="lf-facts lf-tight">
                    <div>
                      <dt>{t('forces.lead')}</dt>
                      <dd>{force.lead.display}</dd>
                    </div>
                    <div>
                      <dt>{t('forces.deputies')}</dt>
                      <dd>{names(force.deputies)}</dd>
                    </div>
                    <div>
                      <dt>{t('forces.members')}</dt>
                      <dd title={names(force.members)}>
                        {t('forces.memberCount', { n: force.members.length })}{' '}
                        {names(force.members.slice(0, 6))}
                        {force.members.length > 6 ? '…' : ''}
                      </dd>
                    </div>
                    <div>
                      <dt>{t('response.area')}</dt>
                      <dd>{force.areaName}</dd>
                    </div>
                    <div>
                      <dt>{t('directory.phone')}</dt>
                      <dd className="lf-num">{force.phone ?? '–'}</dd>
                    </div>
                  </dl>
                  <StandingLine of={force.directives} />
                  {mayForm && force.state === 'active' ? (
                    <Space className="lf-gap-top">
                      <Button size="small" onClick={() => setAsking({ to: 'change', force })}>
                        {t('forces.change')}
                      </Button>
                      <Button size="small" danger onClick={() => setAsking({ to: 'dissolve', force })}>
                        {t('forces.dissolve')}
                      </Button>
                    </Space>
                  ) : null}
                </li>
              ))}
            </ul>
          )
        }
      </Loaded>
      <ForceDialog response={response} asking={asking} close={close} choices={choices} county={county} />
      <EntryDialog<{ why: string }>
        open={asking?.to === 'dissolve'}
        close={close}
        danger
        title={t('forces.dissolve')}
        words={t('forces.dissolveWords', { name: asking?.to === 'dissolve' ? asking.force.name : '' })}
        go={t('forces.dissolve')}
        said={t('forces.dissolved')}
        send={({ why }) =>
          deliver('response.task_force.dissolved', {
            taskForce: asking?.to === 'dissolve' ? asking.force.id : '',
            why,
          })
        }
      >
        <Form.Item name="why" label={t('response.why')} rules={required(t('response.whyMissing'))}>
          <Input maxLength={200} showCount />
        </Form.Item>
      </EntryDialog>
    </>
  );
}
