import { canonical } from '@lianfang/domain/kernel/canonical.ts';
import type { ReportContent, ReportHand, ReportRow } from '@lianfang/domain/modules/report/reads.ts';
import type { ReportState } from '@lianfang/domain/modules/report/rules.ts';
import type pg from 'pg';
import type { Tx } from '../../kernel/ledger/handlers.ts';
import type { ReportSignature } from './signature.ts';

type Db = pg.Pool | pg.ClientBase;

/** The county as reports name it. */
export async function countyFacts(
  db: Db,
  county: string,
): Promise<{ area: string; exercise: boolean } | undefined> {
  const { rows } = await db.query<{ area: string; exercise: boolean }>(
    'SELECT area, exercise FROM kernel.county WHERE county = $1',
    [county],
  );
  return rows[0];
}

export type Head = { readonly position: bigint; readonly hash: string };

/** The newest position and its hash; with `at`, that of an earlier one, undefined when it lies beyond the ledger. */
export async function ledgerHash(db: Db, county: string, at?: bigint): Promise<Head | undefined> {
  const { rows } = await db.query<{ position: string; hash: Buffer }>(
    'SELECT position, hash FROM ledger.head WHERE county = $1',
    [county],
  );
  const newest = rows[0] && { position: BigInt(rows[0].position), hash: rows[0].hash.toString('hex') };
  if (newest === undefined || at === undefined || at === newest.position) return newest;
  const { rows: entries } = await db.query<{ hash: Buffer }>(
    'SELECT hash FROM ledger.entry WHERE county = $1 AND position = $2',
    [county, String(at)],
  );
  return entries[0] && { position: at, hash: entries[0].hash.toString('hex') };
}

/** What waits for a person or for its base, and is in no figure. */
export async function heldCount(db: Db, county: string): Promise<number> {
  const { rows } = await db.query<{ held: string }>(
    `SELECT count(*) AS held FROM ledger.tray WHERE county = $1 AND status = 'held'`,
    [county],
  );
  return Number(rows[0]?.held ?? 0);
}

/** Registers that were handed in and are neither committed nor discarded. */
export async function openImports(db: Db, county: string): Promise<number> {
  const { rows } = await db.query<{ open: string }>(
    `SELECT count(*) AS open FROM import.file WHERE county = $1 AND state IN ('checking', 'checked', 'committing')`,
    [county],
  );
  return Number(rows[0]?.open ?? 0);
}

/** The highest number given out for an area in a year. The county's head is locked by whoever gives out the next. */
export async function lastSerial({ client, county }: Tx, area: string, year: number): Promise<number> {
  const { rows } = await client.query<{ last: number | null }>(
    'SELECT max(serial) AS last FROM report.report WHERE county = $1 AND area = $2 AND year = $3',
    [county, area, year],
  );
  return rows[0]?.last ?? 0;
}

export type IssuedReport = {
  readonly id: string;
  readonly number: string;
  readonly from: string;
  readonly to: string;
  readonly published: Record<string, number>;
};

/** Issued reports of an area whose period ended after an instant, oldest first, with what was last made public of them. */
export async function issuedReports(
  db: Db,
  county: string,
  area: string,
  endedAfter: string,
): Promise<IssuedReport[]> {
  const { rows } = await db.query<IssuedReport>(
    `SELECT r.id, r.number, r.from_at AS "from", r.to_at AS "to", jsonb_object_agg(p.indicator, p.value) AS published
     FROM report.report r JOIN report.published p ON p.county = r.county AND p.report = r.id
     WHERE r.county = $1 AND r.area = $2 AND r.state = 'issued' AND r.to_at > $3
     GROUP BY r.id, r.number, r.from_at, r.to_at ORDER BY r.from_at, r.id`,
    [county, area, endedAfter],
  );
  return rows;
}

export type NewReport = {
  readonly content: ReportContent;
  readonly position: bigint;
  readonly year: number;
  readonly serial: number;
  readonly replaces: string | undefined;
};

/** Freezes a report. */
export async function insertReport({ client, county }: Tx, report: NewReport): Promise<void> {
  const { content } = report;
  await client.query(
    `INSERT INTO report.report (county, id, position, area, from_at, to_at, cut_off, year, serial, number, state, content, compiled_at, replaces)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 'compiled', $11, $12, $13)`,
    [
      county,
      content.id,
      String(report.position),
      content.area,
      content.from,
      content.to,
      content.cutOff,
      report.year,
      report.serial,
      content.number,
      canonical(content),
      content.compiledAt,
      report.replaces ?? null,
    ],
  );
}

export type Locked = {
  readonly state: ReportState;
  readonly area: string;
  readonly year: number;
  readonly serial: number;
  readonly number: string;
  readonly replaced: boolean;
  readonly content: string;
};

/** Finds and locks a report until the transaction ends. */
export async function lockReport({ client, county }: Tx, id: string): Promise<Locked | undefined> {
  const { rows } = await client.query<Locked>(
    `SELECT state, area, year, serial, number, content,
            EXISTS (SELECT 1 FROM report.report n WHERE n.county = $1 AND n.replaces = $2) AS replaced
     FROM report.report WHERE county = $1 AND id = $2 FOR UPDATE`,
    [county, id],
  );
  return rows[0];
}

/** Puts a hand to a report: who, which step, when. */
export async function addHand(
  { client, county }: Tx,
  report: string,
  entry: string,
  hand: ReportHand,
): Promise<void> {
  await client.query(
    `INSERT INTO report.hand (county, report, place, step, account, display, at, remark, entry)
     VALUES ($1, $2, (SELECT coalesce(max(place), 0) + 1 FROM report.hand WHERE county = $1 AND report = $2), $3, $4, $5, $6, $7, $8)`,
    [county, report, hand.step, hand.account, hand.display, hand.at, hand.remark ?? null, entry],
  );
}

