import type { Light } from '@lianfang/domain/kernel/task.ts';
import { useEffect, useMemo, useState } from 'react';
import { useTaskWords } from '../../../i18n/field/tasks/words.ts';
import { useWords, wordsFor } from '../../../i18n/field/words.ts';
import { recorded, tallyOf } from '../../../modules/task/board.ts';
import { TaskCard } from '../../../modules/task/TaskCard.tsx';
import { TaskCounts } from '../../../modules/task/TaskCounts.tsx';
import { Banner } from '../../../ui/touch/Banner.tsx';
import { Button } from '../../../ui/touch/Button.tsx';
import { Icon } from '../../../ui/touch/Icon.tsx';
import { SearchField } from '../../../ui/touch/SearchField.tsx';
import { show, timeText, useApp, useNow, useValue } from '../context.ts';
import { DeliveryStrip, Warnings } from '../DeliveryStrip.tsx';
import { UndoStrip } from '../UndoStrip.tsx';
import { updateReady } from '../worker.ts';
import { DeedList } from './DeedList.tsx';
import { jobPlace, jobTitle, matches } from './jobText.ts';
import { go } from './place.ts';
import type { Tasks } from './store.ts';
import { leftText } from './text.ts';
import { type Job, useBoard } from './useBoard.ts';
import { useDeeds } from './useDeeds.ts';

const PAGE = 40;
/** From so many on, a list is searched rather than read. */
const SEARCH_FROM = 8;
const STALE_MS = 30 * 60_000;

/** All that is to be done, worst first. */
export function TasksScreen({ tasks, overlay }: { tasks: Tasks; overlay: boolean }) {
  const say = useWords();
  const words = useTaskWords();
  const now = useNow(15_000);
  const { todo, waiting, deeds } = useBoard(tasks, now);
  const list = useValue(tasks.list);
  const saved = useValue(tasks.saved);
  const field = useValue(tasks.field);
  const [only, setOnly] = useState<Light>();
  const [text, setText] = useState('');
  const [area, setArea] = useState<string>();
  const [shown, setShown] = useState(PAGE);
  const [open, setOpen] = useState<'waiting' | 'recorded'>();
  const { problem, record } = useDeeds(tasks);

  const areas = useMemo(() => countBy(todo), [todo]);
  const hits = todo.filter(
    (job) =>
      (only === undefined || job.light === only) &&
      (area === undefined || job.areaName === area) &&
      matches(job, text),
  );
  const fresh = todo.filter(({ state }) => state === 'open');
  const ended = recorded(deeds);
  const stale = list.at === undefined || now - list.at > STALE_MS;

  // Whoever ends what is shown alone sees the rest again, not an empty screen.
  useEffect(() => {
    if (only !== undefined && !todo.some(({ light }) => light === only)) setOnly(undefined);
    if (area !== undefined && !todo.some(({ areaName }) => areaName === area)) setArea(undefined);
  }, [todo, only, area]);

  const take = async () => {
    const some = fresh.slice(0, 1000);
    await record(
      'task.accepted',
      { tasks: some.map(({ task }) => task) },
      some.map((job) => ({ ...tasks.about(job), what: 'accepted' })),
    );
  };

  return (
    <main className="tasks-screen" data-testid="tasks" data-at={list.at} data-todo={todo.length}>
      <Head overlay={overlay} tasks={tasks} />
      <DeliveryStrip />
      <Warnings />
      {saved && (
        <UndoStrip
          saved={saved}
          onUndo={() => void tasks.undo(saved.id).then(() => tasks.saved.set(undefined))}
          onGone={tasks.savedGone}
        />
      )}
      {problem && <Banner tone="danger">{problem}</Banner>}
      <TaskCounts
        counts={tallyOf(todo)}
        text={(light) => words(`head.${light}`)}
        only={only}
        onOnly={setOnly}
      />
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and may hold words alone: keys must reach it */}
      <section className="tasks-body" aria-label={words('title')} tabIndex={0}>
        <p className={stale && !list.pulling ? 'list-state stale' : 'list-state'} data-testid="list-state">
          <span>{stateText()}</span>
          <Button
            icon="refresh"
            tone="quiet"
            label={words('list.refresh')}
            busy={list.pulling}
            onPress={() => void tasks.pull()}
            testId="tasks-refresh"
          />
        </p>
        {fresh.length > 1 && (
          <Banner
            tone="info"
            icon="flag"
            name="fresh"
            action={
              <Button onPress={take} testId="take-all">
                {words('list.take')}
              </Button>
            }
          >
            {words('list.fresh', { n: fresh.length })}
          </Banner>
        )}
        {list.beyond > 0 && (
          <Banner tone="warn" name="beyond">
            {words('list.beyond', { n: list.beyond })}
          </Banner>
        )}
        {todo.length >= SEARCH_FROM && (
          <SearchField
            value={text}
            label={words('list.search')}
            clearLabel={say('clear')}
            name="task-search"
            onChange={setText}
          />
        )}
        {todo.length >= SEARCH_FROM && areas.length > 1 && (
          <fieldset className="area-chips" aria-label={words('row.area')}>
            <button type="button" aria-pressed={area === undefined} onClick={() => setArea(undefined)}>
              {words('list.everywhere')}
            </button>
            {areas.map(([name, count]) => (
              <button key={name} type="button" aria-pressed={area === name} onClick={() => setArea(name)}>
                {name} {count}
              </button>
            ))}
          </fieldset>
        )}
        {list.loaded && todo.length === 0 && (
          <div className="tasks-none" data-testid="tasks-none">
            <Icon name="check" size={56} />
            <b>{words('list.none')}</b>
            <p>{words('list.noneLead')}</p>
          </div>
        )}
        {todo.length > 0 && hits.length === 0 && <p className="lead nothing">{words('list.noHit')}</p>}
        <ul className="task-list">
          {hits.slice(0, shown).map((job) => (
            <TaskCard
              key={job.task}
              light={job.light}
              title={jobTitle(job, words)}
              place={jobPlace(job, words, field)}
              left={leftText(words, job.dueAt, now)}
              marks={marksOf(job)}
              onOpen={() => go({ at: 'task', task: job.task })}
            />
          ))}
        </ul>
        {hits.length > shown && (
          <Button wide onPress={() => setShown(shown + PAGE)} testId="tasks-more">
            {words('list.more', { n: Math.min(PAGE, hits.length - shown) })}
          </Button>
        )}
        {waiting.length > 0 && (
          <Fold
            text={words('list.waiting', { n: waiting.length })}
            open={open === 'waiting'}
            onToggle={() => setOpen(open === 'waiting' ? undefined : 'waiting')}
            name="fold-waiting"
          />
        )}
        {open === 'waiting' && (
          <ul className="task-list">
            {waiting.map((job) => (
              <TaskCard
                key={job.task}
                light="grey"
                title={jobTitle(job, words)}
                place={jobPlace(job, words, field)}
                left={words(job.state === 'returned' ? 'deed.returned' : 'deed.finished')}
                marks={[]}
                onOpen={() => go({ at: 'task', task: job.task })}
              />
            ))}
          </ul>
        )}
        {ended.length > 0 && (
          <Fold
            text={words('list.recorded', { n: ended.length })}
            open={open === 'recorded' || ended.some(({ rival }) => rival)}
            onToggle={() => setOpen(open === 'recorded' ? undefined : 'recorded')}
            name="fold-recorded"
          />
        )}
        {ended.length > 0 && (open === 'recorded' || ended.some(({ rival }) => rival)) && (
          <DeedList tasks={tasks} deeds={open === 'recorded' ? ended : ended.filter(({ rival }) => rival)} />
        )}
      </section>
    </main>
  );

  function stateText(): string {
    if (list.pulling) return words('list.pulling');
    if (list.at === undefined) return words('list.never');
    const time = timeText(list.at);
    if (list.failed) return navigator.onLine ? words('list.failed') : words('list.offline', { time });
    return words('list.at', { time });
  }

  function marksOf(job: Job) {
    const tried = (job.row?.attempts.length ?? 0) + job.deeds.filter(({ what }) => what === 'attempt').length;
    return [
      ...(job.refused
        ? [
            {
              text: words('row.refused', { why: wordsFor(say, 'refused', job.refused.refused ?? '') }),
              tone: 'danger' as const,
            },
          ]
        : []),
      ...(job.priority === 1 ? [{ text: words('mark.urgent'), tone: 'danger' as const }] : []),
      ...(job.state === 'open' ? [{ text: words('mark.fresh'), tone: 'info' as const }] : []),
      ...(tried > 0 ? [{ text: words('mark.tried', { n: tried }) }] : []),
      ...(job.asked ? [{ text: words('mark.asked'), tone: 'warn' as const }] : []),
      ...(job.reason !== undefined && !job.asked
        ? [{ text: words('mark.reason', { why: job.reason }), tone: 'warn' as const }]
        : []),
    ];
  }
}

