import { taskEntries } from '@lianfang/domain/kernel/taskEntries.ts';
import type { MineRow } from '@lianfang/domain/modules/verification/reads.ts';
import { verificationEntries } from '@lianfang/domain/modules/verification/schema.ts';
import { verificationWords } from '@lianfang/domain/modules/verification/words.ts';
import { learnWords } from '../../../i18n/field/words.ts';
import {
  type Kept,
  keepEntry,
  type NotKept,
  takeBackEntry,
  type Workplace,
} from '../../../kernel/capture.ts';
import { followHead } from '../../../kernel/connectivity/head.ts';
import { type Observable, observable } from '../../../kernel/connectivity/observable.ts';
import type { StoreKeys } from '../../../kernel/crypto/seal.ts';
import type { Database } from '../../../kernel/outbox/database.ts';
import type { Tally } from '../../../kernel/outbox/queue.ts';
import { keepRead, keptRead } from '../../../kernel/replica/known.ts';
import type { DeviceSession } from '../../../kernel/session/device.ts';
import { type Deed, isEnding } from '../../../modules/task/board.ts';
import type { FindingDraft } from '../../../modules/verification/findingDraft.ts';
import { deedRow, keptDeeds, keptRows, placesOf, putDeeds, removeDeed, replaceRows } from './kept.ts';
import { askServer, type Result } from './reads.ts';

export type TaskRow = Result<'task.mine'>['tasks'][number];
export type TaskField = Result<'task.field'>;
/** The words of an order that one of these tasks is about. */
export type Directive = Result<'response.field'>['orders'][number];
export type AreaLine = Result<'area.field'>['areas'][number];
type KeptTasks = { tasks: TaskRow[]; beyond: number };

/** What of the phone its tasks stand on. */
type Phone = {
  readonly database: () => Database | undefined;
  readonly keys: () => StoreKeys | undefined;
  readonly session: () => DeviceSession | undefined;
  readonly station: () => Workplace;
  readonly tally: Observable<Tally & { pending: number }>;
  readonly changed: () => void;
  readonly heardField: (fresh: TaskField) => Promise<void>;
};

/** What was saved a moment ago and can still be taken back. */
export type Saved = { id: string; at: number; text: string; where: 'store' | 'memory' };

const table = { ...taskEntries, ...verificationEntries };
type Kind = keyof typeof table;

/** How long a finding can be taken back without a trace. */
export const UNDO_MS = 10_000;
const EVERY_MS = 3 * 60_000;
const HINT_MS = 20_000;
const FIELD_MS = 10 * 60_000;
const AREAS_MS = 7 * 86_400_000;
/** Tasks that are asked for at once. */
const TASKS = 500;
/** Without a word from the server for so long, what it once said of people is not kept any longer. */
const STALE_MS = 14 * 86_400_000;

/**
 * The tasks of those who are on this phone. One a page; it goes on pulling the list while the screen is locked, so that
 * what is no longer theirs is gone from the phone although nobody looks.
 */
