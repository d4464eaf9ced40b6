import type { Attempt } from '@lianfang/domain/modules/verification/schema.ts';
import type * as z from 'zod/mini';
import type { Passed, Tx } from '../../kernel/ledger/handlers.ts';
import type { FindingFacts } from './facts.ts';

export type ListRecord = {
  readonly id: string;
  readonly position: string;
  readonly sender: string;
  readonly due: string;
  readonly priority: 1 | 2 | 3;
  readonly actor: string;
  readonly at: string;
  readonly ended: 'withdrawn' | 'corrected' | null;
};

export async function insertList(
  { client, county }: Tx,
  passed: Passed<{
    import: string;
    sender: string;
    name: string;
    due: string;
    priority: number;
    corrects?: string | undefined;
    format: object;
  }>,
): Promise<void> {
  const { id, position, what, occurred, actor } = passed;
  await client.query(
    `INSERT INTO verification.list (county, id, position, import, sender, name, at, due, priority, actor, corrects, format)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
    [
      county,
      id,
      String(position),
      what.import,
      what.sender,
      what.name,
      occurred,
      what.due,
      what.priority,
      actor,
      what.corrects ?? null,
      JSON.stringify(what.format),
    ],
  );
}

export async function insertSheet(
  { client, county }: Tx,
  { id, position, what }: Passed<{ list: string; sheet: string; columns: unknown }>,
): Promise<void> {
  await client.query(
    'INSERT INTO verification.sheet (county, list, id, position, sheet, columns) VALUES ($1, $2, $3, $4, $5, $6)',
    [county, what.list, id, String(position), what.sheet, JSON.stringify(what.columns)],
  );
}

export async function listsById(
  { client, county }: Tx,
  ids: readonly string[],
  lock = false,
): Promise<Map<string, ListRecord>> {
  const { rows } = await client.query<ListRecord>(
    `SELECT id, position, sender, due, priority, actor, at, ended FROM verification.list
     WHERE county = $1 AND id = ANY ($2::uuid[]) ${lock ? 'FOR UPDATE' : ''}`,
    [county, ids],
  );
  return new Map(rows.map((row) => [row.id, row]));
}

export async function endList(
  { client, county }: Tx,
  list: string,
  ended: 'withdrawn' | 'corrected',
  at: string,
  by: string,
): Promise<void> {
  await client.query(
    'UPDATE verification.list SET ended = $3, ended_at = $4, ended_by = $5 WHERE county = $1 AND id = $2',
    [county, list, ended, at, by],
  );
}

/** The county itself as an area, 12 digits. */
export function areaOfCounty(county: string): string {
  return county.padEnd(12, '0');
}

/** Adds to how many rows of a list stand in each state. */
export async function moveTally(
  { client, county }: Tx,
  changes: readonly { list: string; state: string; by: number }[],
): Promise<void> {
  const totals = new Map<string, { list: string; state: string; by: number }>();
  for (const { list, state, by } of changes) {
    const key = `${list}|${state}`;
    totals.set(key, { list, state, by: (totals.get(key)?.by ?? 0) + by });
  }
  const rows = [...totals.entries()]
    .filter(([, { by }]) => by !== 0)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, row]) => row);
  if (rows.length === 0) return;
  await client.query({
    name: 'verification.tally',
    text: `INSERT INTO verification.tally AS kept (county, list, state, number) SELECT $1, * FROM unnest($2::uuid[], $3::text[], $4::bigint[])
           ON CONFLICT (county, list, state) DO UPDATE SET number = kept.number + excluded.number`,
    values: [county, rows.map(({ list }) => list), rows.map(({ state }) => state), rows.map(({ by }) => by)],
  });
}

/** A row that is about to change, locked. */
export type RowRecord = {
  readonly id: string;
  readonly list: string;
  readonly area: string;
  readonly occurred: string;
  readonly state: 'open' | 'closed' | 'returned' | 'duplicate';
  readonly held: string | null;
  readonly place: string | null;
  readonly due: string;
  readonly task: string | null;
  readonly tasks: number;
  readonly finding: string | null;
  readonly contested: boolean;
  readonly attempts: number;
};
const rowColumns = `id, list, area, occurred, state, held, place, due, task, tasks, finding, contested, attempts`;

export async function lockRow({ client, county }: Tx, id: string): Promise<RowRecord | undefined> {
  const { rows } = await client.query<RowRecord>({
    name: 'verification.lock_row',
    text: `SELECT ${rowColumns} FROM verification.row WHERE county = $1 AND id = $2 FOR UPDATE`,
    values: [county, id],
  });
  return rows[0];
}

/**
 * The open rows that go with a list that has just ended, locked: its own and those that it repeats, as far as all lists that
 * have or repeat them have ended. Whoever another list still asks for is still to be found.
 */
export async function lockOpenRows({ client, county }: Tx, list: string): Promise<RowRecord[]> {
  const { rows } = await client.query<RowRecord>(
    `SELECT ${rowColumns} FROM verification.row r WHERE county = $1 AND state = 'open'
       AND id IN (
         SELECT id FROM verification.row WHERE county = $1 AND list = $2
         UNION ALL SELECT duplicate_of FROM verification.row WHERE county = $1 AND list = $2 AND duplicate_of IS NOT NULL)
       AND NOT EXISTS (SELECT 1 FROM verification.list l WHERE l.county = $1 AND l.id = r.list AND l.ended IS NULL)
       AND NOT EXISTS (
         SELECT 1 FROM verification.row d JOIN verification.list l ON l.county = $1 AND l.id = d.list
         WHERE d.county = $1 AND d.duplicate_of = r.id AND l.ended IS NULL)
     ORDER BY id FOR UPDATE`,
    [county, list],
  );
  return rows;
}

export type RowChange = {
  readonly state?: 'open' | 'closed' | 'returned';
  readonly place?: string;
  readonly held?: null;
  readonly task?: string;
  readonly tasks?: number;
  readonly finding?: string | null;
  readonly found?: string | null;
  readonly concealed?: boolean;
  readonly contested?: boolean;
  readonly attempts?: number;
  readonly ended_at?: string | null;
  readonly due?: string;
  readonly version?: string;
  readonly name_masked?: string | null;
  readonly document_token?: Buffer | null;
  readonly phone_token?: Buffer | null;
  readonly arrived?: string | null;
};

/** Changes some columns of one row. The names are this module's own, never a sender's. */
export async function changeRow({ client, county }: Tx, id: string, change: RowChange): Promise<void> {
  const names = Object.keys(change);
  if (names.length === 0) return;
  await client.query(
    `UPDATE verification.row SET ${names.map((name, index) => `${name} = $${index + 3}`).join(', ')} WHERE county = $1 AND id = $2`,
    [county, id, ...Object.values(change)],
  );
}

export type FindingRecord = {
  readonly id: string;
  readonly task: string;
  readonly finding: FindingFacts['finding'];
  readonly how: FindingFacts['how'];
  readonly recorded_at: string;
  readonly moved_to: string | null;
  readonly state: 'stands' | 'rival' | 'replaced';
};

export async function insertFinding(
  { client, county }: Tx,
  { id, position, occurred, actor, what }: Passed<FindingFacts>,
  task: string,
  state: FindingRecord['state'],
): Promise<void> {
  await client.query(
    `INSERT INTO verification.finding (county, id, row, task, position, recorded_at, actor, finding, at, how, state, concealed, evidence,
       moved_to, right_area, attempts, wrong)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)`,
    [
      county,
      id,
      what.row,
      task,
      String(position),
      occurred,
      actor,
      what.finding,
      what.at,
      what.how,
      state,
      what.concealed,
      what.evidence,
      what.movedTo?.area ?? null,
      what.right?.area ?? null,
      JSON.stringify(what.attempts satisfies readonly z.infer<typeof Attempt>[]),
      what.wrong,
    ],
  );
}

export async function findingsOf({ client, county }: Tx, row: string): Promise<FindingRecord[]> {
  const { rows } = await client.query<FindingRecord>(
    `SELECT id, task, finding, how, recorded_at, moved_to, state FROM verification.finding WHERE county = $1 AND row = $2 ORDER BY position`,
    [county, row],
  );
  return rows;
}

/** `chosen` stands (when given); of the others, those that stood or rivalled do so no longer. */
export async function chooseFinding(
  { client, county }: Tx,
  row: string,
  chosen: string | undefined,
): Promise<void> {
  await client.query(
    `UPDATE verification.finding SET state = CASE WHEN id = $3 THEN 'stands' ELSE 'replaced' END WHERE county = $1 AND row = $2`,
    [county, row, chosen ?? null],
  );
}

export async function insertAttempt(
  { client, county }: Tx,
  { id, actor, what }: Passed<{ row: string; at: string; how: string; result: string }>,
): Promise<void> {
  await client.query(
    'INSERT INTO verification.attempt (county, id, row, at, how, result, actor) VALUES ($1, $2, $3, $4, $5, $6, $7)',
    [county, id, what.row, what.at, what.how, what.result, actor],
  );
}

export type RowEvent = {
  readonly kind:
    | 'placed'
    | 'corrected'
    | 'returned'
    | 'withdrawn'
    | 'superseded'
    | 'moved'
    | 'reopened'
    | 'settled';
  readonly area?: string | undefined;
  readonly unit?: string | undefined;
  readonly reason?: string | undefined;
};

/** Writes what was done with some rows by one entry. */
export async function insertEvents(
  { client, county }: Tx,
  { id, position, occurred, actor }: Pick<Passed<unknown>, 'id' | 'position' | 'occurred' | 'actor'>,
  rows: readonly string[],
  { kind, area, unit, reason }: RowEvent,
): Promise<void> {
  await client.query(
    `INSERT INTO verification.event (county, row, position, id, at, kind, actor, area, unit, reason)
     SELECT $1, u.row, $3, $4, $5, $6, $7, $8, $9, $10 FROM unnest($2::uuid[]) AS u(row)`,
    [county, rows, String(position), id, occurred, kind, actor, area ?? null, unit ?? null, reason ?? null],
  );
}

/** Ends what lets rows be found by who they are about, for those received before an instant. */
export async function forgetRows(
  db: Tx['client'] | import('pg').Pool,
  county: string,
  before: string,
): Promise<void> {
  await db.query(
    `DELETE FROM verification.row_key k WHERE k.county = $1 AND EXISTS (
       SELECT 1 FROM verification.row r WHERE r.county = $1 AND r.id = k.row AND r.occurred < $2)`,
    [county, before],
  );
  await db.query(
    `UPDATE verification.row SET name_masked = NULL, document_token = NULL, phone_token = NULL, key = NULL
     WHERE county = $1 AND occurred < $2 AND (name_masked IS NOT NULL OR document_token IS NOT NULL OR phone_token IS NOT NULL OR key IS NOT NULL)`,
    [county, before],
  );
}
