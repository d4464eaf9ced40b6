import { findings, rowStates } from '@lianfang/domain/modules/verification/schema.ts';
import { Segmented } from 'antd';
import { useTranslation } from 'react-i18next';
import type { ReadParams } from '../../../kernel/api.ts';
import type { Choices } from '../../../ui/desk/choices.ts';
import { FilterMark, FilterRow, FilterSelect } from '../../../ui/desk/Filters.tsx';
import type { Filters } from '../../../ui/desk/useFilters.ts';

export type RowFilter = ReadParams<'verification.rows'>;
/** What the link of a figure says: which rows it counts. */
const figure = ['indicator', 'from', 'to', 'cutOff'] as const;
const marks = ['overdue', 'unplaced', 'held', 'contested', 'concealed'] as const;

/** The filter of rows that stands in an address; open rows where it says nothing. */
export function rowFilterOf(filters: Filters): RowFilter {
  const filter: RowFilter = {
    ...(filters.texts(['list', 'area', 'unit', 'account', 'finding', 'person', ...figure]) as RowFilter),
    ...filters.marks([...marks, 'own']),
  };
  const state =
    filters.get('state') ??
    (Object.keys(filter).some((key) => key !== 'list' && key !== 'area' && key !== 'unit') ? 'all' : 'open');
  return state === 'all' ? filter : { ...filter, state: state as NonNullable<RowFilter['state']> };
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
    <FilterSelect
      name={name}
      value={filters.get(key)}
      change={(value) => filters.change({ [key]: value })}
      options={options}
    />
  );
  return (
    <FilterRow reset={filters.reset}>
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
        <FilterMark
          key={key}
          on={filters.is(key)}
          change={(on) => filters.change({ [key]: on ? 'true' : undefined })}
        >
          {t(`rows.${key}`)}
        </FilterMark>
      ))}
      {lists.length === 0 ? null : choose('list', t('rows.list'), lists)}
      {mayChooseUnit ? choose('unit', t('tasks.unit'), choices.units) : null}
      {choose('account', t('tasks.person'), choices.people)}
      {choose(
        'finding',
        t('rows.finding'),
        findings.map((value) => ({ value, label: t(`finding.${value}`) })),
      )}
    </FilterRow>
  );
}
