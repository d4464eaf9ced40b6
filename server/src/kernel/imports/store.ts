import type { ImportCounts } from '@lianfang/domain/kernel/importReads.ts';
import type pg from 'pg';
import type { Found, HeldBack, ImportOptions } from './importer.ts';

type Db = pg.Pool | pg.ClientBase;

export type FileState = 'checking' | 'checked' | 'committing' | 'committed' | 'failed' | 'discarded';
export type FileRow = {
  readonly id: string;
  readonly kind: string;
  readonly name: string;
  readonly sha256: string;
  readonly bytes: string;
  readonly state: FileState;
  readonly by: string;
  readonly at: string;
  readonly options: ImportOptions;
  readonly fileKey: Buffer | null;
  readonly found: Omit<Found, 'counts'> | null;
  readonly counts: ImportCounts | null;
  readonly progress: string;
  readonly problem: { code: string; details: Record<string, unknown> } | null;
};

const columns = `f.id, f.kind, f.name, f.sha256, f.bytes, f.state, f.by_account AS by, f.at, f.options, f.file_key AS "fileKey", f.found, f.counts,
  f.progress_rows AS progress, f.problem`;

export type NewFile = Pick<
  FileRow,
  'id' | 'kind' | 'name' | 'sha256' | 'by' | 'at' | 'options' | 'fileKey'
> & { readonly bytes: number };

export async function insertFile(db: Db, county: string, file: NewFile): Promise<void> {
  await db.query(
    `INSERT INTO import.file (county, id, kind, name, sha256, bytes, state, by_account, at, options, file_key, progress_rows)
     VALUES ($1, $2, $3, $4, $5, $6, 'checking', $7, $8, $9, $10, 0)`,
    [
      county,
      file.id,
      file.kind,
      file.name,
      file.sha256,
      file.bytes,
      file.by,
      file.at,
      JSON.stringify(file.options),
      file.fileKey,
    ],
  );
}

export async function findFile(db: Db, county: string, id: string): Promise<FileRow | undefined> {
  const { rows } = await db.query<FileRow>(
    `SELECT ${columns} FROM import.file f WHERE f.county = $1 AND f.id = $2`,
    [county, id],
  );
  return rows[0];
}

export async function listFiles(
  db: Db,
  county: string,
  kinds: readonly string[],
): Promise<(FileRow & { who: string | null })[]> {
  const { rows } = await db.query<FileRow & { who: string | null }>(
    `SELECT ${columns}, a.display AS who FROM import.file f LEFT JOIN access.account a ON a.county = f.county AND a.id = f.by_account
     WHERE f.county = $1 AND f.kind = ANY ($2) ORDER BY f.at DESC, f.id LIMIT 200`,
    [county, kinds],
  );
  return rows;
}

/** Moves a file from one of some states to another; false when it was in none of them. */
export async function moveFile(
  db: Db,
  county: string,
  id: string,
  from: readonly FileState[],
  to: FileState,
  more: { options?: ImportOptions; problem?: { code: string; details: object } } = {},
): Promise<boolean> {
  const { rowCount } = await db.query(
    `UPDATE import.file SET state = $4, options = coalesce($5::jsonb, options), problem = $6::jsonb, progress_rows = 0
     WHERE county = $1 AND id = $2 AND state = ANY ($3)`,
    [
      county,
      id,
      from,
      to,
      more.options ? JSON.stringify(more.options) : null,
      more.problem ? JSON.stringify(more.problem) : null,
    ],
  );
  return rowCount === 1;
}

export async function keepFound(
  db: Db,
  county: string,
  id: string,
  state: FileState,
  { counts, ...found }: Found,
): Promise<void> {
  await db.query(
    'UPDATE import.file SET state = $3, found = $4, counts = $5, problem = NULL WHERE county = $1 AND id = $2',
    [county, id, state, JSON.stringify(found), JSON.stringify(counts)],
  );
}

export async function keepProgress(db: Db, county: string, id: string, rows: number): Promise<void> {
  await db.query('UPDATE import.file SET progress_rows = $3 WHERE county = $1 AND id = $2', [
    county,
    id,
    rows,
  ]);
}

export async function forgetFileKey(db: Db, county: string, id: string): Promise<void> {
  await db.query('UPDATE import.file SET file_key = NULL WHERE county = $1 AND id = $2', [county, id]);
}

/** Files in the middle of being checked, in all counties of this server. */
export async function filesBeingChecked(db: Db): Promise<{ county: string; id: string }[]> {
  const { rows } = await db.query<{ county: string; id: string }>({
    name: 'import.being_checked',
    text: `SELECT county, id FROM import.file WHERE state = 'checking' AND file_key IS NOT NULL`,
  });
  return rows;
}

const cutOff = `(state = 'checking' OR state = 'failed' AND problem ->> 'code' = 'server.fault') AND file_key IS NULL`;

/** Imports of the same file, for the same sender and by the same hands, begun after an instant and not ended; the latest first. */
export async function filesCutOff(
  db: Db,
  county: string,
  { kind, sha256, by, options }: NewFile,
  after: string,
): Promise<Pick<FileRow, 'id' | 'options'>[]> {
  const { rows } = await db.query<Pick<FileRow, 'id' | 'options'>>(
    `SELECT id, options FROM import.file WHERE county = $1 AND kind = $2 AND sha256 = $3 AND by_account = $4 AND at > $6
       AND options #>> '{given,sender}' IS NOT DISTINCT FROM $5 AND ${cutOff} ORDER BY at DESC, id`,
    [county, kind, sha256, by, options.given?.sender ?? null, after],
  );
  return rows;
}

