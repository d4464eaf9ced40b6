import { wallClock } from '@lianfang/domain/kernel/time.ts';
import { Button, DatePicker, Space } from 'antd';
import dayjs from 'dayjs';
import { useTranslation } from 'react-i18next';
import { instantOf } from './format.ts';

const FORMAT = 'YYYY-MM-DD HH:mm';

type Props = {
  id?: string;
  value?: string;
  onChange?: (instant: string | undefined) => void;
  label?: string;
  /** Hours from now that are offered as a button each. */
  soon?: readonly number[];
};

/** An instant by the county's wall clock; it is given and taken as ISO 8601. */
export function DateTimePicker({ id, value, onChange, label, soon = [] }: Props) {
  const { t } = useTranslation();
  return (
    <Space wrap size={6}>
      <DatePicker
        {...(id === undefined ? {} : { id })}
        {...(label === undefined ? {} : { 'aria-label': label })}
        showTime={{ format: 'HH:mm', minuteStep: 5 }}
        format={FORMAT}
        value={value === undefined ? null : dayjs(wallClock(value))}
        onChange={(day) => onChange?.(day === null ? undefined : instantOf(day.format(FORMAT)))}
      />
      {soon.map((hours) => (
        <Button
          key={hours}
          size="small"
          onClick={() => onChange?.(instantOf(wallClock(Date.now() + hours * 3_600_000)))}
        >
          {t('due.in', { n: hours })}
        </Button>
      ))}
    </Space>
  );
}
