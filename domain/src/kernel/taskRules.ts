import type { Role } from './access.ts';
import { isInside } from './areaCode.ts';
import type { Refusal } from './entry.ts';
import {
  type Hand,
  type Light,
  type Move,
  type MoveName,
  moves,
  type TaskKind,
  type TaskState,
} from './task.ts';
import { COUNTY_OFFSET_MINUTES } from './time.ts';

/** Hours of the county's wall clock in which those without a duty plan are at work, every day of the week. */
export const WORKING_FROM_HOUR = 8;
export const WORKING_TO_HOUR = 20;

const MINUTE = 60_000;
const HOUR = 3_600_000;
const DAY = 86_400_000;
const WORKING_DAY = (WORKING_TO_HOUR - WORKING_FROM_HOUR) * HOUR;

/** What the rules know of a task. Instants are ISO 8601. */
export type Standing = {
  readonly state: TaskState;
  readonly area: string;
  readonly unit: string;
  readonly account?: string | undefined;
  readonly dueAt: string;
  /** How many steps of its kind's escalation it has climbed. */
  readonly climbed: number;
  /** It was ended more than once and nobody has said yet which ending stands. */
  readonly contested: boolean;
  /** More time has been asked for and nobody has answered. */
  readonly asked: boolean;
};

/** Who moves a task, as far as it decides whether he may. */
export type Mover = {
  readonly account: string;
  readonly server?: boolean;
  /** Units whose people he is one of, and those that he leads. */
  readonly units: readonly string[];
  readonly leads: readonly string[];
  /** Accounts whose substitute he is. */
  readonly standsFor: readonly string[];
  readonly grants: readonly { readonly role: Role; readonly area: string }[];
};

/** True when the county's wall clock stands within working hours. */
export function isWorkingHour(at: string): boolean {
  const hour = ((Date.parse(at) + COUNTY_OFFSET_MINUTES * MINUTE) % DAY) / HOUR;
  return hour >= WORKING_FROM_HOUR && hour < WORKING_TO_HOUR;
}

/** The instant some minutes after (negative: before) another; by the `working` clock only working hours count. */
export function addMinutes(clock: TaskKind['clock'], at: string, minutes: number): string {
  const start = Date.parse(at);
  if (clock === 'always' || minutes === 0) return new Date(start + minutes * MINUTE).toISOString();
  const local = start + COUNTY_OFFSET_MINUTES * MINUTE;
  const day = Math.floor(local / DAY);
  const today = Math.min(Math.max(local - day * DAY - WORKING_FROM_HOUR * HOUR, 0), WORKING_DAY);
  const worked = day * WORKING_DAY + today + minutes * MINUTE;
  // On the seam of two days: the evening for what is added, the morning for what is taken away.
  const wholeDays = minutes > 0 ? Math.ceil(worked / WORKING_DAY) - 1 : Math.floor(worked / WORKING_DAY);
  const end = wholeDays * DAY + WORKING_FROM_HOUR * HOUR + (worked - wholeDays * WORKING_DAY);
  return new Date(end - COUNTY_OFFSET_MINUTES * MINUTE).toISOString();
}

/** The deadline of a task opened at an instant, where its origin names none. */
export function dueAtOf(kind: TaskKind, openedAt: string): string {
  return addMinutes(kind.clock, openedAt, kind.dueMinutes);
}

/** From when on a task with this deadline is amber. */
export function amberAtOf(kind: TaskKind, dueAt: string): string {
  return addMinutes(kind.clock, dueAt, -kind.amberMinutes);
}

/** When the step of the escalation (0 is the first) is due; undefined when there is none. */
export function stepAt(kind: TaskKind, dueAt: string, step: number): string | undefined {
  const after = kind.escalation[step]?.after;
  return after === undefined ? undefined : addMinutes(kind.clock, dueAt, after);
}

/** When a task climbs next; undefined when it does not any more. */
export function nextStepAt(
  kind: TaskKind,
  { state, dueAt, climbed }: Pick<Standing, 'state' | 'dueAt' | 'climbed'>,
): string | undefined {
  return allows(moves.escalate.from, state) ? stepAt(kind, dueAt, climbed) : undefined;
}

/** How many steps lie behind an instant for a deadline: after an extension nobody is told again of what is past. */
export function climbedBy(kind: TaskKind, dueAt: string, at: string): number {
  const later = kind.escalation.findIndex(
    (_, step) => Date.parse(stepAt(kind, dueAt, step) as string) > Date.parse(at),
  );
  return later === -1 ? kind.escalation.length : later;
}

