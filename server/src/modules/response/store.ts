import type {
  Activated,
  Closed,
  CloseOutItem,
  ContactSet,
  LeaderAssigned,
  LevelChanged,
  MeetingHeld,
  Order,
  TaskForceFormed,
} from '@lianfang/domain/modules/response/schema.ts';
import { smallints, texts, uuids } from '../../kernel/db/columns.ts';
import type { Passed, Tx } from '../../kernel/ledger/handlers.ts';

/** A response as handlers look at it. */
export type Found = {
  readonly id: string;
  readonly area: string;
  readonly name: string;
  readonly active: boolean;
};

export async function responseById({ client, county }: Tx, id: string): Promise<Found | undefined> {
  const { rows } = await client.query<Found>(
    'SELECT id, area, name, closed_at IS NULL AS active FROM response.response WHERE county = $1 AND id = $2',
    [county, id],
  );
  return rows[0];
}

export async function anyActive({ client, county }: Tx): Promise<boolean> {
  const { rowCount } = await client.query(
    'SELECT 1 FROM response.response WHERE county = $1 AND closed_at IS NULL LIMIT 1',
    [county],
  );
  return rowCount === 1;
}

export async function insertResponse({ client, county }: Tx, passed: Passed<Activated>): Promise<void> {
  const { name, area } = passed.what;
  await client.query(
    'INSERT INTO response.response (county, id, name, area, activated_at, position) VALUES ($1, $2, $3, $4, $5, $6)',
    [county, passed.id, name, area, passed.occurred, String(passed.position)],
  );
}

export async function insertLevel(
  { client, county }: Tx,
  response: string,
  passed: Passed<Pick<LevelChanged, 'level' | 'legalBasis' | 'measures'> & { why?: string | undefined }>,
): Promise<void> {
  const { level, legalBasis, measures, why } = passed.what;
  await client.query(
    `INSERT INTO response.level (county, response, position, level, from_at, set_by, basis, measures, why)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
    [
      county,
      response,
      String(passed.position),
      level,
      passed.occurred,
      passed.actor,
      JSON.stringify(legalBasis),
      measures,
      why ?? null,
    ],
  );
}

export async function presentLevel({ client, county }: Tx, response: string): Promise<number | undefined> {
  const { rows } = await client.query<{ level: number }>(
    'SELECT level FROM response.level WHERE county = $1 AND response = $2 ORDER BY position DESC LIMIT 1',
    [county, response],
  );
  return rows[0]?.level;
}

export async function closeResponse({ client, county }: Tx, passed: Passed<Closed>): Promise<void> {
  const { response, why, legalBasis } = passed.what;
  await client.query(
    'UPDATE response.response SET closed_at = $3, closed_by = $4, closed_why = $5, closed_basis = $6 WHERE county = $1 AND id = $2',
    [county, response, passed.occurred, passed.actor, why, JSON.stringify(legalBasis)],
  );
}

export async function insertItems(
  { client, county }: Tx,
  response: string,
  items: readonly (CloseOutItem & { readonly task: string })[],
): Promise<void> {
  await client.query(
    `INSERT INTO response.item (county, response, task, n, code, content)
     SELECT $1, $2, * FROM unnest($3::uuid[], $4::smallint[], $5::text[], $6::text[])`,
    [
      county,
      response,
      uuids(items.map(({ task }) => task)),
      smallints(items.map((_, n) => n)),
      texts(items.map(({ code }) => code)),
      texts(items.map(({ text }) => text)),
    ],
  );
}

export async function itemOf(
  { client, county }: Tx,
  response: string,
  task: string,
): Promise<{ code: string; unit: string; state: string; area: string } | undefined> {
  const { rows } = await client.query<{ code: string; unit: string; state: string; area: string }>(
    `SELECT i.code, k.unit, k.state, k.area FROM response.item i JOIN tasks.task k ON k.county = i.county AND k.id = i.task
     WHERE i.county = $1 AND i.response = $2 AND i.task = $3`,
    [county, response, task],
  );
  return rows[0];
}

export async function noteItem(
  { client, county }: Tx,
  task: string,
  note: string | undefined,
): Promise<void> {
  await client.query('UPDATE response.item SET note = $3 WHERE county = $1 AND task = $2', [
    county,
    task,
    note ?? null,
  ]);
}

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

/** Areas of units that have not been dissolved; on a rebuild, of those that there ever were. */
export async function unitsById(
  { client, county, replay }: Tx,
  ids: readonly string[],
): Promise<Map<string, string>> {
  const { rows } = await client.query<{ id: string; area: string }>(
    'SELECT id, area FROM access.unit WHERE county = $1 AND id = ANY ($2::uuid[]) AND ($3 OR dissolved_at IS NULL)',
    [county, ids, replay === true],
  );
  return new Map(rows.map(({ id, area }) => [id, area]));
}

/** Accounts in use (on a rebuild: ever in use), each with its unit. */
export async function accountsById(
  { client, county, replay }: Tx,
  ids: readonly string[],
): Promise<Map<string, { unit: string | null }>> {
  const { rows } = await client.query<{ id: string; unit: string | null }>(
    'SELECT id, unit FROM access.account WHERE county = $1 AND id = ANY ($2::uuid[]) AND ($3 OR disabled_at IS NULL)',
    [county, ids, replay === true],
  );
  return new Map(rows.map(({ id, unit }) => [id, { unit }]));
}

/** The next number of a directive or a meeting of a response: the head's lock keeps it from being given twice. */
export async function nextNumber(
  { client, county }: Tx,
  table: 'directive' | 'meeting',
  response: string,
): Promise<number> {
  const { rows } = await client.query<{ next: number }>(
    `SELECT coalesce(max(number), 0) + 1 AS next FROM response.${table} WHERE county = $1 AND response = $2`,
    [county, response],
  );
  return rows[0]?.next ?? 1;
}

export type NewDirective = Order & {
  readonly id: string;
  readonly number: number;
  readonly response: string;
  readonly inside: string | undefined;
  readonly meeting: string | undefined;
  readonly area: string;
};
export type Target = { readonly unit: string; readonly account: string | undefined; readonly task: string };

export async function insertDirective(
  { client, county }: Tx,
  directive: NewDirective,
  targets: readonly Target[],
  by: { readonly at: string; readonly actor: string; readonly position: bigint },
): Promise<void> {
  const { id, number, response, inside, meeting, title, text, area, priority, dueAt } = directive;
  await client.query(
    `INSERT INTO response.directive (county, id, number, response, inside, meeting, title, body, area, priority, due_at, issued_at, issued_by, position)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)`,
    [
      county,
      id,
      number,
      response,
      inside ?? null,
      meeting ?? null,
      title,
      text,
      area,
      priority,
      dueAt,
      by.at,
      by.actor,
      String(by.position),
    ],
  );
  await client.query(
    `INSERT INTO response.target (county, directive, n, task, unit, account)
     SELECT $1, $2, * FROM unnest($3::smallint[], $4::uuid[], $5::uuid[], $6::uuid[])`,
    [
      county,
      id,
      smallints(targets.map((_, n) => n)),
      uuids(targets.map(({ task }) => task)),
      uuids(targets.map(({ unit }) => unit)),
      uuids(targets.map(({ account }) => account)),
    ],
  );
}

export async function insertMeeting(
  { client, county }: Tx,
  passed: Passed<MeetingHeld>,
  { number, area, decisions }: { number: number; area: string; decisions: readonly object[] },
): Promise<void> {
  const { response, title, heldAt, until, place, chair, units, minutes } = passed.what;
  await client.query(
    `INSERT INTO response.meeting (county, id, number, response, title, area, held_at, until_at, place, chair, units, minutes, decisions, position)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)`,
    [
      county,
      passed.id,
      number,
      response,
      title,
      area,
      heldAt,
      until ?? null,
      place ?? null,
      chair,
      units,
      minutes,
      JSON.stringify(decisions),
      String(passed.position),
    ],
  );
}

export async function insertLeader({ client, county }: Tx, passed: Passed<LeaderAssigned>): Promise<void> {
  const { response, account, areas, posts, remit } = passed.what;
  await client.query(
    `INSERT INTO response.leader (county, id, response, account, areas, posts, remit, from_at, position)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
    [
      county,
      passed.id,
      response,
      account,
      areas,
      posts,
      remit ?? null,
      passed.occurred,
      String(passed.position),
    ],
  );
}

