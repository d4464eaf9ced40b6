import { findings, rowStates } from '@lianfang/domain/modules/verification/schema.ts';
import { Button, Segmented, Select } from 'antd';
import { useTranslation } from 'react-i18next';
import type { ReadParams } from '../../../kernel/api.ts';
import type { Choices } from '../../../ui/desk/choices.ts';
import type { useFilters } from '../../../ui/desk/useFilters.ts';

export type RowFilter = ReadParams<'verification.rows'>;
type Filters = ReturnType<typeof useFilters>;
/** What the link of a figure says: which rows it counts. */
const figure = ['indicator', 'from', 'to', 'cutOff'] as const;
const marks = ['overdue', 'unplaced', 'held', 'contested', 'concealed'] as const;

/** The filter of rows that stands in an address; open rows where it says nothing. */
export function rowFilterOf(filters: Filters): RowFilter {
  const filter: Record<string, unknown> = {};
  for (const key of ['list', 'area', 'unit', 'account', 'finding', 'person', ...figure] as const) {
    const value = filters.get(key);
    if (value !== undefined) filter[key] = value;
  }
  for (const key of [...marks, 'own'] as const) if (filters.is(key)) filter[key] = true;
  const state =
    filters.get('state') ??
    (Object.keys(filter).some((key) => key !== 'list' && key !== 'area' && key !== 'unit') ? 'all' : 'open');
  if (state !== 'all') filter.state = state;
  return filter as RowFilter;
}

type Props = {
  filters: Filters;
  choices: Choices;
  lists: readonly { value: string; label: string }[];
  mayChooseUnit: boolean;
};

export function RowFilters({ filters, choices, lists, mayChooseUnit }: Props) {
  const { t } = useTranslation();
  const filter = rowFilterOf(filters);
  const choose = (key: string, name: string, options: readonly { value: string; label: string }[]) => (
    <Select
      allowClear
      aria-label={name}
      placeholder={name}
      value={filters.get(key) ?? null}
      onChange={(value?: string) => filters.change({ [key]: value })}
      options={[...options]}
      showSearch={{ optionFilterProp: 'label' }}
      popupMatchSelectWidth={false}
      className="lf-filter"
    />
  );
  return (
    <search className="lf-filters" aria-label={t('filter.title')}>
      <Segmented
        aria-label={t('rows.state')}
        value={filter.state ?? 'all'}
        onChange={(state) => filters.change({ state: String(state) })}
        options={['all', ...rowStates].map((value) => ({
          value,
          label: t(value === 'all' ? 'rows.all' : `rowState.${value}`),
        }))}
      />
      {marks.map((key) => (
        <Button
          key={key}
          aria-pressed={filters.is(key)}
          {...(filters.is(key) ? { type: 'primary' as const, ghost: true } : {})}
          onClick={() => filters.change({ [key]: filters.is(key) ? undefined : 'true' })}
        >
          {t(`rows.${key}`)}
        </Button>
      ))}
      {lists.length === 0 ? null : choose('list', t('rows.list'), lists)}
      {mayChooseUnit ? choose('unit', t('tasks.unit'), choices.units) : null}
      {choose('account', t('tasks.person'), choices.people)}
      {choose(
        'finding',
        t('rows.finding'),
        findings.map((value) => ({ value, label: t(`finding.${value}`) })),
      )}
      <Button type="text" onClick={filters.reset}>
        {t('common.reset')}
      </Button>
    </search>
  );
}
