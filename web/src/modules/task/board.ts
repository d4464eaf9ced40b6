import type { Light, TaskKind, TaskState } from '@lianfang/domain/kernel/task.ts';
import { lightOf } from '@lianfang/domain/kernel/taskRules.ts';

// What a phone makes of the tasks that the server told it of and of what was recorded on it since: pure, without
// storage or clock. Nothing here says who a task is about.

/** What a person did about a task on this phone. The content of it is the entry of that id. */
export type Deed = {
  readonly id: string;
  readonly task: string;
  readonly kind: string;
  readonly subject: string;
  readonly what: 'accepted' | 'attempt' | 'asked' | 'progress' | 'returned' | 'finished' | 'finding';
  readonly at: number;
  readonly by: string;
  /** Where the task lies and until when it was due: what is still shown of it when all else is gone. */
  readonly areaName?: string | undefined;
  readonly dueAt: number;
  /** A finding's code, an attempt's way and result, the deadline asked for. */
  readonly code?: string | undefined;
  readonly how?: string | undefined;
  readonly due?: number | undefined;
  /** The server's list was read after it had taken the deed: what that list says holds. */
  readonly settled?: boolean | undefined;
  /** The server has been asked how the task ended. */
  readonly checked?: boolean | undefined;
  /** Somebody else had ended it: both endings are kept, the desk decides. */
  readonly rival?: { readonly name?: string | undefined; readonly at: number } | undefined;
  /** The server did not take it. */
  readonly refused?: string | undefined;
};

/** A task as the server last told it. */
export type Told = {
  readonly task: string;
  readonly kind: string;
  readonly subject: string;
  readonly state: TaskState;
  readonly dueAt: number;
  readonly priority: number;
  readonly areaName?: string | undefined;
  readonly account?: string | undefined;
  readonly unit?: string | undefined;
  readonly asked?: boolean | undefined;
  /** Why it was sent back to its owner. */
  readonly reason?: string | undefined;
};

export type Item = Told & {
  readonly light: Light;
  /** What was done about it on this phone and is not yet in what the server told, the oldest first. */
  readonly deeds: readonly Deed[];
  /** The last thing that the server did not take. */
  readonly refused?: Deed | undefined;
};

/** Ends the task for whoever works on it. */
export function isEnding({ what }: Pick<Deed, 'what'>): boolean {
  return what === 'finding' || what === 'finished' || what === 'returned';
}

/** Is the task this person's: theirs by name, or nobody's in particular and not another crew member's unit's (`others`). */
export function isMine(
  task: Pick<Told, 'account' | 'unit'>,
  me: { account: string; others: readonly string[] },
): boolean {
  if (task.account !== undefined) return task.account === me.account;
  return task.unit === undefined || !me.others.includes(task.unit);
}

type Kinds = Readonly<Record<string, Pick<TaskKind, 'confirmed' | 'clock' | 'amberMinutes'>>>;

/** The tasks with what this phone has recorded laid over them. Deeds that the server refused or has counted in change nothing. */
export function overlaid(
  told: readonly Told[],
  deeds: readonly Deed[],
  kinds: Kinds,
  now: number,
): { todo: Item[]; waiting: Item[] } {
  const byTask = new Map<string, Deed[]>();
  for (const deed of [...deeds].sort((a, b) => a.at - b.at))
    byTask.set(deed.task, [...(byTask.get(deed.task) ?? []), deed]);
  const todo: Item[] = [];
  const waiting: Item[] = [];
  for (const task of told) {
    const all = byTask.get(task.task) ?? [];
    const open = all.filter((deed) => deed.settled !== true && deed.refused === undefined);
    if (open.some(isEnding)) continue;
    const kind = kinds[task.kind];
    const taken =
      task.state === 'open' && open.some(({ what }) => what === 'accepted' || what === 'progress');
    const state: TaskState = taken ? 'accepted' : task.state;
    const dueAt = new Date(task.dueAt).toISOString();
    const light = kind ? lightOf(kind as TaskKind, { state, dueAt }, new Date(now).toISOString()) : 'green';
    const asked = task.asked === true || open.some(({ what }) => what === 'asked');
    const refused = all.filter((deed) => deed.refused !== undefined).at(-1);
    const item = { ...task, state, asked, light, deeds: open, ...(refused && { refused }) };
    (state === 'open' || state === 'accepted' ? todo : waiting).push(item);
  }
  return { todo: ordered(todo), waiting: ordered(waiting) };
}

const rank: Record<Light, number> = { red: 0, amber: 1, green: 2, grey: 3 };

/** Worst first: overdue longest, then nearest to the deadline; of the same deadline the more urgent, then place by place. */
export function ordered<T extends Pick<Item, 'light' | 'dueAt' | 'priority' | 'areaName' | 'task'>>(
  items: readonly T[],
): T[] {
  return [...items].sort(
    (a, b) =>
      rank[a.light] - rank[b.light] ||
      a.dueAt - b.dueAt ||
      a.priority - b.priority ||
      compare(a.areaName ?? '', b.areaName ?? '') ||
      compare(a.task, b.task),
  );
}

/** What was recorded on this phone, the newest first: endings alone, those that need a look before the others. */
export function recorded(deeds: readonly Deed[]): Deed[] {
  return deeds
    .filter(isEnding)
    .sort((a, b) => Number(b.rival !== undefined) - Number(a.rival !== undefined) || b.at - a.at);
}

/** How much time is left until a deadline, or how much has passed since: at most two units, rounded towards worse. */
export function distance(
  dueAt: number,
  now: number,
): { late: boolean; days: number; hours: number; minutes: number } {
  const late = now > dueAt;
  const whole = late ? Math.ceil((now - dueAt) / 60_000) : Math.floor((dueAt - now) / 60_000);
  const days = Math.floor(whole / 1440);
  const hours = Math.floor((whole % 1440) / 60);
  return { late, days, hours, minutes: days > 0 ? 0 : whole % 60 };
}

/** How many of each colour. */
export function tallyOf(items: readonly Pick<Item, 'light'>[]): Record<Light, number> {
  const tally: Record<Light, number> = { red: 0, amber: 0, green: 0, grey: 0 };
  for (const { light } of items) tally[light] += 1;
  return tally;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
