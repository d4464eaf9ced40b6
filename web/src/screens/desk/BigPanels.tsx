import { hourOf } from '@lianfang/domain/kernel/time.ts';
import type { PostOnBoard } from '@lianfang/domain/modules/checkpoint/reads.ts';
import { lazy, Suspense, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { ReadResult } from '../../kernel/api.ts';
import { useRead } from '../../kernel/useRead.ts';
import { isSilent } from '../../modules/checkpoint/desk/silence.ts';
import { change, clock, count, share, shortTime } from '../../ui/desk/format.ts';
import { Mark } from '../../ui/desk/Page.tsx';
import { letters, palette } from '../../ui/desk/theme.ts';
import { useAgo } from '../../ui/desk/useAgo.ts';
import { useIndicatorWords } from './Figures.tsx';
import { before, hoursOf, type Period } from './period.ts';

const Chart = lazy(() => import('../../ui/desk/Chart.tsx'));
const PERSONS = 'checkpoint.persons.screened';
const colour = palette.night;

/** The gravest things, at most seven lines; a calm line when there is nothing. */
export function BigExceptions({ posts, now }: { posts: readonly PostOnBoard[]; now: number }) {
  const { t } = useTranslation();
  const ago = useAgo();
  const fevers = useRead('checkpoint.fevers', { state: 'open', limit: 50 }, { live: true });
  const devices = useRead('ledger.devices', {}, { live: true, every: 60_000 });
  const state = useRead('ledger.state', {}, { live: true });
  const name = (code: string | undefined) => posts.find((post) => post.code === code)?.name ?? code ?? '–';
  const lines: { key: string; tone: 'danger' | 'warn'; title: string; words: string }[] = [];
  for (const fever of [...(fevers.data?.fevers ?? [])].sort((a, b) => a.dueAt.localeCompare(b.dueAt))) {
    lines.push({
      key: `${fever.passage}${fever.person}`,
      tone: fever.overdue ? 'danger' : 'warn',
      title: `${t('exceptions.fevers')} · ${fever.post} ${name(fever.post)}`,
      words: fever.overdue
        ? t('exceptions.overdue', { ago: ago(now - Date.parse(fever.dueAt)) })
        : t('exceptions.due', { at: clock(fever.dueAt) }),
    });
  }
  if (state.data?.alarms)
    lines.push({
      key: 'alarms',
      tone: 'danger',
      title: `${t('exceptions.alarms')} ${count(state.data.alarms)}`,
      words: t('exceptions.alarmWords'),
    });
  for (const post of posts.filter((one) => one.active && isSilent(one, now))) {
    lines.push({
      key: post.code,
      tone: 'warn',
      title: `${t('exceptions.quietShort')} · ${post.code} ${post.name}`,
      words:
        post.lastPassageAt === undefined
          ? t('posts.noPassage')
          : t('exceptions.silentFor', { ago: ago(now - Date.parse(post.lastPassageAt)) }),
    });
  }
  for (const device of (devices.data?.devices ?? []).filter(
    (one) => one.state === 'active' && one.missing > 0,
  )) {
    lines.push({
      key: device.id,
      tone: 'warn',
      title: `${t('exceptions.behind')} · ${name(device.post)}`,
      words: `${t('exceptions.missing', { n: count(device.missing) })}${device.behindSince === undefined ? '' : ` · ${t('exceptions.since', { at: clock(device.behindSince) })}`}`,
    });
  }
  if (state.data && state.data.held + state.data.refused > 0) {
    lines.push({
      key: 'tray',
      tone: 'warn',
      title: t('exceptions.tray'),
      words: `${t('exceptions.held', { n: count(state.data.held) })} · ${t('exceptions.refused', { n: count(state.data.refused) })}`,
    });
  }
  lines.sort((a, b) => (a.tone === b.tone ? 0 : a.tone === 'danger' ? -1 : 1));
  const unknown = fevers.data === undefined || state.data === undefined || devices.data === undefined;
  return (
    <section className="lf-panel lf-panel-exceptions">
      <h2>
        {t('exceptions.title')} <b>{unknown ? '–' : lines.length}</b>
      </h2>
      {lines.length === 0 ? (
        <p className="lf-wall-empty">
          {unknown ? t('state.loading') : <Mark tone="good">{t('exceptions.none')}</Mark>}
        </p>
      ) : (
        <ul>
          {lines.slice(0, 7).map((line) => (
            <li key={line.key} className={`lf-${line.tone}`}>
              <Mark tone={line.tone}>{line.title}</Mark>
              <span>{line.words}</span>
            </li>
          ))}
        </ul>
      )}
      {lines.length > 7 ? <p className="lf-wall-more">{t('screen.more', { n: lines.length - 7 })}</p> : null}
    </section>
  );
}

/** The newest report that was issued, and one that is on its way. */
export function BigReport() {
  const { t } = useTranslation();
  const list = useRead('report.list', {}, { live: true });
  const sorted = [...(list.data?.reports ?? [])].sort((a, b) => b.compiledAt.localeCompare(a.compiledAt));
  const newest = sorted[0];
  const issued = sorted.find((report) => report.state === 'issued');
  return (
    <section className="lf-panel">
      <h2>{t('reports.title')}</h2>
      {newest === undefined ? <p className="lf-wall-more">{t('reports.none')}</p> : null}
      {newest === undefined || newest === issued ? null : (
        <p className="lf-wall-line">
          {newest.number} · {t(`reportState.${newest.state}`)}
        </p>
      )}
      {issued === undefined ? null : (
        <p className="lf-wall-line">
          {issued.number} · {t('reportState.issued')} {shortTime(issued.issuedAt)}
        </p>
      )}
    </section>
  );
}

type FiguresProps = {
  values: ReadResult<'indicators.values'> | undefined;
  period: Period;
  posts: number;
  wide: boolean;
};

export function BigFigures({ values, period, posts, wide }: FiguresProps) {
  const { t } = useTranslation();
  const words = useIndicatorWords();
  const compare = useRead('indicators.values', period.compare ?? before(period), { keep: true });
  const figureOf = (id: string | undefined, of = values) =>
    of?.figures.find((one) => one.indicator === id)?.value;
  return (
    <section className={`lf-panel lf-panel-figures ${wide ? 'lf-wide' : ''}`}>
      <h2>{t('screen.figures')}</h2>
      <ul>
        {(values?.figures ?? [])
          .filter(({ indicator }) => indicator.startsWith('checkpoint.'))
          .map((figure) => {
            const of = figure.indicator === 'checkpoint.posts.staffed' ? posts : figureOf(figure.of);
            const part = share(figure.value, of);
            const previous = figureOf(figure.indicator, compare.data);
            return (
              <li key={figure.indicator}>
                <span>{words(figure.indicator).title}</span>
                <b>{count(figure.value)}</b>
                <small>
                  {of === undefined
                    ? words(figure.indicator).unit
                    : `/ ${count(of)}${part === undefined ? '' : ` · ${part}`}`}
                  <i>
                    {previous === undefined ? '' : `${t('screen.before')} ${change(figure.value, previous)}`}
                  </i>
                </small>
              </li>
            );
          })}
      </ul>
    </section>
  );
}

export function BigTrend({ period, now, height }: { period: Period; now: number; height: number }) {
  const { t } = useTranslation();
  const words = useIndicatorWords();
  const { from, to } = period;
  const values = useRead('indicators.values', { from, to, by: 'hour' }, { live: true, keep: true });
  const earlier = useRead('indicators.values', { ...before(period), by: 'hour' }, { keep: true });
  const { title } = words(PERSONS);
  const option = useMemo(() => {
    const by = (rows: typeof values.data) =>
      new Map((rows?.rows ?? []).map((row) => [hourOf(row.key), row.values[PERSONS] ?? 0]));
    const here = by(values.data);
    const there = by(earlier.data);
    const hours = hoursOf({ from, to });
    const span = Date.parse(to) - Date.parse(from);
    const text = { color: colour.muted, fontSize: 24, fontFamily: letters };
    return {
      animation: false,
      grid: { left: 8, right: 24, top: 56, bottom: 4, containLabel: true },
      legend: { top: 0, right: 0, itemHeight: 16, itemWidth: 28, textStyle: text },
      xAxis: {
        type: 'category',
        data: hours.map((hour) => clock(hour).slice(0, 2)),
        axisLine: { lineStyle: { color: colour.line } },
        axisTick: { show: false },
        axisLabel: { ...text, interval: 1 },
      },
      yAxis: {
        type: 'value',
        minInterval: 1,
        splitNumber: 3,
        splitLine: { lineStyle: { color: colour.line } },
        axisLabel: text,
      },
      series: [
        {
          name: title,
          type: 'bar',
          barMaxWidth: 44,
          itemStyle: { color: '#2f8fb5', borderRadius: [3, 3, 0, 0] },
          data: hours.map((hour) => (Date.parse(hour) > now ? '-' : (here.get(hour) ?? 0))),
        },
        {
          name: t(`trend.before.${period.name}`),
          type: 'line',
          symbol: 'none',
          step: 'middle',
          lineStyle: { color: '#c9a24c', width: 3, type: [8, 6] },
          itemStyle: { color: '#c9a24c' },
          data: hours.map((hour) => there.get(hourOf(Date.parse(hour) - span)) ?? 0),
        },
      ],
    };
  }, [values.data, earlier.data, from, to, now, title, t, period.name]);
  return (
    <section className="lf-panel lf-panel-trend">
      <h2>{t('trend.title')}</h2>
      <Suspense fallback={<div style={{ height }} />}>
        <Chart option={option} height={height} words={t('trend.title')} />
      </Suspense>
    </section>
  );
}

export function BigPosts({
  posts,
  now,
  page,
}: {
  posts: readonly PostOnBoard[];
  now: number;
  page: string | undefined;
}) {
  const { t } = useTranslation();
  const ago = useAgo();
  return (
    <section className="lf-panel lf-panel-posts">
      <h2>
        {t('overview.posts')} <b>{page}</b>
      </h2>
      <ul>
        {posts.map((post) => {
          const silent = isSilent(post, now);
          const tone =
            post.fevers.overdue > 0 ? 'danger' : silent || post.shift === undefined ? 'warn' : 'good';
          return (
            <li key={post.code} className={`lf-${tone}`}>
              <h3>
                <b>{post.code}</b> {post.name}
              </h3>
              <p>
                {post.shift === undefined ? (
                  <Mark tone="warn">{t('posts.unstaffed')}</Mark>
                ) : (
                  <Mark tone="good">{t('screen.staffed')}</Mark>
                )}
                <span className={silent ? 'lf-word-warn' : ''}>
                  {post.lastPassageAt === undefined
                    ? t('posts.noPassage')
                    : t('posts.lastPassage', { ago: ago(now - Date.parse(post.lastPassageAt)) })}
                </span>
              </p>
              <dl>
                {(
                  [
                    'checkpoint.vehicles.checked',
                    'checkpoint.persons.screened',
                    'checkpoint.persons.turned_back',
                  ] as const
                ).map((id) => (
                  <div key={id}>
                    <dt>{t(`posts.value.${id.replaceAll('.', '_')}`)}</dt>
                    <dd>{count(post.values[id] ?? 0)}</dd>
                  </div>
                ))}
              </dl>
              {post.fevers.open > 0 ? (
                <Mark tone={post.fevers.overdue > 0 ? 'danger' : 'warn'}>
                  {t(post.fevers.overdue > 0 ? 'posts.feverOverdue' : 'posts.feverOpen', {
                    n: post.fevers.overdue || post.fevers.open,
                  })}
                </Mark>
              ) : null}
            </li>
          );
        })}
      </ul>
    </section>
  );
}
