import { indicators } from '@lianfang/domain/indicators.ts';
import { hourOf } from '@lianfang/domain/kernel/time.ts';
import { Button, Select, Skeleton } from 'antd';
import { lazy, Suspense, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate } from 'react-router';
import { useRead } from '../../kernel/useRead.ts';
import { clock, count, shortTime } from '../../ui/desk/format.ts';
import { Sheet } from '../../ui/desk/Page.tsx';
import { Loaded } from '../../ui/desk/States.tsx';
import { letters, palette } from '../../ui/desk/theme.ts';
import { useLight } from '../../ui/desk/useLight.ts';
import { useIndicatorWords } from './Figures.tsx';
import { before, hoursOf, type Period, recordsAt } from './period.ts';

const Chart = lazy(() => import('../../ui/desk/Chart.tsx'));
const HOUR = 3_600_000;

const keyOf = (key: string) => hourOf(key);

/** A figure hour by hour, with the same hours of the period before behind it. A bar opens its records. */
export function Trend({ period, now }: { period: Period; now: number }) {
  const { t } = useTranslation();
  const words = useIndicatorWords();
  const navigate = useNavigate();
  const [light] = useLight();
  const [indicator, setIndicator] = useState<string>('checkpoint.persons.screened');
  const [table, setTable] = useState(false);
  const { from, to } = period;
  const values = useRead('indicators.values', { from, to, by: 'hour' }, { live: true, keep: true });
  const earlier = useRead('indicators.values', { ...before(period), by: 'hour' }, { keep: true });
  const { title } = words(indicator);
  const hours = useMemo(() => hoursOf({ from, to }), [from, to]);
  const series = useMemo(() => {
    const by = (rows: typeof values.data) =>
      new Map((rows?.rows ?? []).map((row) => [keyOf(row.key), row.values[indicator] ?? 0]));
    const here = by(values.data);
    const there = by(earlier.data);
    const span = Date.parse(to) - Date.parse(from);
    return hours.map((hour) => ({
      hour,
      value: Date.parse(hour) > now ? undefined : (here.get(hour) ?? 0),
      before: there.get(hourOf(Date.parse(hour) - span)) ?? 0,
    }));
  }, [values.data, earlier.data, hours, indicator, from, to, now]);

  const colour = palette[light];
  const long = hours.length > 26;
  const option = useMemo(
    () => ({
      animation: false,
      textStyle: { fontFamily: letters, color: colour.muted },
      grid: { left: 8, right: 8, top: 34, bottom: 4, containLabel: true },
      legend: {
        top: 0,
        right: 0,
        itemHeight: 8,
        itemWidth: 14,
        textStyle: { color: colour.muted, fontFamily: letters },
      },
      tooltip: { trigger: 'axis', renderMode: 'html', confine: true },
      xAxis: {
        type: 'category',
        data: series.map((one) => (long ? shortTime(one.hour) : clock(one.hour))),
        axisLine: { lineStyle: { color: colour.line } },
        axisTick: { show: false },
        axisLabel: { color: colour.muted },
      },
      yAxis: {
        type: 'value',
        minInterval: 1,
        splitLine: { lineStyle: { color: colour.line } },
        axisLabel: { color: colour.muted },
      },
      series: [
        {
          name: title,
          type: 'bar',
          barMaxWidth: 26,
          itemStyle: { color: light === 'night' ? '#2f8fb5' : '#3d87a6', borderRadius: [2, 2, 0, 0] },
          data: series.map((one) => one.value ?? '-'),
        },
        {
          name: t(`trend.before.${period.name}`),
          type: 'line',
          symbol: 'none',
          step: 'middle',
          lineStyle: { color: colour.quiet, width: 1.5, type: [4, 3] },
          itemStyle: { color: colour.quiet },
          data: series.map((one) => one.before),
        },
      ],
    }),
    [series, title, colour, light, long, t, period.name],
  );
  const open = (hour: string) =>
    recordsAt({
      from: hour,
      to: new Date(Date.parse(hour) + HOUR).toISOString(),
      indicator,
      cutOff: values.data?.position,
    });
  const total = series.reduce((sum, one) => sum + (one.value ?? 0), 0);
  return (
    <Sheet
      title={t('trend.title')}
      extra={
        <span className="lf-row">
          <Select
            aria-label={t('trend.indicator')}
            value={indicator}
            onChange={setIndicator}
            popupMatchSelectWidth={false}
            options={indicators
              .filter((one) => one.unit !== 'post')
              .map((one) => ({ value: one.id, label: words(one.id).title }))}
          />
          <Button type="text" aria-pressed={table} onClick={() => setTable(!table)}>
            {t(table ? 'trend.asChart' : 'trend.asTable')}
          </Button>
        </span>
      }
    >
      <Loaded of={values} rows={6}>
        {() =>
          table ? (
            <ol className="lf-hours">
              {series.map((one) => (
                <li key={one.hour}>
                  <span>{long ? shortTime(one.hour) : clock(one.hour)}</span>
                  {one.value === undefined ? (
                    <span>–</span>
                  ) : (
                    <Link to={open(one.hour)}>{count(one.value)}</Link>
                  )}
                  <small>{count(one.before)}</small>
                </li>
              ))}
            </ol>
          ) : (
            <Suspense fallback={<Skeleton active paragraph={{ rows: 5 }} />}>
              <Chart
                option={option}
                height={252}
                words={t('trend.words', { title, total: count(total) })}
                onPick={(index) => {
                  const one = series[index];
                  if (one !== undefined) void navigate(open(one.hour));
                }}
              />
            </Suspense>
          )
        }
      </Loaded>
    </Sheet>
  );
}
