import { Button, Select } from 'antd';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

/** The row of filters over a list, with the way back to none of them. */
export function FilterRow({ reset, children }: { reset?: () => void; children: ReactNode }) {
  const { t } = useTranslation();
  return (
    <search className="lf-filters" aria-label={t('filter.title')}>
      {children}
      {reset === undefined ? null : (
        <Button type="text" onClick={reset}>
          {t('common.reset')}
        </Button>
      )}
    </search>
  );
}

type SelectProps = {
  name: string;
  value: string | undefined;
  options: readonly { value: string; label: string }[];
  change: (value: string | undefined) => void;
};

/** One of several, or none; what someone types is searched for. */
export function FilterSelect({ name, value, options, change }: SelectProps) {
  return (
    <Select
      allowClear
      aria-label={name}
      placeholder={name}
      value={value ?? null}
      onChange={(one?: string) => change(one)}
      options={[...options]}
      showSearch={{ optionFilterProp: 'label' }}
      popupMatchSelectWidth={false}
      className="lf-filter"
    />
  );
}

/** Only those with a mark, or all. */
export function FilterMark(props: { on: boolean; change: (on: boolean) => void; children: ReactNode }) {
  const { on, change, children } = props;
  return (
    <Button
      aria-pressed={on}
      {...(on ? { type: 'primary' as const, ghost: true } : {})}
      onClick={() => change(!on)}
    >
      {children}
    </Button>
  );
}