/** The response of an assignment that has not ended, with who it is; undefined when there is none. */
export async function assignment(
  { client, county }: Tx,
  id: string,
): Promise<{ response: string; account: string } | undefined> {
  const { rows } = await client.query<{ response: string; account: string }>(
    'SELECT response, account FROM response.leader WHERE county = $1 AND id = $2 AND until_at IS NULL',
    [county, id],
  );
  return rows[0];
}

export async function endLeader({ client, county }: Tx, id: string, at: string): Promise<void> {
  await client.query(
    'UPDATE response.leader SET until_at = greatest($3, from_at) WHERE county = $1 AND id = $2',
    [county, id, at],
  );
}

export async function setContact({ client, county }: Tx, passed: Passed<ContactSet>): Promise<void> {
  const { unit, phone, backup, note } = passed.what;
  await client.query(
    `INSERT INTO response.contact (county, unit, phone, backup, note, set_at, position) VALUES ($1, $2, $3, $4, $5, $6, $7)
     ON CONFLICT (county, unit) DO UPDATE SET phone = excluded.phone, backup = excluded.backup, note = excluded.note,
       set_at = excluded.set_at, position = excluded.position`,
    [county, unit, phone, backup ?? null, note ?? null, passed.occurred, String(passed.position)],
  );
}

export type Event = {
  readonly response: string;
  readonly kind: string;
  readonly subject: string;
  readonly area: string;
  readonly title: string;
  readonly level?: number | undefined;
  readonly number?: number | undefined;
};

/** Writes what happened into the timeline: the entry itself, and what else came of it, in order. */
export async function writeEvents(
  { client, county }: Tx,
  { id, position, occurred, actor }: Pick<Passed<unknown>, 'id' | 'position' | 'occurred' | 'actor'>,
  events: readonly Event[],
): Promise<void> {
  for (const [n, event] of events.entries()) {
    await client.query({
      name: 'response.event',
      text: `INSERT INTO response.event (county, response, position, n, entry, kind, at, actor, subject, area, title, level, number)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`,
      values: [
        county,
        event.response,
        String(position),
        n,
        id,
        event.kind,
        occurred,
        actor,
        event.subject,
        event.area,
        event.title,
        event.level ?? null,
        event.number ?? null,
      ],
    });
  }
}