export function createTasks(app: Phone) {
  learnWords(verificationWords);
  const rows = observable<readonly MineRow[]>([]);
  const told = observable<readonly TaskRow[]>([]);
  const deeds = observable<readonly Deed[]>([]);
  const field = observable<TaskField | undefined>(undefined);
  const directives = observable<readonly Directive[]>([]);
  const areas = observable<readonly AreaLine[]>([]);
  const list = observable<{
    at?: number;
    /** Rows that this phone does not hold, because it holds so many already. */
    beyond: number;
    pulling: boolean;
    failed: boolean;
    loaded: boolean;
  }>({
    beyond: 0,
    pulling: false,
    failed: false,
    loaded: false,
  });
  const draft = observable<FindingDraft | undefined>(undefined);
  const saved = observable<Saved | undefined>(undefined);
  let [fieldAt, areasAt, pulledAt] = [0, 0, 0];
  let delivered = app.tally.get().delivered;
  let soon: ReturnType<typeof setTimeout> | undefined;
  let running: Promise<void> | undefined;

  /** What the phone already holds; then it follows the server. */
  async function open(): Promise<void> {
    const [db, keys] = [app.database(), app.keys()];
    if (db === undefined || keys === undefined) return list.patch({ loaded: true });
    const [mine, kept, whose, table, orders] = await Promise.all([
      keptRead<KeptTasks>(db, keys, 'task.mine'),
      keptRows(db, keys),
      keptRead<TaskField>(db, keys, 'task.field'),
      keptRead<Result<'area.field'>>(db, keys, 'area.field'),
      keptRead<Result<'response.field'>>(db, keys, 'response.field'),
    ]);
    directives.set(orders?.result.orders ?? []);
    deeds.set(await keptDeeds(db, Date.now()));
    if (mine !== undefined && Date.now() - mine.at > STALE_MS) await replaceRows(db, keys, []);
    else {
      rows.set(kept);
      told.set(mine?.result.tasks ?? []);
      list.patch({ beyond: mine?.result.beyond ?? 0 });
    }
    if (whose !== undefined) field.set(whose.result);
    if (table !== undefined) {
      areasAt = table.at;
      areas.set(table.result.areas);
    }
    list.patch({ loaded: true, ...(mine === undefined ? {} : { at: mine.at }) });
    void pull();
    const session = app.session();
    if (session !== undefined) followHead(session, () => later(HINT_MS));
    setInterval(() => later(0), EVERY_MS);
    addEventListener('online', () => later(0));
    document.addEventListener('visibilitychange', () => document.visibilityState === 'visible' && later(0));
    app.tally.subscribe(() => {
      const now = app.tally.get().delivered;
      // What has just arrived changes the list.
      if (now !== delivered && deeds.get().some((deed) => deed.settled !== true)) later(0);
      delivered = now;
    });
  }

  /** Pulls soon, and no sooner than `apart` ms after the last time: hints come with everything that the county writes. */
  function later(apart: number): void {
    if (soon !== undefined) return;
    const wait = Math.max(400, pulledAt + apart - Date.now());
    soon = setTimeout(() => {
      soon = undefined;
      void pull();
    }, wait);
  }

  /** Brings the list up to date with the server. One at a time; silent when there is no network. */
  function pull(): Promise<void> {
    running ??= pullOnce()
      .catch(() => list.patch({ failed: true }))
      .finally(() => {
        running = undefined;
        pulledAt = Date.now();
        list.patch({ pulling: false });
      });
    return running;
  }

  async function pullOnce(): Promise<void> {
    const [db, keys, session] = [app.database(), app.keys(), app.session()];
    if (db === undefined || keys === undefined || session === undefined) return;
    if (!navigator.onLine) return list.patch({ failed: true });
    list.patch({ pulling: true });
    // Before the question is put: only what had arrived by then can be in the answer.
    const open = deeds.get().filter((deed) => deed.settled !== true && deed.refused === undefined);
    const places = await placesOf(
      db,
      open.map(({ id }) => entryOf(id)),
    );
    const have = rows.get().flatMap((row) => (row.personal === undefined ? [] : [row.version]));
    const [mine, answer] = await Promise.all([
      askServer(session, 'verification.mine', { have }),
      askTasks(session),
    ]);
    if (mine === 'denied') return forget();
    if (mine === 'lost' || answer === undefined) return list.patch({ failed: true });
    const before = new Map(rows.get().map((row) => [row.version, row.personal]));
    const fresh = mine.result.rows.map((row) => {
      const personal = row.personal ?? before.get(row.version);
      return { ...row, ...(personal === undefined ? {} : { personal }) };
    });
    const now = Date.now();
    await replaceRows(db, keys, fresh);
    const beyond = Math.max(0, mine.result.total - fresh.length);
    await keepRead(db, keys, 'task.mine', { tasks: answer, beyond } satisfies KeptTasks, now);
    await learn(
      open.flatMap((deed): Deed[] => {
        const { place, reason } = places.get(entryOf(deed.id)) ?? { place: 'waiting' };
        if (place === 'delivered') return [{ ...deed, settled: true }];
        return place === 'refused' ? [{ ...deed, refused: reason ?? '?' }] : [];
      }),
    );
    rows.set(fresh);
    told.set(answer);
    list.patch({ at: now, beyond, failed: false });
    await Promise.all([askField(), askAreas(), askOrders(), askEndings()]);
  }

  /** The tasks with the nearest deadlines; where rows alone are more than are asked for, orders are asked for besides. */
  async function askTasks(session: DeviceSession): Promise<TaskRow[] | undefined> {
    const all = await askServer(session, 'task.mine', { limit: TASKS });
    if (typeof all === 'string') return undefined;
    const { tasks, total } = all.result;
    if (total <= tasks.length) return tasks;
    const orders = await askServer(session, 'task.mine', { limit: TASKS, without: 'verification.row' });
    if (typeof orders === 'string') return undefined;
    return [...tasks.filter(({ kind }) => kind === 'verification.row'), ...orders.result.tasks];
  }

  /** This phone may not know of them any more. */
  async function forget(): Promise<void> {
    const [db, keys] = [app.database(), app.keys()];
    rows.set([]);
    told.set([]);
    list.patch({ beyond: 0 });
    if (db === undefined || keys === undefined) return;
    await replaceRows(db, keys, []);
    await keepRead(db, keys, 'task.mine', { tasks: [], beyond: 0 } satisfies KeptTasks, Date.now());
  }

  async function learn(changed: readonly Deed[]): Promise<void> {
    const db = app.database();
    if (db === undefined || changed.length === 0) return;
    await putDeeds(db, changed, Date.now());
    const byId = new Map(changed.map((deed) => [deed.id, deed]));
    deeds.set(deeds.get().map((deed) => byId.get(deed.id) ?? deed));
  }

  async function askField(): Promise<void> {
    const [db, keys, session] = [app.database(), app.keys(), app.session()];
    if (db === undefined || keys === undefined || session === undefined) return;
    if (Date.now() - fieldAt < FIELD_MS) return;
    const answer = await askServer(session, 'task.field', {});
    if (typeof answer === 'string') return;
    fieldAt = Date.now();
    field.set(answer.result);
    await keepRead(db, keys, 'task.field', answer.result, fieldAt);
    await app.heardField(answer.result);
  }

  async function askAreas(): Promise<void> {
    const [db, keys, session] = [app.database(), app.keys(), app.session()];
    if (db === undefined || keys === undefined || session === undefined) return;
    if (Date.now() - areasAt < AREAS_MS) return;
    const answer = await askServer(session, 'area.field', {});
    if (typeof answer === 'string') return;
    areasAt = Date.now();
    areas.set(answer.result.areas);
    await keepRead(db, keys, 'area.field', answer.result, areasAt);
  }

  /** The words of orders: asked for when there are orders, and forgotten with them. */
  async function askOrders(): Promise<void> {
    const [db, keys, session] = [app.database(), app.keys(), app.session()];
    if (db === undefined || keys === undefined || session === undefined) return;
    const wanted = told.get().filter(({ kind }) => ordered.includes(kind));
    const known = new Set(directives.get().map(({ task }) => task));
    if (wanted.length === known.size && wanted.every(({ id }) => known.has(id))) return;
    const answer =
      wanted.length === 0 ? { result: { orders: [] } } : await askServer(session, 'response.field', {});
    if (typeof answer === 'string') return;
    directives.set(answer.result.orders);
    await keepRead(db, keys, 'response.field', answer.result, Date.now());
  }

  /** Of what was ended here and has arrived: had somebody else ended it as well? */
  async function askEndings(): Promise<void> {
    const session = app.session();
    const ended = deeds.get().filter((deed) => isEnding(deed) && deed.settled && deed.checked !== true);
    if (session === undefined) return;
    for (const deed of ended.slice(0, 20)) {
      const answer = await askServer(session, 'task.one', { id: deed.task });
      if (answer === 'lost') return;
      const steps = answer === 'denied' ? [] : answer.result.steps;
      const ours = steps.find(({ entry }) => entry === deed.id);
      const theirs = steps.filter(({ move, entry }) => move === 'finish' && entry !== deed.id).at(-1);
      const apart = ours?.contested === true || theirs?.contested === true;
      const rival =
        theirs !== undefined && apart ? { name: theirs.byName, at: Date.parse(theirs.at) } : undefined;
      await learn([{ ...deed, checked: true, ...(rival && { rival }) }]);
    }
  }

  /** Records a deed: the entry, and what this phone shows of it, in one transaction. */
  async function record(
    kind: Kind,
    data: unknown,
    about: readonly Omit<Deed, 'id' | 'at' | 'by'>[],
    undoMs?: number,
  ): Promise<Kept | NotKept> {
    const station = app.station();
    const by = station.author.account;
    // One entry may be about many tasks: each has a row of its own here, told apart by the place in the entry.
    const of = (id: string, at: number) =>
      about.map((one, index) => ({ ...one, id: index === 0 ? id : `${id}/${index}`, at, by }));
    // It is no deed of the post where this phone may stand.
    const nowhere = { ...station, author: { ...station.author, post: '' } };
    const kept = await keepEntry(nowhere, table, kind, data, {
      ...(undoMs === undefined ? {} : { undoMs }),
      also: async (also, id, at) => {
        for (const deed of of(id, at)) also.put(deedRow(deed));
      },
    });
    if ('id' in kept) deeds.set([...deeds.get(), ...of(kept.id, kept.at)]);
    return kept;
  }

  /** Takes back what was recorded a moment ago; false when it is on its way already. */
  async function undo(id: string): Promise<boolean> {
    const gone = await takeBackEntry(app.station(), id, async (also) => removeDeed(also.remove, id));
    if (gone) deeds.set(deeds.get().filter((deed) => deed.id !== id));
    app.changed();
    return gone;
  }

  /** What a deed says of the task that it is about. */
  function about(task: Pick<Deed, 'task' | 'kind' | 'subject' | 'areaName' | 'dueAt'>) {
    const { task: id, kind, subject, areaName, dueAt } = task;
    return { task: id, kind, subject, areaName, dueAt };
  }

  return {
    rows,
    told,
    deeds,
    field,
    areas,
    directives,
    list,
    draft,
    saved,
    savedGone: () => saved.set(undefined),
    /** Whose draft it is. */
    by: undefined as string | undefined,
    open,
    pull,
    record,
    undo,
    about,
  };
}

/** Kinds of tasks that somebody has put into words. */
const ordered: readonly string[] = ['response.directive', 'response.order'];

/** The entry of a deed: one about many tasks has a deed for each. */
export function entryOf(deed: string): string {
  return deed.split('/')[0] as string;
}

export type Tasks = ReturnType<typeof createTasks>;
