import type { Agency } from '@lianfang/domain/kernel/access.ts';
import type { ContactSet } from '@lianfang/domain/modules/response/schema.ts';
import type { Passed, Tx } from '../../../kernel/ledger/handlers.ts';
import type { Db } from '../standing.ts';

export type ContactRecord = {
  unit: string;
  phone: string;
  backup: string | null;
  note: string | null;
  set_at: string;
};

export async function contacts(db: Db, county: string): Promise<Map<string, ContactRecord>> {
  const { rows } = await db.query<ContactRecord>(
    'SELECT unit, phone, backup, note, set_at FROM response.contact WHERE county = $1',
    [county],
  );
  return new Map(rows.map((row) => [row.unit, row]));
}

export type UnitRecord = { id: string; name: string; agency: Agency; area: string };

/** Units of agencies that have not been dissolved, those of the county before those of its townships. */
export async function units(db: Db, county: string): Promise<UnitRecord[]> {
  const { rows } = await db.query<UnitRecord>(
    'SELECT id, name, agency, area FROM access.unit WHERE county = $1 AND dissolved_at IS NULL ORDER BY area, name',
    [county],
  );
  return rows;
}

/** What units and task forces are called, dissolved ones too. */
export async function unitNames(
  db: Db,
  county: string,
  ids: readonly string[],
): Promise<Map<string, string>> {
  const { rows } = await db.query<{ id: string; name: string }>(
    `SELECT id, name FROM access.unit WHERE county = $1 AND id = ANY ($2::uuid[])
     UNION ALL SELECT id, name FROM response.task_force WHERE county = $1 AND id = ANY ($2::uuid[])`,
    [county, [...new Set(ids)]],
  );
  return new Map(rows.map(({ id, name }) => [id, name]));
}

/** People by their accounts, those out of use too. */
export async function people(
  db: Db,
  county: string,
  ids: readonly string[],
): Promise<Map<string, { display: string; unit: string | null }>> {
  const { rows } = await db.query<{ id: string; display: string; unit: string | null }>(
    `SELECT a.id, a.display, u.name AS unit FROM access.account a LEFT JOIN access.unit u ON u.county = a.county AND u.id = a.unit
     WHERE a.county = $1 AND a.id = ANY ($2::uuid[])`,
    [county, [...new Set(ids)]],
  );
  return new Map(rows.map(({ id, ...row }) => [id, row]));
}

/** The unit of an account, and the task forces that it belongs to. */
export async function unitsOf(
  db: Db,
  county: string,
  account: string,
): Promise<{ unit: string; team: { name: string; role: 'lead' | 'deputy' | 'member' } | null }[]> {
  const { rows } = await db.query<{
    unit: string;
    name: string | null;
    role: 'lead' | 'deputy' | 'member' | null;
  }>({
    name: 'response.units_of',
    text: `SELECT unit, NULL AS name, NULL AS role FROM access.account WHERE county = $1 AND id = $2 AND unit IS NOT NULL
           UNION ALL SELECT m.task_force, f.name, m.role FROM response.member m
             JOIN response.task_force f ON f.county = m.county AND f.id = m.task_force
             WHERE m.county = $1 AND m.account = $2 AND f.dissolved_at IS NULL`,
    values: [county, account],
  });
  return rows.map(({ unit, name, role }) => ({
    unit,
    team: name === null || role === null ? null : { name, role },
  }));
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

export async function setContact({ client, county }: Tx, passed: Passed<ContactSet>): Promise<void> {
  const { unit, phone, backup, note } = passed.what;
  await client.query(
    `INSERT INTO response.contact (county, unit, phone, backup, note, set_at, position) VALUES ($1, $2, $3, $4, $5, $6, $7)
     ON CONFLICT (county, unit) DO UPDATE SET phone = excluded.phone, backup = excluded.backup, note = excluded.note,
       set_at = excluded.set_at, position = excluded.position`,
    [county, unit, phone, backup ?? null, note ?? null, passed.occurred, String(passed.position)],
  );
}