export async function setState(
  { client, county }: Tx,
  id: string,
  state: ReportState,
  at: string,
): Promise<void> {
  await client.query(
    `UPDATE report.report SET state = $3, issued_at = CASE WHEN $3 = 'issued' THEN $4::timestamptz END WHERE county = $1 AND id = $2`,
    [county, id, state, at],
  );
}

/** What is public from now on: the report's own figures, and those of earlier ones that it amends. */
export async function publish(
  { client, county }: Tx,
  values: readonly { report: string; indicator: string; value: number }[],
): Promise<void> {
  await client.query(
    `INSERT INTO report.published AS p (county, report, indicator, value)
     SELECT $1, v.report, v.indicator, v.value FROM unnest($2::uuid[], $3::text[], $4::bigint[]) AS v(report, indicator, value)
     ON CONFLICT (county, report, indicator) DO UPDATE SET value = excluded.value`,
    [
      county,
      values.map(({ report }) => report),
      values.map(({ indicator }) => indicator),
      values.map(({ value }) => value),
    ],
  );
}

type ReportRecord = {
  id: string;
  number: string;
  area: string;
  area_name: string;
  from_at: string;
  to_at: string;
  cut_off: string;
  state: ReportState;
  compiled_at: string;
  issued_at: string | null;
  replaces: string | null;
};

const rowColumns = `r.id, r.number, r.area, r.content::jsonb ->> 'areaName' AS area_name, r.from_at, r.to_at, r.cut_off, r.state, r.compiled_at, r.issued_at, r.replaces`;

function rowOf(row: ReportRecord): ReportRow {
  return {
    id: row.id,
    number: row.number,
    area: row.area,
    areaName: row.area_name,
    from: row.from_at,
    to: row.to_at,
    cutOff: row.cut_off,
    state: row.state,
    compiledAt: row.compiled_at,
    ...(row.issued_at !== null && { issuedAt: row.issued_at }),
    ...(row.replaces !== null && { replaces: row.replaces }),
  };
}

/** The newest reports of a county, at most `limit`, of the areas in scope. */
export async function reportRows(
  db: Db,
  county: string,
  scope: readonly string[] | null,
  limit: number,
): Promise<ReportRow[]> {
  const { rows } = await db.query<ReportRecord>(
    `SELECT ${rowColumns} FROM report.report r WHERE r.county = $1 AND ($2::text[] IS NULL OR r.area LIKE ANY ($2))
     ORDER BY r.compiled_at DESC, r.id DESC LIMIT $3`,
    [county, scope, limit],
  );
  return rows.map(rowOf);
}

export type Stored = {
  readonly report: ReportRow;
  readonly content: ReportContent;
  readonly hands: ReportHand[];
  readonly signature: ReportSignature | undefined;
};

/** A report whole: as frozen, with its hands in their order and its signature once it has one. */
export async function findReport(db: Db, county: string, id: string): Promise<Stored | undefined> {
  const { rows } = await db.query<
    ReportRecord & { content: string; key_id: string | null; value: string; content_hash: string }
  >(
    `SELECT ${rowColumns}, r.content, s.key_id, s.value, s.content_hash FROM report.report r
     LEFT JOIN report.signature s ON s.county = r.county AND s.report = r.id WHERE r.county = $1 AND r.id = $2`,
    [county, id],
  );
  const [row] = rows;
  if (row === undefined) return undefined;
  return {
    report: rowOf(row),
    content: JSON.parse(row.content) as ReportContent,
    hands: await handsOf(db, county, id),
    signature:
      row.key_id === null ? undefined : { key: row.key_id, value: row.value, contentHash: row.content_hash },
  };
}

export async function handsOf(db: Db, county: string, report: string): Promise<ReportHand[]> {
  const { rows } = await db.query<Omit<ReportHand, 'remark'> & { remark: string | null }>(
    'SELECT step, account, display, at, remark FROM report.hand WHERE county = $1 AND report = $2 ORDER BY place',
    [county, report],
  );
  return rows.map(({ remark, ...hand }) => ({ ...hand, ...(remark !== null && { remark }) }));
}

/** Keeps the signature of an issued report; the first one stays. */
export async function keepSignature(
  db: Db,
  county: string,
  report: string,
  signature: ReportSignature,
): Promise<void> {
  await db.query(
    'INSERT INTO report.signature (county, report, key_id, value, content_hash) VALUES ($1, $2, $3, $4, $5) ON CONFLICT (county, report) DO NOTHING',
    [county, report, signature.key, signature.value, signature.contentHash],
  );
}

/** The public half (SPKI, DER) of a key that has signed. */
export async function publicKeyOf(db: Db, keyId: string): Promise<Buffer | undefined> {
  const { rows } = await db.query<{ public_key: Buffer }>(
    'SELECT public_key FROM ledger.signer WHERE key_id = $1',
    [keyId],
  );
  return rows[0]?.public_key;
}

/** Issued reports that have no signature yet. */
export async function unsigned(db: Db, county: string): Promise<string[]> {
  const { rows } = await db.query<{ id: string }>(
    `SELECT r.id FROM report.report r WHERE r.county = $1 AND r.state = 'issued'
       AND NOT EXISTS (SELECT 1 FROM report.signature s WHERE s.county = $1 AND s.report = r.id)`,
    [county],
  );
  return rows.map(({ id }) => id);
}
