import type { Level, MoveName, TaskState } from '@lianfang/domain/kernel/task.ts';
import { bigints, booleans, instants, smallints, texts, uuids } from '../db/columns.ts';
import type { Tx } from '../ledger/handlers.ts';

/** A task as it stands in its table. Instants are ISO 8601. */
export type TaskRecord = {
  readonly id: string;
  readonly kind: string;
  readonly subject: string;
  readonly part: number | null;
  readonly origin_type: 'entry' | 'list' | 'directive' | 'rule';
  readonly origin: string;
  readonly area: string;
  readonly unit: string;
  readonly account: string | null;
  readonly state: TaskState;
  readonly live: boolean;
  readonly priority: number;
  readonly due_at: string;
  readonly due_rule: string;
  readonly amber_at: string;
  readonly next_at: string | null;
  readonly climbed: number;
  readonly level: Level | null;
  readonly unheard: boolean;
  readonly contested: boolean;
  readonly asked_due: string | null;
  readonly reason: string | null;
  readonly opened_at: string;
  readonly opened_entry: string;
  readonly opened_by: string;
  readonly opened_position: string;
  readonly ended_at: string | null;
  readonly ended_entry: string | null;
};

export const taskColumns = [
  'id, kind, subject, part, origin_type, origin, area, unit, account, state, live, priority, due_at, due_rule, amber_at, next_at',
  'climbed, level, unheard, contested, asked_due, reason, opened_at, opened_entry, opened_by, opened_position, ended_at, ended_entry',
]
  .join(', ')
  .replaceAll(/(\w+)/g, 't.$1');

/** Adds new tasks; gives those that were not there before. */
export async function insertTasks(
  { client, county }: Tx,
  tasks: readonly TaskRecord[],
  position: bigint,
): Promise<Set<string>> {
  const column = <T>(of: (task: TaskRecord) => T) => tasks.map(of);
  const { rows } = await client.query<{ id: string }>({
    name: 'tasks.insert',
    text: `INSERT INTO tasks.task (county, id, kind, subject, part, origin_type, origin, area, unit, account, state, live, priority, due_at,
             due_rule, amber_at, next_at, climbed, unheard, contested, opened_at, opened_entry, opened_by, opened_position, position)
           SELECT $1, u.id, u.kind, u.subject, u.part, u.origin_type, u.origin, u.area, u.unit, u.account, 'open', true, u.priority, u.due_at,
             u.due_rule, u.amber_at, u.next_at, 0, false, false, u.opened_at, u.opened_entry, u.opened_by, $2, $2
           FROM unnest($3::uuid[], $4::text[], $5::uuid[], $6::smallint[], $7::text[], $8::uuid[], $9::text[], $10::uuid[], $11::uuid[],
             $12::smallint[], $13::timestamptz[], $14::text[], $15::timestamptz[], $16::timestamptz[], $17::timestamptz[], $18::uuid[], $19::uuid[])
           AS u(id, kind, subject, part, origin_type, origin, area, unit, account, priority, due_at, due_rule, amber_at, next_at, opened_at,
             opened_entry, opened_by)
           ON CONFLICT (county, id) DO NOTHING RETURNING id`,
    values: [
      county,
      String(position),
      uuids(column(({ id }) => id)),
      texts(column(({ kind }) => kind)),
      uuids(column(({ subject }) => subject)),
      smallints(column(({ part }) => part)),
      texts(column(({ origin_type }) => origin_type)),
      uuids(column(({ origin }) => origin)),
      texts(column(({ area }) => area)),
      uuids(column(({ unit }) => unit)),
      uuids(column(({ account }) => account)),
      smallints(column(({ priority }) => priority)),
      instants(column(({ due_at }) => due_at)),
      texts(column(({ due_rule }) => due_rule)),
      instants(column(({ amber_at }) => amber_at)),
      instants(column(({ next_at }) => next_at)),
      instants(column(({ opened_at }) => opened_at)),
      uuids(column(({ opened_entry }) => opened_entry)),
      uuids(column(({ opened_by }) => opened_by)),
    ],
  });
  return new Set(rows.map(({ id }) => id));
}

