import { wallClock } from '@lianfang/domain/kernel/time.ts';
import { DatePicker } from 'antd';
import dayjs from 'dayjs';
import { useTranslation } from 'react-i18next';
import { FilterMark, FilterRow, FilterSelect } from '../../../ui/desk/Filters.tsx';
import { instantOf } from '../../../ui/desk/format.ts';
import type { Change } from '../../../ui/desk/useFilters.ts';
import { type Filter, outcomes, passageFlags } from './filter.ts';

const FORMAT = 'YYYY-MM-DD HH:mm';

type Props = {
  filter: Filter;
  posts: readonly { code: string; name: string; area: string; areaName?: string | undefined }[];
  change: Change;
  reset: () => void;
};

/** The filters of the list of passages; each change is in the address at once. */
export function FilterBar({ filter, posts, change, reset }: Props) {
  const { t } = useTranslation();
  const choice = (
    key: 'post' | 'area' | 'outcome' | 'mode' | 'flag' | 'origin',
    options: { value: string; label: string }[],
  ) => (
    <FilterSelect
      name={t(`filter.${key}`)}
      value={filter[key]}
      change={(value) => change({ [key]: value, ...(key === 'area' ? { own: undefined } : {}) })}
      options={options}
    />
  );
  return (
    <FilterRow reset={reset}>
      <DatePicker.RangePicker
        showTime={{ format: 'HH:mm', minuteStep: 5 }}
        format={FORMAT}
        allowEmpty={[true, true]}
        value={[
          filter.from ? dayjs(wallClock(filter.from)) : null,
          filter.to ? dayjs(wallClock(filter.to)) : null,
        ]}
        onChange={(range) =>
          change({
            from: range?.[0] ? instantOf(range[0].format(FORMAT)) : undefined,
            to: range?.[1] ? instantOf(range[1].format(FORMAT)) : undefined,
          })
        }
      />
      {choice(
        'post',
        posts.map((post) => ({ value: post.code, label: `${post.code} ${post.name}` })),
      )}
      {choice('area', areasOf(posts, filter.area))}
      {choice(
        'outcome',
        outcomes.map((value) => ({ value, label: t(`outcome.${value}`) })),
      )}
      {choice(
        'mode',
        ['vehicle', 'pedestrian'].map((value) => ({ value, label: t(`mode.${value}`) })),
      )}
      {choice(
        'flag',
        passageFlags.map((value) => ({ value, label: t(`flag.${value}`) })),
      )}
      {choice(
        'origin',
        ['device', 'import'].map((value) => ({ value, label: t(`origin.${value}`) })),
      )}
      <FilterMark on={filter.fever === true} change={(on) => change({ fever: on ? 'true' : undefined })}>
        {t('filter.fever')}
      </FilterMark>
    </FilterRow>
  );
}

/** The areas that posts stand in, by name; one that is asked for and unknown stands as its code. */
export function areasOf(
  posts: Props['posts'],
  asked: string | undefined,
): { value: string; label: string }[] {
  const names = new Map(posts.map(({ area, areaName }) => [area, areaName ?? area]));
  if (asked !== undefined && !names.has(asked)) names.set(asked, asked);
  return [...names].map(([value, label]) => ({ value, label }));
}