/** Readies such an import to go on; false when it has ended meanwhile. */
export async function resumeFile(db: Db, county: string, id: string): Promise<boolean> {
  const { rowCount } = await db.query(
    `UPDATE import.file SET state = 'checking', problem = NULL WHERE county = $1 AND id = $2 AND ${cutOff}`,
    [county, id],
  );
  return rowCount === 1;
}

/** Files whose stored copies were made before an instant. */
export async function filesBefore(db: Db, county: string, before: string): Promise<string[]> {
  const { rows } = await db.query<{ id: string }>(
    'SELECT id FROM import.file WHERE county = $1 AND at < $2 AND file_key IS NOT NULL',
    [county, before],
  );
  return rows.map(({ id }) => id);
}

/** Header words explained before: for the kind, and over those for the sender where one is named. */
export async function savedMapping(
  db: Db,
  county: string,
  kind: string,
  sender?: string,
): Promise<Record<string, string>> {
  const { rows } = await db.query<{ header: string; field: string }>(
    `SELECT header, field, 0 AS nearer FROM import.mapping WHERE county = $1 AND kind = $2
     UNION ALL SELECT header, field, 1 FROM import.sender_mapping WHERE county = $1 AND kind = $2 AND sender = $3 ORDER BY nearer`,
    [county, kind, sender ?? ''],
  );
  return Object.fromEntries(rows.map(({ header, field }) => [header, field]));
}

export async function saveMapping(
  db: Db,
  county: string,
  kind: string,
  mapping: Readonly<Record<string, string>>,
  sender?: string,
): Promise<void> {
  if (sender !== undefined) {
    await db.query(
      `INSERT INTO import.sender_mapping (county, kind, sender, header, field) SELECT $1, $2, $5, m.header, m.field FROM unnest($3::text[], $4::text[]) AS m(header, field)
       ON CONFLICT (county, kind, sender, header) DO UPDATE SET field = excluded.field`,
      [county, kind, Object.keys(mapping), Object.values(mapping), sender],
    );
    return;
  }
  await db.query(
    `INSERT INTO import.mapping (county, kind, header, field) SELECT $1, $2, m.header, m.field FROM unnest($3::text[], $4::text[]) AS m(header, field)
     ON CONFLICT (county, kind, header) DO UPDATE SET field = excluded.field`,
    [county, kind, Object.keys(mapping), Object.values(mapping)],
  );
}

export type HeldState = 'open' | 'taken' | 'duplicate' | 'dismissed';
export type HeldRow = {
  readonly id: string;
  readonly import: string;
  readonly sheet: string;
  readonly row: number;
  readonly reason: string;
  readonly state: HeldState;
  readonly entry: string | null;
  readonly sealed: Buffer;
  readonly file: string;
};

/** Keeps held rows; a row that was kept before, by an earlier run of the same import, is not kept twice. */
export async function keepHeld(
  db: Db,
  county: string,
  file: string,
  at: string,
  held: readonly (HeldBack & { id: string; sealed: Buffer })[],
): Promise<void> {
  if (held.length === 0) return;
  await db.query(
    `INSERT INTO import.held (county, id, import, sheet, row_number, reason, state, sealed, at)
     SELECT $1, h.id, $2, h.sheet, h.row_number, h.reason, 'open', h.sealed, $3
     FROM unnest($4::uuid[], $5::text[], $6::int[], $7::text[], $8::bytea[]) AS h(id, sheet, row_number, reason, sealed)
     ON CONFLICT (county, id) DO NOTHING`,
    [
      county,
      file,
      at,
      held.map(({ id }) => id),
      held.map(({ sheet }) => sheet),
      held.map(({ row }) => row),
      held.map(({ reason }) => reason),
      held.map(({ sealed }) => sealed),
    ],
  );
}

const heldColumns = `h.id, h.import, h.sheet, h.row_number AS row, h.reason, h.state, h.entry, h.sealed, f.name AS file
  FROM import.held h JOIN import.file f ON f.county = h.county AND f.id = h.import`;

export async function heldRows(
  db: Db,
  county: string,
  { file, open, limit }: { file: string | undefined; open: boolean; limit: number },
): Promise<HeldRow[]> {
  const { rows } = await db.query<HeldRow>(
    `SELECT ${heldColumns} WHERE h.county = $1 AND ($2::uuid IS NULL OR h.import = $2) AND (NOT $3 OR h.state = 'open')
     ORDER BY h.at DESC, h.import, h.sheet, h.row_number LIMIT $4`,
    [county, file ?? null, open, limit],
  );
  return rows;
}

export async function openHeldCount(db: Db, county: string): Promise<number> {
  const { rows } = await db.query<{ open: string }>(
    `SELECT count(*) AS open FROM import.held WHERE county = $1 AND state = 'open'`,
    [county],
  );
  return Number(rows[0]?.open);
}

export async function findHeld(db: Db, county: string, id: string): Promise<HeldRow | undefined> {
  const { rows } = await db.query<HeldRow>(`SELECT ${heldColumns} WHERE h.county = $1 AND h.id = $2`, [
    county,
    id,
  ]);
  return rows[0];
}

export async function settleHeldRow(
  db: Db,
  county: string,
  id: string,
  state: HeldState,
  entry: string | undefined,
): Promise<boolean> {
  const { rowCount } = await db.query(
    `UPDATE import.held SET state = $3, entry = $4 WHERE county = $1 AND id = $2 AND state = 'open'`,
    [county, id, state, entry ?? null],
  );
  return rowCount === 1;
}