/** How many tasks of one origin are still open, by kind, owner and area; `name` is one of its own for each of these. */
export async function openOf(
  { client, county }: Tx,
  origin: string,
): Promise<
  { kind: string; unit: string; account: string | null; area: string; number: number; name: string }[]
> {
  const { rows } = await client.query(
    `SELECT kind, unit, account, area, count(*)::int AS number, concat_ws('|', kind, unit, account, area) AS name
     FROM tasks.task WHERE county = $1 AND origin = $2 AND state = 'open' GROUP BY kind, unit, account, area ORDER BY name`,
    [county, origin],
  );
  return rows;
}

/** The tasks of these ids, locked, in the order of their ids. */
export async function lockTasks({ client, county }: Tx, ids: readonly string[]): Promise<TaskRecord[]> {
  const { rows } = await client.query<TaskRecord>({
    name: 'tasks.lock',
    text: `SELECT ${taskColumns} FROM tasks.task t WHERE t.county = $1 AND t.id = ANY ($2::uuid[]) ORDER BY t.id FOR UPDATE`,
    values: [county, uuids(ids)],
  });
  return rows;
}

/** Writes what may change of tasks. */
export async function updateTasks(
  { client, county }: Tx,
  tasks: readonly TaskRecord[],
  position: bigint,
): Promise<void> {
  if (tasks.length === 0) return;
  const column = <T>(of: (task: TaskRecord) => T) => tasks.map(of);
  await client.query({
    name: 'tasks.update',
    text: `UPDATE tasks.task t SET unit = u.unit, account = u.account, state = u.state, live = u.live, due_at = u.due_at, due_rule = u.due_rule,
             amber_at = u.amber_at, next_at = u.next_at, climbed = u.climbed, level = u.level, unheard = u.unheard, contested = u.contested,
             asked_due = u.asked_due, reason = u.reason, ended_at = u.ended_at, ended_entry = u.ended_entry, position = $2
           FROM unnest($3::uuid[], $4::uuid[], $5::uuid[], $6::text[], $7::boolean[], $8::timestamptz[], $9::text[], $10::timestamptz[],
             $11::timestamptz[], $12::smallint[], $13::text[], $14::boolean[], $15::boolean[], $16::timestamptz[], $17::text[], $18::timestamptz[],
             $19::uuid[])
           AS u(id, unit, account, state, live, due_at, due_rule, amber_at, next_at, climbed, level, unheard, contested, asked_due, reason,
             ended_at, ended_entry)
           WHERE t.county = $1 AND t.id = u.id`,
    values: [
      county,
      String(position),
      uuids(column(({ id }) => id)),
      uuids(column(({ unit }) => unit)),
      uuids(column(({ account }) => account)),
      texts(column(({ state }) => state)),
      booleans(column(({ live }) => live)),
      instants(column(({ due_at }) => due_at)),
      texts(column(({ due_rule }) => due_rule)),
      instants(column(({ amber_at }) => amber_at)),
      instants(column(({ next_at }) => next_at)),
      smallints(column(({ climbed }) => climbed)),
      texts(column(({ level }) => level)),
      booleans(column(({ unheard }) => unheard)),
      booleans(column(({ contested }) => contested)),
      instants(column(({ asked_due }) => asked_due)),
      texts(column(({ reason }) => reason)),
      instants(column(({ ended_at }) => ended_at)),
      uuids(column(({ ended_entry }) => ended_entry)),
    ],
  });
}

/** One move in a task's history. */
export type StepRecord = {
  readonly task: string;
  readonly position: bigint;
  readonly move: MoveName;
  readonly entry: string;
  readonly actor: string;
  readonly at: string;
  readonly area: string;
  readonly was: TaskState;
  readonly state: TaskState;
  readonly level: Level | null;
  readonly unheard: boolean;
  readonly reason: string | null;
  readonly due_at: string | null;
  readonly was_unit: string | null;
  readonly was_account: string | null;
  readonly unit: string | null;
  readonly account: string | null;
  readonly contested: boolean;
};