function Head({ overlay, tasks }: { overlay: boolean; tasks: Tasks }) {
  const app = useApp();
  const say = useWords();
  const words = useTaskWords();
  const field = useValue(tasks.field);
  const device = useValue(app.device);
  const person = useValue(app.person);
  const update = useValue(updateReady);
  const exercise = field?.exercise;
  return (
    <header className="head-line">
      {overlay && (
        <Button icon="back" tone="quiet" label={say('back')} onPress={() => show('form')} testId="back" />
      )}
      <div className="where">
        <h1>{words('title')}</h1>
        <p>
          {exercise && <b className="exercise">{say('exercise')}</b>}
          {[field?.unit?.name ?? device?.postName, person?.name].filter(Boolean).join(' · ')}
        </p>
      </div>
      <Button icon="lock" tone="quiet" label={say('lock.now')} onPress={app.lock} testId="lock" />
      {!overlay && (
        <span className={update ? 'dot' : ''}>
          <Button
            icon="menu"
            tone="quiet"
            label={say('menu.title')}
            onPress={() => show('menu')}
            testId="menu"
          />
        </span>
      )}
    </header>
  );
}

type FoldProps = { text: string; open: boolean; onToggle: () => void; name: string };

function Fold({ text, open, onToggle, name }: FoldProps) {
  return (
    <button type="button" className="fold" aria-expanded={open} data-testid={name} onClick={onToggle}>
      <span>{text}</span>
      <Icon name={open ? 'down' : 'next'} size={20} />
    </button>
  );
}

/** Villages with how many tasks each has, the most first. */
function countBy(jobs: readonly Job[]): [string, number][] {
  const counts = new Map<string, number>();
  for (const { areaName } of jobs)
    if (areaName !== undefined) counts.set(areaName, (counts.get(areaName) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
}
