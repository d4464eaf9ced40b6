import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { ReadState } from '../../kernel/useRead.ts';
import { useRead } from '../../kernel/useRead.ts';
import { isSilent } from '../../modules/checkpoint/desk/silence.ts';
import { clock, count } from '../../ui/desk/format.ts';
import { Mark } from '../../ui/desk/Page.tsx';
import { useAgo } from '../../ui/desk/useAgo.ts';
import { useClock } from '../../ui/desk/useClock.ts';

type Tone = 'danger' | 'warn' | 'quiet';
type Tile = {
  key: string;
  tone: Tone;
  n: number | undefined;
  to: string;
  lines: { what: string; since?: ReactNode }[];
  failed: boolean;
};

/** What needs someone now, the gravest first. What is in order says so and keeps still. */
export function Exceptions({ posts }: { posts: ReadState<'checkpoint.posts'> }) {
  const { t } = useTranslation();
  const ago = useAgo();
  const now = useClock(10_000);
  const fevers = useRead('checkpoint.fevers', { state: 'open', limit: 50 }, { live: true });
  const devices = useRead('ledger.devices', {}, { live: true, every: 60_000 });
  const state = useRead('ledger.state', {}, { live: true });
  const nameOf = (code: string) => posts.data?.posts.find((post) => post.code === code)?.name ?? code;

  const quiet = (posts.data?.posts ?? []).filter((post) => post.active && isSilent(post, now));
  const behind = (devices.data?.devices ?? [])
    .filter((device) => device.state === 'active' && device.missing > 0)
    .sort((a, b) => (a.behindSince ?? '').localeCompare(b.behindSince ?? ''));
  const waiting = state.data === undefined ? undefined : state.data.held + state.data.refused;
  const sorted = [...(fevers.data?.fevers ?? [])].sort((a, b) => a.dueAt.localeCompare(b.dueAt));

  const tiles: Tile[] = [
    {
      key: 'fevers',
      tone: fevers.data?.overdue ? 'danger' : fevers.data?.open ? 'warn' : 'quiet',
      n: fevers.data?.open,
      to: '/fevers',
      failed: fevers.error !== null && fevers.data === undefined,
      lines: sorted.slice(0, 3).map((fever) => ({
        what: `${fever.post} ${nameOf(fever.post)} ${fever.temperature === undefined ? '' : `${fever.temperature.toFixed(1)} ℃`}`,
        since: fever.overdue ? (
          <b>{t('exceptions.overdue', { ago: ago(now - Date.parse(fever.dueAt)) })}</b>
        ) : (
          t('exceptions.due', { at: clock(fever.dueAt) })
        ),
      })),
    },
    {
      key: 'quietPosts',
      tone: quiet.length > 0 ? 'warn' : 'quiet',
      n: posts.data === undefined ? undefined : quiet.length,
      to: '/drill?by=post',
      failed: posts.error !== null && posts.data === undefined,
      lines: quiet.slice(0, 3).map((post) => ({
        what: `${post.code} ${post.name}${post.shift === undefined ? ` · ${t('posts.unstaffed')}` : ''}`,
        since:
          post.lastPassageAt === undefined
            ? t('posts.noPassage')
            : t('exceptions.silentFor', { ago: ago(now - Date.parse(post.lastPassageAt)) }),
      })),
    },
    {
      key: 'behind',
      tone: behind.length > 0 ? 'warn' : 'quiet',
      n: devices.data?.behind,
      to: '/delivery',
      failed: devices.error !== null && devices.data === undefined,
      lines: behind.slice(0, 3).map((device) => ({
        what: `${device.post ?? device.name} · ${t('exceptions.missing', { n: count(device.missing) })}`,
        since:
          device.behindSince === undefined
            ? t('behind.unknown')
            : t('exceptions.since', { at: clock(device.behindSince) }),
      })),
    },
    {
      key: 'tray',
      tone: waiting ? 'warn' : 'quiet',
      n: waiting,
      to: '/delivery?tab=tray',
      failed: state.error !== null && state.data === undefined,
      lines: waiting
        ? [
            { what: t('exceptions.held', { n: count(state.data?.held) }) },
            { what: t('exceptions.refused', { n: count(state.data?.refused) }) },
          ]
        : [],
    },
    {
      key: 'alarms',
      tone: state.data?.alarms ? 'danger' : 'quiet',
      n: state.data?.alarms,
      to: '/delivery?tab=alarms',
      failed: state.error !== null && state.data === undefined,
      lines: state.data?.alarms ? [{ what: t('exceptions.alarmWords') }] : [],
    },
  ];
  for (const tile of tiles) if (tile.failed) tile.tone = 'warn';
  const grave: Record<Tone, number> = { danger: 0, warn: 1, quiet: 2 };
  const known = tiles.every((tile) => tile.n !== undefined);
  const clear = known && tiles.every((tile) => tile.n === 0);
  return (
    <section aria-label={t('exceptions.title')} className="lf-exceptions-place">
      {clear ? (
        <p className="lf-allgood">
          <Mark tone="good">{t('exceptions.none')}</Mark>
        </p>
      ) : (
        <ul className="lf-exceptions">
          {[...tiles]
            .sort((a, b) => grave[a.tone] - grave[b.tone])
            .map((tile) => (
              <li key={tile.key} className={`lf-${tile.tone}`}>
                <Link to={tile.to}>
                  <span className="lf-exception-head">
                    <Mark tone={tile.tone === 'quiet' && tile.n === 0 ? 'good' : tile.tone}>
                      {t(`exceptions.${tile.key}`)}
                    </Mark>
                    <span className="lf-exception-n">{tile.failed ? '?' : count(tile.n)}</span>
                  </span>
                  <span className="lf-exception-lines">
                    {tile.failed ? <span>{t('exceptions.unknown')}</span> : null}
                    {tile.lines.map((line, index) => (
                      // biome-ignore lint/suspicious/noArrayIndexKey: at most three lines without a state of their own
                      <span key={index}>
                        <span>{line.what}</span>
                        {line.since === undefined ? null : <span>{line.since}</span>}
                      </span>
                    ))}
                    {tile.n === 0 ? <span>{t('exceptions.nothing')}</span> : null}
                  </span>
                </Link>
              </li>
            ))}
        </ul>
      )}
    </section>
  );
}