export async function insertSteps({ client, county }: Tx, steps: readonly StepRecord[]): Promise<void> {
  if (steps.length === 0) return;
  const column = <T>(of: (step: StepRecord) => T) => steps.map(of);
  await client.query({
    name: 'tasks.insert_steps',
    text: `INSERT INTO tasks.step (county, task, position, move, entry, actor, at, area, was, state, level, unheard, reason, due_at, was_unit,
             was_account, unit, account, contested)
           SELECT $1, * FROM unnest($2::uuid[], $3::bigint[], $4::text[], $5::uuid[], $6::uuid[], $7::timestamptz[], $8::text[], $9::text[],
             $10::text[], $11::text[], $12::boolean[], $13::text[], $14::timestamptz[], $15::uuid[], $16::uuid[], $17::uuid[], $18::uuid[],
             $19::boolean[])
           ON CONFLICT (county, task, position, move) DO NOTHING`,
    values: [
      county,
      uuids(column(({ task }) => task)),
      bigints(column(({ position }) => position)),
      texts(column(({ move }) => move)),
      uuids(column(({ entry }) => entry)),
      uuids(column(({ actor }) => actor)),
      instants(column(({ at }) => at)),
      texts(column(({ area }) => area)),
      texts(column(({ was }) => was)),
      texts(column(({ state }) => state)),
      texts(column(({ level }) => level)),
      booleans(column(({ unheard }) => unheard)),
      texts(column(({ reason }) => reason)),
      instants(column(({ due_at }) => due_at)),
      uuids(column(({ was_unit }) => was_unit)),
      uuids(column(({ was_account }) => was_account)),
      uuids(column(({ unit }) => unit)),
      uuids(column(({ account }) => account)),
      booleans(column(({ contested }) => contested)),
    ],
  });
}

/** Stands for the origin of tasks that each come from a deed of their own: nobody counts by it. */
const NO_ORIGIN = '00000000-0000-0000-0000-000000000000';

/** Takes tasks out of the tally as they were and puts them in as they are. Keys go in sorted. */
export async function moveTally(
  { client, county }: Tx,
  before: readonly TaskRecord[],
  after: readonly TaskRecord[],
): Promise<void> {
  const numbers = new Map<string, number>();
  const add = ({ kind, area, unit, origin_type, origin, state }: TaskRecord, by: 1 | -1) => {
    const from = origin_type === 'list' || origin_type === 'directive' ? origin : NO_ORIGIN;
    const key = `${kind}|${area}|${unit}|${origin_type}|${from}|${state}`;
    numbers.set(key, (numbers.get(key) ?? 0) + by);
  };
  for (const task of before) add(task, -1);
  for (const task of after) add(task, 1);
  const rows = [...numbers]
    .filter(([, number]) => number !== 0)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, number]) => ({ parts: key.split('|'), number }));
  if (rows.length === 0) return;
  const part = (index: number) => rows.map(({ parts }) => parts[index] as string);
  await client.query({
    name: 'tasks.tally',
    text: `INSERT INTO tasks.tally AS kept (county, kind, area, unit, origin_type, origin, state, number)
           SELECT $1, * FROM unnest($2::text[], $3::text[], $4::uuid[], $5::text[], $6::uuid[], $7::text[], $8::bigint[])
           ON CONFLICT (county, kind, area, unit, origin_type, origin, state) DO UPDATE SET number = kept.number + excluded.number`,
    values: [
      county,
      texts(part(0)),
      texts(part(1)),
      uuids(part(2)),
      texts(part(3)),
      uuids(part(4)),
      texts(part(5)),
      bigints(rows.map(({ number }) => BigInt(number))),
    ],
  });
}

/** Who had these tasks before, until when. */
export async function formerOwners(
  { client, county }: Tx,
  ids: readonly string[],
): Promise<{ task: string; unit: string; account: string | null; until: string }[]> {
  const { rows } = await client.query<{ task: string; unit: string; account: string | null; until: string }>(
    `SELECT task, was_unit AS unit, was_account AS account, at AS until FROM tasks.step
     WHERE county = $1 AND task = ANY ($2::uuid[]) AND move = 'reassign' AND was_unit IS NOT NULL`,
    [county, ids],
  );
  return rows;
}

