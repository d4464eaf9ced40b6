import { Select } from 'antd';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useRead } from '../../kernel/useRead.ts';
import { AreaPicker } from '../../modules/access/desk/AreaPicker.tsx';
import { useSession } from '../../modules/access/desk/session.tsx';
import type { Choice, Choices } from '../../ui/desk/choices.ts';
import { useReportAreas } from './reportAreas.ts';

/** The desk roles that read tasks, lists and directives. */
export const workDesk = [
  'checkpoint_lead',
  'unit_lead',
  'verification_desk',
  'task_force_lead',
  'data_desk',
  'signer',
  'commander',
] as const;

/** People, units, posts and areas of the county for the forms of tasks, lists and the command post. */
export function useChoices(): Choices {
  const session = useSession();
  const duty = useRead('task.duty', {}, { enabled: session.has(workDesk) });
  const directory = useRead('response.directory', {}, { enabled: session.has(workDesk) });
  const posts = useRead(
    'checkpoint.posts',
    {},
    { enabled: session.has(['checkpoint_lead', 'data_desk', 'signer', 'commander']) },
  );
  return useMemo(
    () => ({
      people: (duty.data?.people ?? []).map((one) => ({
        value: one.account,
        label: one.unitName === undefined ? one.name : `${one.name} · ${one.unitName}`,
        unit: one.unit,
        roles: one.roles,
      })),
      units: (directory.data?.units ?? []).map((one) => ({ value: one.unit, label: one.name })),
      posts: (posts.data?.posts ?? []).map((one) => ({
        value: one.code,
        label: `${one.code} ${one.name}`,
      })),
      areaPicker: <AreaPicker />,
    }),
    [duty.data, directory.data, posts.data],
  );
}

type Many = { id?: string; value?: string[]; onChange?: (codes: string[]) => void };

/** Picks several of the county and its townships. */
export function AreasPicker({ id, value, onChange }: Many) {
  const { t } = useTranslation();
  const areas = useReportAreas();
  return (
    <Select
      mode="multiple"
      {...(id === undefined ? {} : { id })}
      value={value ?? []}
      {...(onChange === undefined ? {} : { onChange })}
      showSearch={{ optionFilterProp: 'label' }}
      placeholder={t('areaPicker.placeholder')}
      options={areas.map(({ code, name }): Choice => ({ value: code, label: name }))}
    />
  );
}
