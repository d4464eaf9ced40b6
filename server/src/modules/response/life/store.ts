import type { TaskState } from '@lianfang/domain/kernel/task.ts';
import type {
  Activated,
  Closed,
  CloseOutItem,
  LegalBasis,
  LevelChanged,
} from '@lianfang/domain/modules/response/schema.ts';
import { smallints, texts, uuids } from '../../../kernel/db/columns.ts';
import type { Passed, Tx } from '../../../kernel/ledger/handlers.ts';
import { type Db, type StandingRecord, standing } from '../standing.ts';

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

export type ResponseRecord = {
  id: string;
  name: string;
  area: string;
  level: number;
  activated_at: string;
  closed_at: string | null;
  closed_by: string | null;
  closed_why: string | null;
  /** Items of the close-out checklist that are not done. */
  left: string;
};

/** Every response, the newest first. */
export async function responses(db: Db, county: string): Promise<ResponseRecord[]> {
  const { rows } = await db.query<ResponseRecord>({
    name: 'response.responses',
    text: `SELECT r.id, r.name, r.area, r.activated_at, r.closed_at, r.closed_by, r.closed_why,
             (SELECT l.level FROM response.level l WHERE l.county = $1 AND l.response = r.id ORDER BY l.position DESC LIMIT 1) AS level,
             (SELECT count(*) FROM response.item i JOIN tasks.task k ON k.county = i.county AND k.id = i.task
                WHERE i.county = $1 AND i.response = r.id AND k.live) AS left
           FROM response.response r WHERE r.county = $1 ORDER BY r.position DESC`,
    values: [county],
  });
  return rows;
}

export type LevelRecord = {
  level: number;
  from_at: string;
  set_by: string;
  basis: LegalBasis[];
  measures: string[];
  why: string | null;
};

export async function levelsOf(db: Db, county: string, response: string): Promise<LevelRecord[]> {
  const { rows } = await db.query<LevelRecord>(
    'SELECT level, from_at, set_by, basis, measures, why FROM response.level WHERE county = $1 AND response = $2 ORDER BY position DESC',
    [county, response],
  );
  return rows;
}

export async function countsOf(
  db: Db,
  county: string,
  response: string,
  at: string,
): Promise<
  StandingRecord &
    Record<
      'issued' | 'meetings' | 'leaders' | 'task_forces' | 'items' | 'items_done' | 'items_overdue',
      string
    >
> {
  const { rows } = await db.query(
    `SELECT s.*, (SELECT count(*) FROM response.directive d WHERE d.county = $1 AND d.response = $2 AND d.inside IS NULL) AS issued,
       (SELECT count(*) FROM response.meeting m WHERE m.county = $1 AND m.response = $2) AS meetings,
       (SELECT count(*) FROM response.leader l WHERE l.county = $1 AND l.response = $2 AND l.until_at IS NULL) AS leaders,
       (SELECT count(*) FROM response.task_force f WHERE f.county = $1 AND f.response = $2 AND f.dissolved_at IS NULL) AS task_forces,
       i.items, i.items_done, i.items_overdue
     FROM (SELECT ${standing('$3')} FROM response.directive d JOIN response.target t ON t.county = d.county AND t.directive = d.id
             JOIN tasks.task k ON k.county = t.county AND k.id = t.task
             WHERE d.county = $1 AND d.response = $2 AND d.inside IS NULL) s,
          (SELECT count(*) AS items, count(*) FILTER (WHERE NOT k.live) AS items_done,
             count(*) FILTER (WHERE k.live AND k.due_at < $3) AS items_overdue
           FROM response.item i JOIN tasks.task k ON k.county = i.county AND k.id = i.task WHERE i.county = $1 AND i.response = $2) i`,
    [county, response, at],
  );
  return rows[0];
}

export type ItemRecord = {
  task: string;
  code: string;
  content: string | null;
  note: string | null;
  unit: string;
  account: string | null;
  due_at: string;
  state: TaskState;
  live: boolean;
  ended_at: string | null;
  done_by: string | null;
};

export async function items(db: Db, county: string, response: string): Promise<ItemRecord[]> {
  const { rows } = await db.query<ItemRecord>(
    `SELECT i.task, i.code, i.content, i.note, k.unit, k.account, k.due_at, k.state, k.live, k.ended_at,
       (SELECT s.actor FROM tasks.step s WHERE s.county = $1 AND s.task = i.task AND s.entry = k.ended_entry LIMIT 1) AS done_by
     FROM response.item i JOIN tasks.task k ON k.county = i.county AND k.id = i.task WHERE i.county = $1 AND i.response = $2 ORDER BY i.n`,
    [county, response],
  );
  return rows;
}