/** True when nothing more is to be done: done is the ending of kinds that nobody confirms. */
export function isEnded(kind: Pick<TaskKind, 'confirmed'>, state: TaskState): boolean {
  return state === 'confirmed' || state === 'cancelled' || (state === 'done' && !kind.confirmed);
}

/** The colour of a task at an instant. What waits to be confirmed is green: its owner has done his part. */
export function lightOf(
  kind: TaskKind,
  { state, dueAt }: Pick<Standing, 'state' | 'dueAt'>,
  at: string,
): Light {
  if (isEnded(kind, state)) return 'grey';
  if (state === 'done') return 'green';
  const now = Date.parse(at);
  if (now > Date.parse(dueAt)) return 'red';
  return now >= Date.parse(amberAtOf(kind, dueAt)) ? 'amber' : 'green';
}

/** In which capacities somebody may touch a task. */
export function handsOf(
  kind: TaskKind,
  task: Pick<Standing, 'unit' | 'account' | 'area'>,
  mover: Mover,
): Hand[] {
  const hands: Hand[] = [];
  const ownPerson =
    task.account === undefined
      ? mover.units.includes(task.unit)
      : mover.account === task.account || mover.standsFor.includes(task.account);
  if (ownPerson) hands.push('owner');
  if (mover.leads.includes(task.unit) || holdsFor(mover, kind.leads ?? [], task.area)) hands.push('lead');
  if (holdsFor(mover, kind.issuers, task.area)) hands.push('issuer');
  if (mover.server === true) hands.push('server');
  return hands;
}

/** What stands in the way of a move; undefined when nothing does. */
export function refuseMove(
  kind: TaskKind,
  task: Pick<Standing, 'state' | 'contested' | 'asked'>,
  name: MoveName,
  hands: readonly Hand[],
): Refusal | undefined {
  const move: Move = moves[name];
  if (!move.by.some((hand) => hands.includes(hand))) return { refused: 'task.not_yours', fields: ['tasks'] };
  return refuseState(kind, task, name);
}

/** The same, whoever makes it. */
export function refuseState(
  kind: TaskKind,
  task: Pick<Standing, 'state' | 'contested' | 'asked'>,
  name: MoveName,
): Refusal | undefined {
  const move: Move = moves[name];
  if (!allows(move.from, task.state)) return { refused: 'task.state', fields: ['tasks'] };
  if ((name === 'confirm' || name === 'send_back') && !kind.confirmed)
    return { refused: 'task.needs_no_confirmation', fields: ['tasks'] };
  if (name === 'confirm' && task.contested) return { refused: 'task.contested', fields: ['tasks'] };
  if (name === 'settle' && !task.contested) return { refused: 'task.not_contested', fields: ['tasks'] };
  if (name === 'refuse_extension' && !task.asked) return { refused: 'task.nothing_asked', fields: ['tasks'] };
  return undefined;
}

/** The moves that somebody may make on a task now by an entry of the engine, in the order of the table. */
export function possibleMoves(
  kind: TaskKind,
  task: Pick<Standing, 'state' | 'contested' | 'asked'>,
  hands: readonly Hand[],
): MoveName[] {
  return (Object.keys(moves) as MoveName[]).filter(
    (name) => refuseMove(kind, task, name, hands) === undefined && kind.own?.includes(name) !== true,
  );
}

/** A second ending of what is ended: kept beside the first, until a person says which stands. */
export function isRival(task: Pick<Standing, 'state'>, name: MoveName): boolean {
  return name === 'finish' && allows(moves.settle.from, task.state);
}

/** Who acts next, or `ended`: no task is ever without one of the two. */
export function waitsFor(
  kind: Pick<TaskKind, 'confirmed'>,
  { state, asked, contested }: Pick<Standing, 'state' | 'contested' | 'asked'>,
): 'owner' | 'issuer' | 'ended' {
  if (contested || state === 'returned' || asked) return 'issuer';
  if (isEnded(kind, state)) return 'ended';
  return state === 'done' ? 'issuer' : 'owner';
}

/** True when one of the mover's roles reaches the area (12 digits). */
export function holdsFor(mover: Pick<Mover, 'grants'>, roles: readonly Role[], area: string): boolean {
  return mover.grants.some((grant) => roles.includes(grant.role) && isInside(area, grant.area));
}

function allows(from: readonly TaskState[], state: TaskState): boolean {
  return from.includes(state);
}
