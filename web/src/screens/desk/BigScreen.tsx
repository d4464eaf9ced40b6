import { FullscreenOutlined, PauseOutlined, PlayCircleOutlined } from '@ant-design/icons';
import { type ReactNode, useEffect, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { holdWall } from '../../kernel/attended.ts';
import { useRead } from '../../kernel/useRead.ts';
import { useSession } from '../../modules/access/desk/session.tsx';
import { exactTime } from '../../ui/desk/format.ts';
import { useClock } from '../../ui/desk/useClock.ts';
import { BigExceptions, BigFigures, BigPosts, BigReport, BigTrend } from './BigPanels.tsx';
import { LiveStamp } from './LiveStamp.tsx';
import { periodOf } from './period.ts';
import './bigScreen.css';

const TURN_EVERY_MS = 20_000;
const POSTS_A_PAGE = 8;
const none = new URLSearchParams();

type Canvas = { width: number; height: number; scale: number; wide: boolean };

function measure(): Canvas {
  const wide = innerWidth / innerHeight > 2.6;
  const width = wide ? 3840 : 1920;
  return { width, height: 1080, wide, scale: Math.min(innerWidth / width, innerHeight / 1080) };
}

/** The canvas is drawn at 1920 × 1080 or 3840 × 1080, whichever the wall is nearer to, and scaled to fit it. */
function useCanvas(): Canvas {
  const [canvas, setCanvas] = useState(measure);
  useEffect(() => {
    const resized = () => setCanvas(measure());
    addEventListener('resize', resized);
    return () => removeEventListener('resize', resized);
  }, []);
  return canvas;
}

/** Keeps the wall awake where the browser can. */
function useAwake(): void {
  useEffect(() => {
    let lock: { release: () => Promise<void> } | undefined;
    const hold = () => {
      if (document.hidden || !('wakeLock' in navigator)) return;
      navigator.wakeLock.request('screen').then(
        (held) => {
          lock = held;
        },
        () => undefined,
      );
    };
    hold();
    document.addEventListener('visibilitychange', hold);
    return () => {
      document.removeEventListener('visibilitychange', hold);
      void lock?.release();
    };
  }, []);
}

/** The wall of the command post. Nothing on it says who anyone is; the smallest letters are 24 px at 1080 lines. */
export default function BigScreen() {
  const { t } = useTranslation();
  const { me } = useSession();
  const now = useClock(1000);
  const canvas = useCanvas();
  useAwake();
  useEffect(holdWall, []);
  const minute = Math.floor(now / 60_000) * 60_000;
  const period = useMemo(() => periodOf(none, minute), [minute]);
  const { from, to } = period;
  const values = useRead('indicators.values', { from, to }, { live: true, keep: true });
  const posts = useRead('checkpoint.posts', { from, to }, { live: true, keep: true });
  const still = matchMedia('(prefers-reduced-motion: reduce)').matches;
  const [turning, setTurning] = useState(!still);
  const [page, setPage] = useState(0);

  const list = posts.data?.posts.filter((post) => post.active) ?? [];
  const figures = <BigFigures values={values.data} period={period} posts={list.length} wide={canvas.wide} />;
  const trend = <BigTrend period={period} now={minute} height={332} />;
  const boards: ReactNode[] = [];
  for (let first = 0; first < Math.max(1, list.length); first += POSTS_A_PAGE) {
    boards.push(
      <BigPosts
        key={first}
        posts={list.slice(first, first + POSTS_A_PAGE)}
        now={now}
        page={
          list.length > POSTS_A_PAGE
            ? `${boards.length + 1} / ${Math.ceil(list.length / POSTS_A_PAGE)}`
            : undefined
        }
      />,
    );
  }
  const pages: { key: string; node: ReactNode }[] = canvas.wide
    ? boards.map((node, index) => ({ key: `posts${index}`, node }))
    : [
        {
          key: 'figures',
          node: (
            <>
              {figures}
              {trend}
            </>
          ),
        },
        ...boards.map((node, index) => ({ key: `posts${index}`, node })),
      ];
  const many = pages.length;
  const shown = page % many;

  // biome-ignore lint/correctness/useExhaustiveDependencies: a page turned by hand begins its time anew
  useEffect(() => {
    if (!turning || many < 2) return;
    const timer = setTimeout(() => setPage((old) => (old + 1) % many), TURN_EVERY_MS);
    return () => clearTimeout(timer);
  }, [turning, many, page]);
  useEffect(() => {
    document.title = `${t('screen.title', { county: me.countyName })}`;
  }, [t, me.countyName]);

  return (
    <div className="lf-wall" lang={document.documentElement.lang}>
      <div
        className={`lf-canvas ${canvas.wide ? 'lf-canvas-wide' : ''}`}
        style={{
          width: canvas.width,
          height: canvas.height,
          transform: `translate(-50%, -50%) scale(${canvas.scale})`,
        }}
      >
        <header className="lf-wall-head">
          <h1>{t('screen.title', { county: me.countyName })}</h1>
          {me.exercise ? <strong className="lf-wall-exercise">{t('screen.exercise')}</strong> : null}
          <LiveStamp position={values.data?.position} at={values.data?.at} updatedAt={values.dataUpdatedAt} />
          <time>{exactTime(now)}</time>
        </header>
        <main className="lf-wall-body">
          <aside className="lf-wall-side">
            <BigExceptions posts={posts.data?.posts ?? []} now={now} />
            <BigReport />
          </aside>
          {canvas.wide ? (
            <section className="lf-wall-main">
              {figures}
              {trend}
            </section>
          ) : null}
          <section className="lf-wall-main" aria-live="off">
            {values.error !== null && values.data === undefined ? (
              <p className="lf-wall-empty">{t('state.offline')}</p>
            ) : (
              pages[shown]?.node
            )}
          </section>
        </main>
        <footer className="lf-wall-foot">
          <span>{t('screen.today')}</span>
          <span className="lf-wall-turn">
            {many > 1
              ? pages.map((one, index) => (
                  <button
                    key={one.key}
                    type="button"
                    aria-label={t('screen.page', { n: index + 1 })}
                    aria-pressed={index === shown}
                    onClick={() => setPage(index)}
                  />
                ))
              : null}
            {many > 1 ? (
              <button
                type="button"
                className="lf-wall-button"
                onClick={() => setTurning(!turning)}
                aria-label={t(turning ? 'screen.pause' : 'screen.play')}
              >
                {turning ? <PauseOutlined /> : <PlayCircleOutlined />}
              </button>
            ) : null}
            <button
              type="button"
              className="lf-wall-button"
              aria-label={t('screen.full')}
              onClick={() =>
                void (document.fullscreenElement
                  ? document.exitFullscreen()
                  : document.documentElement.requestFullscreen())
              }
            >
              <FullscreenOutlined />
            </button>
          </span>
        </footer>
      </div>
    </div>
  );
}
