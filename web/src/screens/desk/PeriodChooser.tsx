import { wallClock } from '@lianfang/domain/kernel/time.ts';
import { DatePicker, Segmented } from 'antd';
import dayjs from 'dayjs';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { instantOf } from '../../ui/desk/format.ts';
import { type Period, type PeriodName, periodNames } from './period.ts';

const FORMAT = 'YYYY-MM-DD HH:mm';

/** Today, yesterday, the last 24 hours, or from when to when, all on the county's clock. */
export function PeriodChooser({
  period,
  choose,
}: {
  period: Period;
  choose: (name: PeriodName, from?: string, to?: string) => void;
}) {
  const { t } = useTranslation();
  const [custom, setCustom] = useState(false);
  const open = custom || period.name === 'custom';
  return (
    <div className="lf-period">
      <Segmented<PeriodName>
        aria-label={t('period.label')}
        value={open ? 'custom' : period.name}
        options={periodNames.map((name) => ({ value: name, label: t(`period.${name}`) }))}
        onChange={(name) => {
          setCustom(name === 'custom');
          if (name !== 'custom') choose(name);
        }}
      />
      {open ? (
        <DatePicker.RangePicker
          showTime={{ format: 'HH:mm', minuteStep: 15 }}
          format={FORMAT}
          allowClear={false}
          value={[dayjs(wallClock(period.from)), dayjs(wallClock(period.to))]}
          onChange={(range) => {
            const [from, to] = range ?? [];
            if (from && to) choose('custom', instantOf(from.format(FORMAT)), instantOf(to.format(FORMAT)));
          }}
        />
      ) : null}
    </div>
  );
}
