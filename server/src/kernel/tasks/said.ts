import type { TaskKindName } from '@lianfang/domain/tasks.ts';

/** What made a move: the entry, who wrote it, its ledger position, when it happened and when it came (ISO 8601). */
export type By = {
  readonly entry: string;
  readonly actor: string;
  readonly position: bigint;
  readonly at: string;
  readonly received?: string | undefined;
};

/** A task to be opened. `id` is made from what it is about (`taskId`), so that a replay or a rebuild gives the same. */
export type NewTask = {
  readonly id: string;
  readonly kind: TaskKindName;
  /** What it is about, an id of its module, and which part of that. */
  readonly subject: string;
  readonly part?: number | undefined;
  readonly origin: { readonly type: 'entry' | 'list' | 'directive' | 'rule'; readonly id: string };
  /** 12 digits. */
  readonly area: string;
  readonly owner: { readonly unit: string; readonly account?: string | undefined };
  readonly dueAt: string;
  /** Where the deadline comes from, a word or `+30m`. */
  readonly dueRule: string;
  readonly priority: 1 | 2 | 3;
  readonly openedAt: string;
};

export type MoveMore = {
  readonly owner?: { readonly unit: string; readonly account?: string | undefined } | undefined;
  readonly dueAt?: string | undefined;
  readonly reason?: string | undefined;
  /** For `settle`: the entry of the ending that stands. */
  readonly ending?: string | undefined;
  /** An entry of the engine itself, which ends nothing whose module has an entry for that. */
  readonly plain?: boolean | undefined;
};
