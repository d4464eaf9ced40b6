import { indicators } from '@lianfang/domain/indicators.ts';
import { hourOf } from '@lianfang/domain/kernel/time.ts';
import { Segmented, Switch } from 'antd';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useRead } from '../../kernel/useRead.ts';
import { DataTable } from '../../ui/desk/DataTable.tsx';
import { count, period as periodWords, share, shortTime } from '../../ui/desk/format.ts';
import { Page, Sheet } from '../../ui/desk/Page.tsx';
import { Loaded, Notice } from '../../ui/desk/States.tsx';
import { useClock } from '../../ui/desk/useClock.ts';
import { useFilters } from '../../ui/desk/useFilters.ts';
import { useIndicatorWords } from './Figures.tsx';
import { LiveStamp } from './LiveStamp.tsx';
import { PeriodChooser } from './PeriodChooser.tsx';
import { figureAt, hoursOf, type Period, usePeriod } from './period.ts';
import { ShiftTable } from './ShiftTable.tsx';

const ways = ['post', 'shift', 'hour', 'area'] as const;
type Way = (typeof ways)[number];
const HOUR = 3_600_000;

/** Lists and directives are counted by area, not by the post at which something was registered. */
const isOfPosts = (indicator: string) => indicator.startsWith('checkpoint.');

type Line = {
  key: string;
  label: string;
  values: Record<string, number>;
  from: string;
  to: string;
  post?: string;
  area?: string;
  total?: boolean;
};

/** All figures by post, hour or area; each cell opens the records that it counts. */
function Pivot({ by, period, parts }: { by: Exclude<Way, 'shift'>; period: Period; parts: boolean }) {
  const { t } = useTranslation();
  const words = useIndicatorWords();
  const { from, to } = period;
  const values = useRead('indicators.values', { from, to, by }, { live: true, keep: true });
  const posts = useRead('checkpoint.posts', {});
  return (
    <Loaded of={values} rows={10}>
      {(data) => {
        const rows = data.rows ?? [];
        const lines: Line[] =
          by === 'hour'
            ? hoursOf(period).flatMap((hour) => {
                const row = rows.find((one) => hourOf(one.key) === hour);
                const end = Date.parse(hour) + HOUR;
                return row === undefined
                  ? []
                  : [
                      {
                        key: hour,
                        label: shortTime(hour),
                        values: row.values,
                        from: Date.parse(hour) < Date.parse(from) ? from : hour,
                        to: end > Date.parse(to) ? to : new Date(end).toISOString(),
                      },
                    ];
              })
            : rows.map((row) => ({
                key: row.key,
                label: `${row.key} ${row.name ?? posts.data?.posts.find((post) => post.code === row.key)?.name ?? ''}`,
                values: row.values,
                from,
                to,
                ...(by === 'post' ? { post: row.key } : { area: row.key }),
              }));
        const totals = Object.fromEntries(data.figures.map((figure) => [figure.indicator, figure.value]));
        const shown =
          by === 'area'
            ? indicators
            : indicators.filter((one) => isOfPosts(one.id) && (by === 'post' || one.unit !== 'post'));
        const all: Line = { key: 'total', label: t('drill.total'), values: totals, from, to, total: true };
        return (
          <DataTable<Line>
            name={t('drill.title')}
            rowKey="key"
            loading={values.isPlaceholderData}
            dataSource={lines.length === 0 ? [] : [...lines, all]}
            rowClassName={(line) => (line.total ? 'lf-total' : '')}
            locale={{ emptyText: <Notice title={t('drill.none')}>{t('drill.noneWords')}</Notice> }}
            columns={[
              {
                key: 'label',
                title: t(`drill.${by}`),
                fixed: 'left',
                render: (_value, line) => <span className="lf-num">{line.label}</span>,
              },
              ...shown.map((one) => ({
                key: one.id,
                title: <span title={words(one.id).definition}>{words(one.id).title}</span>,
                align: 'right' as const,
                className: 'lf-num',
                render: (_value: unknown, line: Line) => {
                  const value = line.values[one.id] ?? 0;
                  const of = 'of' in one ? line.values[one.of] : undefined;
                  const part = parts ? share(value, of) : undefined;
                  // Posts staffed are no records, nor are those of every capability on a page of their own.
                  const address =
                    value === 0 || one.unit === 'post'
                      ? undefined
                      : figureAt({
                          from: line.from,
                          to: line.to,
                          post: line.post,
                          area: line.area,
                          // An area's row counts what was counted there, not in the areas inside it.
                          own: line.area === undefined ? undefined : true,
                          indicator: one.id,
                          cutOff: data.position,
                        });
                  const text = count(value);
                  return (
                    <>
                      {address === undefined ? (
                        <span className={value === 0 ? 'lf-word-muted' : ''}>{text}</span>
                      ) : (
                        <Link to={address}>{text}</Link>
                      )}
                      {part === undefined ? null : <small className="lf-part">{part}</small>}
                    </>
                  );
                },
              })),
            ]}
          />
        );
      }}
    </Loaded>
  );
}

/** From the figures down to posts, shifts and hours. */
export default function Drill() {
  const { t } = useTranslation();
  const filters = useFilters();
  const [period, choose] = usePeriod();
  const now = useClock(30_000);
  const by = ways.find((way) => way === filters.get('by')) ?? 'post';
  const parts = filters.get('parts') !== 'off';
  return (
    <Page
      title={t('drill.title')}
      about={
        <>
          {periodWords(period.from, period.to, now)} <Stamp period={period} />
        </>
      }
      actions={<PeriodChooser period={period} choose={choose} />}
    >
      <Sheet
        title={
          <Segmented<Way>
            aria-label={t('drill.way')}
            value={by}
            options={ways.map((way) => ({ value: way, label: t(`drill.by.${way}`) }))}
            onChange={(way) => filters.change({ by: way })}
          />
        }
        extra={
          by === 'shift' ? undefined : (
            // biome-ignore lint/a11y/noLabelWithoutControl: the switch is the control
            <label className="lf-row">
              <Switch
                size="small"
                checked={parts}
                onChange={(on) => filters.change({ parts: on ? undefined : 'off' })}
              />{' '}
              {t('drill.parts')}
            </label>
          )
        }
      >
        {by === 'shift' ? <ShiftTable period={period} /> : <Pivot by={by} period={period} parts={parts} />}
      </Sheet>
    </Page>
  );
}

function Stamp({ period }: { period: Period }) {
  const values = useRead(
    'indicators.values',
    { from: period.from, to: period.to },
    { live: true, keep: true },
  );
  return <LiveStamp position={values.data?.position} at={values.data?.at} updatedAt={values.dataUpdatedAt} />;
}
