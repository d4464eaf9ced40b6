import type { Role } from '@lianfang/domain/kernel/access.ts';
import { problem } from '@lianfang/domain/kernel/problem.ts';
import { lightOf } from '@lianfang/domain/kernel/taskRules.ts';
import type { MineRow } from '@lianfang/domain/modules/verification/reads.ts';
import { verificationTasks } from '@lianfang/domain/modules/verification/tasks.ts';
import { recordReveal } from '../../kernel/access/log.ts';
import { personalOf } from '../../kernel/ledger/entryData.ts';
import type { Asked } from '../../kernel/reads.ts';
import { areaNames } from '../area/api.ts';
import * as store from './read/store.ts';
import { type AttemptRecord, attemptsOf } from './read/story/store.ts';

/** Rows that a phone is given at most, unless it asks for fewer; the nearest deadlines first. */
const MOST = 2000;
/** Entries that one line of the log of openings holds. */
const LOGGED_TOGETHER = 1000;
const workers: readonly Role[] = ['community_officer', 'unit_lead'];

/**
 * The open rows of those who are signed in on a phone, with what says who they are for those that it does not hold yet. What
 * is sent is in the ledger as opened before it is sent. A row that is closed or has gone to somebody else is not in it.
 */
export async function mine(
  { deps, county, actor }: Asked,
  { have = [], limit = MOST }: { have?: string[] | undefined; limit?: number | undefined },
): Promise<{ at: string; rows: MineRow[]; total: number }> {
  if (actor.device === undefined) throw problem('access.denied', { why: 'device' });
  const at = new Date(deps.now()).toISOString();
  const crew = (await deps.places.crewOf(county, actor.device)).filter(({ roles }) =>
    roles.some((role) => workers.includes(role as Role)),
  );
  const accounts = crew.map(({ account }) => account);
  const records =
    accounts.length === 0 ? [] : await store.rowsOfOwners(deps.pool, county, accounts, at, limit);
  const held = new Set(have);
  const fresh = records.filter(({ version }) => !held.has(version));
  const [names, attempts, said] = await Promise.all([
    areaNames(
      deps.pool,
      records.flatMap(({ place }) => (place === null ? [] : [place])),
    ),
    attemptsOf(
      deps.pool,
      county,
      records.map(({ id }) => id),
    ),
    personalOf(
      deps,
      county,
      fresh.map(({ version }) => version),
    ),
  ]);
  // In the name of one of those on duty with the phone; who else was signed in on it stands with the device.
  const by = accounts.includes(actor.id) ? actor.id : (accounts[0] ?? actor.id);
  for (let start = 0; start < fresh.length; start += LOGGED_TOGETHER)
    await recordReveal(deps, county, {
      by,
      purpose: 'verification',
      why: 'phone of the owning unit',
      entries: fresh.slice(start, start + LOGGED_TOGETHER).map(({ version }) => version),
    });
  const total =
    records.length < limit ? records.length : await store.countOfOwners(deps.pool, county, accounts, at);
  const tried = Map.groupBy(attempts, ({ row }) => row);
  return {
    at,
    rows: records.map((record) => rowOf(record, at, names, tried.get(record.id) ?? [], said)),
    total,
  };
}

type Said = NonNullable<MineRow['personal']>;

function rowOf(
  record: store.RowRecord,
  at: string,
  names: ReadonlyMap<string, string>,
  attempts: readonly AttemptRecord[],
  said: ReadonlyMap<string, Record<string, unknown>>,
): MineRow {
  const state = record.task_state ?? 'open';
  const due = record.task_due ?? record.due;
  const areaName = record.place === null ? undefined : names.get(record.place);
  const told = said.get(record.version);
  const personal = told && saidOf(told);
  return {
    id: record.id,
    version: record.version,
    list: record.list,
    sender: record.sender,
    priority: record.priority,
    task: record.task as string,
    taskState: state,
    ...(record.account !== null && { account: record.account }),
    due,
    light: lightOf(verificationTasks['verification.row'], { state, dueAt: due }, at),
    ...(record.place !== null && { area: record.place }),
    ...(areaName !== undefined && { areaName }),
    flags: record.flags,
    attempts: attempts.map(({ at: when, how, result }) => ({ at: when, how, result })),
    ...(personal !== undefined && { personal }),
    ...(record.arrived !== null && { arrived: record.arrived }),
  };
}

function saidOf(personal: Record<string, unknown>): Said {
  const text = (name: string) =>
    typeof personal[name] === 'string' ? (personal[name] as string) : undefined;
  const { number } = (personal.document ?? {}) as { number?: string };
  const said = {
    name: text('name'),
    document: number,
    phone: text('phone'),
    address: text('address'),
    from: text('from'),
    remark: text('remark'),
  };
  return Object.fromEntries(Object.entries(said).filter(([, value]) => value !== undefined)) as Said;
}