/** The endings that have been written for these tasks: finished, or cancelled. */
export async function endingsOf(
  { client, county }: Tx,
  ids: readonly string[],
  entry: string,
): Promise<Map<string, { state: 'done' | 'cancelled'; at: string }>> {
  const { rows } = await client.query<{ task: string; move: string; at: string }>(
    `SELECT task, move, at FROM tasks.step WHERE county = $1 AND task = ANY ($2::uuid[]) AND entry = $3 AND move IN ('finish', 'cancel')`,
    [county, ids, entry],
  );
  return new Map(
    rows.map(({ task, move, at }) => [task, { state: move === 'cancel' ? 'cancelled' : 'done', at }]),
  );
}

/**
 * Whose hands a mover has: units as they were at the time of the deed (and when it came to be known: `received`, now when left
 * out), the teams of now, and whom he stands in for.
 */
export async function memberOf(
  { client, county }: Tx,
  account: string,
  at: string,
  received: string | undefined,
): Promise<
  | {
      unit: string | null;
      disabledAt: string | null;
      former: string[];
      teams: string[];
      led: string[];
      standsFor: string[];
    }
  | undefined
> {
  const { rows } = await client.query<{
    unit: string | null;
    disabledAt: string | null;
    former: string[];
    teams: string[];
    led: string[];
    standsFor: string[];
  }>({
    name: 'tasks.member',
    text: `SELECT coalesce((SELECT f.unit FROM access.account_unit f WHERE f.county = $1 AND f.account = $2 AND f.until_at > $4
               ORDER BY f.until_at LIMIT 1), a.unit) AS unit, a.disabled_at AS "disabledAt",
             ARRAY(SELECT f.unit FROM access.account_unit f WHERE f.county = $1 AND f.account = $2 AND f.until_at > $3
               AND ($4::timestamptz IS NULL OR f.until_at <= $4)) AS former,
             ARRAY(SELECT m.team FROM tasks.team_member m WHERE m.county = $1 AND m.account = $2) AS teams,
             ARRAY(SELECT m.team FROM tasks.team_member m WHERE m.county = $1 AND m.account = $2 AND m.lead) AS led,
             ARRAY(SELECT s.account FROM tasks.substitute s WHERE s.county = $1 AND s.substitute = $2 AND s.from_at <= $3 AND s.until_at > $3) AS "standsFor"
           FROM access.account a WHERE a.county = $1 AND a.id = $2`,
    values: [county, account, at, received ?? null],
  });
  return rows[0];
}

/** Whether there is such a unit or team to give tasks to, and, where one is named, such a person in it. */
export async function canOwn(
  { client, county }: Tx,
  unit: string,
  account: string | undefined,
): Promise<boolean> {
  const { rows } = await client.query<{ unit: boolean; person: boolean }>(
    `SELECT EXISTS (SELECT 1 FROM access.unit u WHERE u.county = $1 AND u.id = $2 AND u.dissolved_at IS NULL)
         OR EXISTS (SELECT 1 FROM tasks.team m WHERE m.county = $1 AND m.id = $2 AND m.dissolved_at IS NULL) AS unit,
       $3::uuid IS NULL OR EXISTS (SELECT 1 FROM access.account a WHERE a.county = $1 AND a.id = $3 AND a.disabled_at IS NULL
         AND (a.unit = $2 OR EXISTS (SELECT 1 FROM tasks.team_member m WHERE m.county = $1 AND m.team = $2 AND m.account = $3))) AS person`,
    [county, unit, account ?? null],
  );
  return rows[0]?.unit === true && rows[0].person;
}

/** Who wrote the ending that stands. */
export async function endedBy({ client, county }: Tx, task: string): Promise<string | undefined> {
  const { rows } = await client.query<{ actor: string }>(
    `SELECT s.actor FROM tasks.task t JOIN tasks.step s ON s.county = t.county AND s.task = t.id AND s.entry = t.ended_entry
     WHERE t.county = $1 AND t.id = $2`,
    [county, task],
  );
  return rows[0]?.actor;
}
