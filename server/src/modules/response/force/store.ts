import type { Agency } from '@lianfang/domain/kernel/access.ts';
import type { TaskForceFormed } from '@lianfang/domain/modules/response/schema.ts';
import { smallints, texts, uuids } from '../../../kernel/db/columns.ts';
import type { Window } from '../../../kernel/indicators/values.ts';
import type { Passed, Tx } from '../../../kernel/ledger/handlers.ts';
import { taskForceFigure } from '../figures.ts';
import { type Db, placeOf, type StandingRecord, standing } from '../standing.ts';

export type TaskForce = {
  readonly id: string;
  readonly response: string;
  readonly name: string;
  readonly area: string;
  readonly active: boolean;
};

export async function taskForcesById(
  { client, county }: Tx,
  ids: readonly string[],
): Promise<Map<string, TaskForce>> {
  const { rows } = await client.query<TaskForce>(
    'SELECT id, response, name, area, dissolved_at IS NULL AS active FROM response.task_force WHERE county = $1 AND id = ANY ($2::uuid[])',
    [county, ids],
  );
  return new Map(rows.map((row) => [row.id, row]));
}

/** Whether another unit, or a task force that is not dissolved, goes by this name. */
export async function nameTaken({ client, county }: Tx, name: string, but: string): Promise<boolean> {
  const { rowCount } = await client.query(
    `SELECT 1 FROM access.unit WHERE county = $1 AND name = $2
     UNION ALL SELECT 1 FROM response.task_force WHERE county = $1 AND name = $2 AND id <> $3 AND dissolved_at IS NULL LIMIT 1`,
    [county, name, but],
  );
  return (rowCount ?? 0) > 0;
}

type Team = Omit<TaskForceFormed, 'response'>;

export async function insertTaskForce(
  { client, county }: Tx,
  passed: Passed<TaskForceFormed>,
): Promise<void> {
  const { response, name, remit, area, agencies } = passed.what;
  await client.query(
    `INSERT INTO response.task_force (county, id, response, name, remit, area, agencies, formed_at, position)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
    [county, passed.id, response, name, remit, area, agencies, passed.occurred, String(passed.position)],
  );
}

export async function changeTaskForce({ client, county }: Tx, id: string, team: Team): Promise<void> {
  await client.query(
    'UPDATE response.task_force SET name = $3, remit = $4, area = $5, agencies = $6 WHERE county = $1 AND id = $2',
    [county, id, team.name, team.remit, team.area, team.agencies],
  );
}

export async function dissolveTaskForce(
  { client, county }: Tx,
  id: string,
  at: string,
  position: bigint,
): Promise<void> {
  await client.query(
    'UPDATE response.task_force SET dissolved_at = $3, dissolved_position = $4 WHERE county = $1 AND id = $2',
    [county, id, at, String(position)],
  );
}

export async function setMembers({ client, county }: Tx, id: string, team: Team): Promise<void> {
  const people = [
    { account: team.lead, role: 'lead' },
    ...team.deputies.map((account) => ({ account, role: 'deputy' })),
    ...team.members.map((account) => ({ account, role: 'member' })),
  ];
  await client.query('DELETE FROM response.member WHERE county = $1 AND task_force = $2', [county, id]);
  await client.query(
    `INSERT INTO response.member (county, task_force, account, role, n)
     SELECT $1, $2, * FROM unnest($3::uuid[], $4::text[], $5::smallint[])`,
    [
      county,
      id,
      uuids(people.map(({ account }) => account)),
      texts(people.map(({ role }) => role)),
      smallints(people.map((_, n) => n)),
    ],
  );
}

/** Who belongs to a task force, by account. */
export async function membersOf(
  { client, county }: Tx,
  id: string,
): Promise<Map<string, 'lead' | 'deputy' | 'member'>> {
  const { rows } = await client.query<{ account: string; role: 'lead' | 'deputy' | 'member' }>(
    'SELECT account, role FROM response.member WHERE county = $1 AND task_force = $2',
    [county, id],
  );
  return new Map(rows.map(({ account, role }) => [account, role]));
}

export type TaskForceRecord = StandingRecord & {
  id: string;
  response: string;
  name: string;
  remit: string;
  area: string;
  agencies: Agency[];
  formed_at: string;
  dissolved_at: string | null;
  phone: string | null;
  people: { account: string; role: 'lead' | 'deputy' | 'member' }[];
};

/** Task forces in the order in which they were formed; with a `figure`, those that the indicator counts. */
export async function taskForces(
  db: Db,
  county: string,
  {
    response,
    state,
    at,
    figure,
  }: {
    response: string | undefined;
    state: 'active' | 'dissolved' | 'all';
    at: string;
    figure?: Pick<Window, 'to' | 'area' | 'scope' | 'cutOff'> | undefined;
  },
): Promise<TaskForceRecord[]> {
  const counted = figure === undefined ? 'true' : taskForceFigure({ to: '$5', cutOff: '$6' });
  const { rows } = await db.query<TaskForceRecord>(
    `SELECT f.id, f.response, f.name, f.remit, f.area, f.agencies, f.formed_at, f.dissolved_at, c.phone, s.*,
       (SELECT json_agg(json_build_object('account', m.account, 'role', m.role) ORDER BY m.n) FROM response.member m
          WHERE m.county = $1 AND m.task_force = f.id) AS people
     FROM response.task_force f LEFT JOIN response.contact c ON c.county = f.county AND c.unit = f.id
     CROSS JOIN LATERAL (SELECT ${standing('$4')} FROM response.target t JOIN tasks.task k ON k.county = t.county AND k.id = t.task
       WHERE t.county = $1 AND t.unit = f.id) s
     WHERE f.county = $1 AND ($2::uuid IS NULL OR f.response = $2) AND ($3 = 'all' OR (f.dissolved_at IS NULL) = ($3 = 'active'))
       AND $5::timestamptz IS NOT DISTINCT FROM $5 AND $6::bigint IS NOT DISTINCT FROM $6 AND f.area LIKE $7
       AND ($8::text[] IS NULL OR f.area LIKE ANY ($8)) AND ${counted} ORDER BY f.position`,
    [county, response ?? null, state, at, figure?.to ?? at, ...placeOf(figure)],
  );
  return rows;
}

export async function activeTaskForces(
  db: Db,
  county: string,
  window: Window,
): Promise<{ post: string; area: string }[]> {
  const { rows } = await db.query<{ area: string }>(
    `SELECT f.area FROM response.task_force f WHERE f.county = $1 AND ${taskForceFigure({ to: '$2', cutOff: '$3' })} AND f.area LIKE $4
       AND ($5::text[] IS NULL OR f.area LIKE ANY ($5))`,
    [county, window.to, ...placeOf(window)],
  );
  return rows.map(({ area }) => ({ post: '', area }));
}
