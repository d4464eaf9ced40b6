import type {
  ChecklistRow,
  Colleague,
  DirectiveRow,
  LeaderRow,
  MeetingRow,
  ResponseRow,
  Standing,
  TaskForceRow,
} from '@lianfang/domain/modules/response/rows.ts';
import type { CloseOutCode } from '@lianfang/domain/modules/response/schema.ts';
import { areaNames } from '../area/api.ts';
import type * as directives from './directive/store.ts';
import { people, unitNames } from './directory/store.ts';
import type * as forces from './force/store.ts';
import type * as leaders from './leader/store.ts';
import type * as life from './life/store.ts';
import type * as meetings from './meeting/store.ts';
import type { Db, StandingRecord } from './standing.ts';

/** What ids and codes are called, for one answer. */
export type Names = {
  readonly person: (account: string) => Colleague;
  readonly unit: (id: string) => string;
  readonly area: (code: string) => string;
};

/** Asks for the names of everything that an answer shows, in three questions. */
export async function namesOf(
  db: Db,
  county: string,
  wanted: { accounts?: readonly string[]; units?: readonly string[]; areas?: readonly string[] },
): Promise<Names> {
  const [accounts, units, areas] = await Promise.all([
    people(db, county, wanted.accounts ?? []),
    unitNames(db, county, wanted.units ?? []),
    areaNames(db, wanted.areas ?? []),
  ]);
  return {
    person(account) {
      const found = accounts.get(account);
      return {
        account,
        // The server acts under an id that is nobody's account.
        display: found?.display ?? '系统 System',
        ...(found?.unit != null && { unitName: found.unit }),
      };
    },
    unit: (id) => units.get(id) ?? id,
    area: (code) => areas.get(code) ?? code,
  };
}

export function responseRow(record: life.ResponseRecord, names: Names): ResponseRow {
  return {
    id: record.id,
    name: record.name,
    area: record.area,
    areaName: names.area(record.area),
    level: record.level,
    state: record.closed_at === null ? 'active' : Number(record.left) > 0 ? 'closing' : 'closed',
    activatedAt: record.activated_at,
    ...(record.closed_at !== null && { closedAt: record.closed_at }),
  };
}

export function standingOf(record: StandingRecord): Standing {
  return {
    open: Number(record.open),
    accepted: Number(record.accepted),
    done: Number(record.done),
    confirmed: Number(record.confirmed),
    returned: Number(record.returned),
    cancelled: Number(record.cancelled),
    overdue: Number(record.overdue),
    total: Number(record.total),
  };
}

export function taskForceRow(record: forces.TaskForceRecord, names: Names): TaskForceRow {
  const those = (role: string) =>
    record.people.filter((one) => one.role === role).map(({ account }) => names.person(account));
  const [lead] = those('lead');
  return {
    id: record.id,
    response: record.response,
    unit: record.id,
    name: record.name,
    remit: record.remit,
    area: record.area,
    areaName: names.area(record.area),
    agencies: record.agencies,
    lead: lead as Colleague,
    deputies: those('deputy'),
    members: those('member'),
    state: record.dissolved_at === null ? 'active' : 'dissolved',
    formedAt: record.formed_at,
    ...(record.dissolved_at !== null && { dissolvedAt: record.dissolved_at }),
    ...(record.phone !== null && { phone: record.phone }),
    directives: standingOf(record),
  };
}

export function directiveRow(
  record: directives.DirectiveRecord,
  targets: readonly directives.TargetRecord[],
  names: Names,
): DirectiveRow {
  const standing = standingOf(record);
  return {
    id: record.id,
    number: record.number,
    response: record.response,
    title: record.title,
    priority: record.priority,
    area: record.area,
    areaName: names.area(record.area),
    issuedAt: record.issued_at,
    issuedBy: names.person(record.issued_by),
    dueAt: record.due_at,
    ...(record.meeting !== null && { meeting: record.meeting }),
    ...(record.inside !== null && { inside: record.inside }),
    state: record.stands,
    overdue: standing.overdue > 0,
    standing,
    addressees: targets.map(({ unit, account }) =>
      account === null ? names.unit(unit) : names.person(account).display,
    ),
  };
}

export function meetingRow(record: meetings.MeetingRecord, names: Names): MeetingRow {
  return {
    id: record.id,
    number: record.number,
    response: record.response,
    title: record.title,
    heldAt: record.held_at,
    ...(record.until_at !== null && { until: record.until_at }),
    ...(record.place !== null && { place: record.place }),
    chair: names.person(record.chair),
    units: record.units.map((unit) => ({ unit, name: names.unit(unit) })),
    minutes: record.minutes,
    decisions: record.decisions,
  };
}

export function leaderRow(
  record: leaders.LeaderRecord,
  names: Names,
  posts: ReadonlyMap<string, { readonly name: string }>,
): LeaderRow {
  return {
    id: record.id,
    response: record.response,
    leader: names.person(record.account),
    areas: record.areas.map((code) => ({ code, name: names.area(code) })),
    posts: record.posts.map((code) => ({ code, name: posts.get(code)?.name ?? code })),
    ...(record.remit !== null && { remit: record.remit }),
    from: record.from_at,
    ...(record.until_at !== null && { until: record.until_at }),
  };
}

export function checklistRow(record: life.ItemRecord, names: Names, at: string): ChecklistRow {
  const done = record.state === 'done' || record.state === 'confirmed';
  return {
    item: record.task,
    code: record.code as CloseOutCode,
    ...(record.content !== null && { text: record.content }),
    owner: {
      unit: record.unit,
      unitName: names.unit(record.unit),
      ...(record.account !== null && { account: names.person(record.account) }),
    },
    dueAt: record.due_at,
    state: record.state,
    overdue: record.live && Date.parse(record.due_at) < Date.parse(at),
    done,
    ...(done && record.ended_at !== null && { doneAt: record.ended_at }),
    ...(done && record.done_by !== null && { doneBy: names.person(record.done_by) }),
    ...(record.note !== null && { note: record.note }),
  };
}
