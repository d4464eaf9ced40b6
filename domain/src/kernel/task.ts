import type { Role } from './access.ts';

/**
 * A task is one obligation: it has one owner, one deadline and an ending. `open` waits for its owner, `accepted` is being
 * worked on, `done` waits for whoever confirms it (or is the ending, for kinds that nobody confirms), `returned` was handed
 * back and waits for the issuer; `confirmed` and `cancelled` are endings.
 */
export const taskStates = ['open', 'accepted', 'done', 'confirmed', 'returned', 'cancelled'] as const;
export type TaskState = (typeof taskStates)[number];

/**
 * Who makes a move. `owner`: the owning person, their substitute, or anyone of the owning unit while no person is named.
 * `lead`: the lead of the owning unit. `issuer`: who holds one of the kind's issuing roles for the task's area.
 */
export const hands = ['owner', 'lead', 'issuer', 'server'] as const;
export type Hand = (typeof hands)[number];

/** What a move has to say besides which tasks it is about. */
export type Need = 'reason' | 'owner' | 'due' | 'ending';

export type Move = {
  readonly from: readonly TaskState[];
  /**
   * `same`: the state stays; what changes is the deadline, the level or what is asked. `ending`: the state that the chosen
   * ending leads to.
   */
  readonly to: TaskState | 'same' | 'ending';
  readonly by: readonly Hand[];
  readonly needs: readonly Need[];
};

/** Every move there is. What is not here cannot be done. */
export const moves = {
  accept: { from: ['open'], to: 'accepted', by: ['owner'], needs: [] },
  report_progress: { from: ['open', 'accepted'], to: 'accepted', by: ['owner', 'lead'], needs: [] },
  /** Also of what was handed back: whoever has done it after all has done it. */
  finish: { from: ['open', 'accepted', 'returned'], to: 'done', by: ['owner', 'lead', 'server'], needs: [] },
  confirm: { from: ['done'], to: 'confirmed', by: ['issuer'], needs: [] },
  send_back: { from: ['done'], to: 'accepted', by: ['issuer'], needs: ['reason'] },
  /** By the server when the owning unit is no more. */
  return: { from: ['open', 'accepted'], to: 'returned', by: ['owner', 'lead', 'server'], needs: ['reason'] },
  /** By the server when the owning person is out of use or has gone to another unit: then the unit has it. */
  reassign: {
    from: ['open', 'accepted', 'returned'],
    to: 'open',
    by: ['lead', 'issuer', 'server'],
    needs: ['owner'],
  },
  ask_extension: { from: ['open', 'accepted'], to: 'same', by: ['owner', 'lead'], needs: ['due', 'reason'] },
  /** Of what was handed back with the wish for more time, too. Nobody need have asked. */
  grant_extension: { from: ['open', 'accepted', 'returned'], to: 'same', by: ['issuer'], needs: ['due'] },
  refuse_extension: { from: ['open', 'accepted'], to: 'same', by: ['issuer'], needs: ['reason'] },
  cancel: {
    from: ['open', 'accepted', 'done', 'returned'],
    to: 'cancelled',
    by: ['issuer', 'server'],
    needs: ['reason'],
  },
  reopen: {
    from: ['done', 'confirmed', 'cancelled'],
    to: 'open',
    by: ['issuer', 'server'],
    needs: ['reason', 'due'],
  },
  /** Two people ended it without knowing of one another: which of the endings stands. */
  settle: { from: ['done', 'confirmed', 'cancelled'], to: 'ending', by: ['issuer'], needs: ['ending'] },
  /** What is done waits for whoever confirms it; nobody is chased for it any more. */
  escalate: { from: ['open', 'accepted', 'returned'], to: 'same', by: ['server'], needs: [] },
} as const satisfies Record<string, Move>;
export type MoveName = keyof typeof moves;

/** To whom what is late climbs, in this order. */
export const levels = ['owner', 'unit_lead', 'task_force_lead', 'command_post'] as const;
export type Level = (typeof levels)[number];

/** One kind of task, as its module declares it. */
export type TaskKind = {
  readonly title: { readonly zh: string; readonly en: string };
  /** Who may be its owner's person: roles that work on it. */
  readonly workers: readonly Role[];
  /** Who confirms, returns, hands on, extends, cancels and reopens it, within their area. */
  readonly issuers: readonly Role[];
  /** Roles that count as lead of the owning unit beside its own, within their area (a checkpoint's lead). */
  readonly leads?: readonly Role[];
  /** Whether someone else has to say that what was done is enough. */
  readonly confirmed: boolean;
  /** Moves that only entries of its module make, since they say more (a finding, an outcome): `task.*` does not. */
  readonly own?: readonly MoveName[];
  /** Minutes from its opening to its deadline, where the origin names none. */
  readonly dueMinutes: number;
  /** `working`: only working hours of the county count. */
  readonly clock: 'always' | 'working';
  /** Minutes before the deadline from which it is amber. */
  readonly amberMinutes: number;
  /** Minutes after the deadline (negative: before it) at which it climbs to a level, the earliest first. */
  readonly escalation: readonly { readonly after: number; readonly to: Level }[];
};

/** What a task's colour says: grey has ended, green has time, amber is near its deadline, red is past it. */
export type Light = 'grey' | 'green' | 'amber' | 'red';
