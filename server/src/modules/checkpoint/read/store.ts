import { areaPrefix } from '@lianfang/domain/kernel/areaCode.ts';
import type { PassageFilter } from '@lianfang/domain/modules/checkpoint/reads.ts';
import type pg from 'pg';
import type { Window } from '../../../kernel/indicators/values.ts';

type Db = pg.Pool | pg.ClientBase;

/** Posts with a shift in the window, or with something registered in it: `checkpoint.posts.staffed`. */
export async function staffedPosts(
  db: Db,
  county: string,
  window: Window,
): Promise<{ post: string; area: string }[]> {
  const { rows } = await db.query<{ post: string; area: string }>({
    name: 'checkpoint.staffed',
    // A shift that nobody closed counts for a day at most.
    text: `SELECT p.code AS post, p.area FROM checkpoint.post p
           WHERE p.county = $1 AND ($4::text IS NULL OR p.code = $4) AND p.area LIKE $5 AND ($6::text[] IS NULL OR p.area LIKE ANY ($6))
             AND (EXISTS (SELECT 1 FROM checkpoint.shift s WHERE s.county = $1 AND s.post = p.code AND s.position <= $7 AND s.opened_at < $3
                            AND s.opened_at > $2::timestamptz - interval '24 hours'
                            AND (s.closed_position IS NULL OR s.closed_position > $7 OR s.closed_at > $2))
               OR EXISTS (SELECT 1 FROM checkpoint.passage v WHERE v.county = $1 AND v.post = p.code AND v.occurred >= $2 AND v.occurred < $3
                            AND v.position <= $7 AND (v.superseded IS NULL OR v.superseded > $7)))`,
    values: [
      county,
      window.from,
      window.to,
      window.post ?? null,
      window.area === undefined ? '%' : `${areaPrefix(window.area.padEnd(12, '0'))}%`,
      window.scope === undefined ? null : window.scope.map((prefix) => `${prefix}%`),
      String(window.cutOff ?? 9223372036854775807n),
    ],
  });
  return rows;
}

export type PassageRecord = {
  id: string;
  passage: string;
  position: string;
  post: string;
  occurred: string;
  claimed: string;
  received: string;
  mode: 'vehicle' | 'pedestrian';
  vehicle_type: string | null;
  origin: string | null;
  destination: string | null;
  outcome: string;
  reason: string | null;
  persons: number;
  certificates: number;
  samples: number;
  fevers: number;
  shift: string | null;
  device: string;
  flags: string[];
  superseded_as: 'corrected' | 'voided' | null;
  source: { import: string; sheet?: string; rows: number[] } | null;
  person?: number;
};

const columns = `v.id, v.passage, v.position, v.post, v.occurred, v.claimed, v.received, v.mode, v.vehicle_type, v.origin, v.destination, v.outcome,
  v.reason, v.persons, v.certificates, v.samples, v.fevers, v.shift, v.device, v.flags, v.superseded_as, v.source`;

/** A filter with its look-ups already turned into keyed hashes. */
export type PassageQuery = Omit<
  PassageFilter,
  'plate' | 'document' | 'phone' | 'after' | 'limit' | 'indicator'
> & {
  plateToken?: Buffer | undefined;
  documentToken?: Buffer | undefined;
  phoneToken?: Buffer | undefined;
  /** What the list opens: the indicator's own FROM and WHERE. */
  counted?: { from: string; where: string } | undefined;
  scope: string[] | null;
};

/** The condition of a list, with its parameters: shared by the page, the total and the export. */
function conditionOf(
  county: string,
  query: PassageQuery,
): { from: string; where: string; values: unknown[]; perPerson: boolean } {
  const values: unknown[] = [county];
  const conditions = ['v.county = $1'];
  const add = (sql: (parameter: string) => string, value: unknown) => {
    if (value === undefined || value === null) return;
    values.push(value);
    conditions.push(sql(`$${values.length}`));
  };
  const from = query.counted?.from ?? 'checkpoint.passage v';
  add((p) => `v.occurred >= ${p}`, query.from);
  add((p) => `v.occurred < ${p}`, query.to);
  add((p) => `v.post = ${p}`, query.post);
  add((p) => `v.outcome = ${p}`, query.outcome);
  add((p) => `v.mode = ${p}`, query.mode);
  add((p) => `v.shift = ${p}`, query.shift);
  add((p) => `${p} = ANY (v.flags)`, query.flag);
  add((p) => `v.area LIKE ANY (${p})`, query.scope);
  add((p) => `v.plate_token = ${p}`, query.plateToken);
  const person = (column: string) => (p: string) =>
    `EXISTS (SELECT 1 FROM checkpoint.person x WHERE x.county = $1 AND x.id = v.id AND x.${column} = ${p})`;
  add(person('document_token'), query.documentToken);
  add(person('phone_token'), query.phoneToken);
  if (query.origin !== undefined)
    conditions.push(query.origin === 'import' ? 'v.source IS NOT NULL' : 'v.source IS NULL');
  if (query.fever !== undefined) conditions.push(query.fever ? 'v.fevers > 0' : 'v.fevers = 0');
  if (query.cutOff === undefined) conditions.push('v.superseded IS NULL');
  else add((p) => `v.position <= ${p} AND (v.superseded IS NULL OR v.superseded > ${p})`, query.cutOff);
  if (query.counted !== undefined) conditions.push(query.counted.where);
  return { from, where: conditions.join(' AND '), values, perPerson: from.includes(' q ') };
}

/** Where a page ended: the next one goes on after it. */
export type Mark = { readonly occurred: string; readonly id: string; readonly person: number };

/** A page of a list, newest first. */
export async function passagePage(
  db: Db,
  county: string,
  query: PassageQuery,
  after: Mark | undefined,
  limit: number,
): Promise<PassageRecord[]> {
  const { from, where, values, perPerson } = conditionOf(county, query);
  const key = perPerson ? '(v.occurred, v.id, q.person)' : '(v.occurred, v.id, 0)';
  const mark =
    after === undefined
      ? ''
      : ` AND ${key} < ($${values.push(after.occurred)}, $${values.push(after.id)}::uuid, $${values.push(after.person)}::int)`;
  const { rows } = await db.query<PassageRecord>(
    `SELECT ${columns}${perPerson ? ', q.person' : ''} FROM ${from} WHERE ${where}${mark}
     ORDER BY v.occurred DESC, v.id DESC${perPerson ? ', q.person DESC' : ''} LIMIT $${values.push(limit)}`,
    values,
  );
  return rows;
}

export async function passageTotal(db: Db, county: string, query: PassageQuery): Promise<number> {
  const { from, where, values } = conditionOf(county, query);
  const { rows } = await db.query<{ total: string }>(
    `SELECT count(*) AS total FROM ${from} WHERE ${where}`,
    values,
  );
  return Number(rows[0]?.total);
}

/** All versions of a passage, first to last, by the id of any of them. */
export async function versionsOf(
  db: Db,
  county: string,
  id: string,
  scope: string[] | null,
): Promise<PassageRecord[]> {
  const { rows } = await db.query<PassageRecord>(
    `WITH root AS (SELECT passage FROM checkpoint.passage WHERE county = $1 AND id = $2)
     SELECT ${columns} FROM checkpoint.passage v, root WHERE v.county = $1 AND ($3::text[] IS NULL OR v.area LIKE ANY ($3))
       AND (v.id = root.passage OR (v.passage = root.passage AND v.id <> v.passage)) ORDER BY v.position`,
    [county, id, scope],
  );
  return rows;
}

export type PersonRecord = {
  person: number;
  document_type: string | null;
  document_state: string | null;
  temperature: number | null;
  fever: boolean;
  certificate: string;
  certificate_hours: number | null;
  sampled: boolean;
  has_phone: boolean;
};

export async function personsOf(db: Db, county: string, id: string): Promise<PersonRecord[]> {
  const { rows } = await db.query<PersonRecord>(
    `SELECT person, document_type, document_state, temperature, fever, certificate, certificate_hours, sampled, phone_token IS NOT NULL AS has_phone
     FROM checkpoint.person WHERE county = $1 AND id = $2 ORDER BY person`,
    [county, id],
  );
  return rows;
}

export type FeverRecord = {
  passage: string;
  person: number;
  post: string;
  temperature: number | null;
  opened_at: string;
  due_at: string;
  ended_at: string | null;
  outcome: string | null;
};

export async function feversOf(db: Db, county: string, passage: string): Promise<FeverRecord[]> {
  const { rows } = await db.query<FeverRecord>(
    'SELECT passage, person, post, temperature, opened_at, due_at, ended_at, outcome FROM checkpoint.fever WHERE county = $1 AND passage = $2 ORDER BY person',
    [county, passage],
  );
  return rows;
}

export async function fevers(
  db: Db,
  county: string,
  {
    state,
    post,
    limit,
    scope,
  }: { state: 'open' | 'ended' | 'all'; post: string | undefined; limit: number; scope: string[] | null },
): Promise<FeverRecord[]> {
  const { rows } = await db.query<FeverRecord>(
    `SELECT f.passage, f.person, f.post, f.temperature, f.opened_at, f.due_at, f.ended_at, f.outcome
     FROM checkpoint.fever f JOIN checkpoint.post p ON p.county = f.county AND p.code = f.post
     WHERE f.county = $1 AND ($2 = 'all' OR (f.ended_at IS NULL) = ($2 = 'open')) AND ($3::text IS NULL OR f.post = $3)
       AND ($4::text[] IS NULL OR p.area LIKE ANY ($4)) ORDER BY f.ended_at IS NOT NULL, f.due_at LIMIT $5`,
    [county, state, post ?? null, scope, limit],
  );
  return rows;
}

/** Open and overdue fevers by post. */
export async function feverCounts(
  db: Db,
  county: string,
  at: string,
): Promise<Map<string, { open: number; overdue: number }>> {
  const { rows } = await db.query<{ post: string; open: string; overdue: string }>(
    `SELECT post, count(*) AS open, count(*) FILTER (WHERE due_at < $2) AS overdue FROM checkpoint.fever
     WHERE county = $1 AND ended_at IS NULL GROUP BY post`,
    [county, at],
  );
  return new Map(
    rows.map(({ post, open, overdue }) => [post, { open: Number(open), overdue: Number(overdue) }]),
  );
}

export type PostRecord = {
  code: string;
  name: string;
  type: 'expressway_exit' | 'trunk_road' | 'other';
  area: string;
  aliases: string[];
  active: boolean;
};

export async function posts(db: Db, county: string): Promise<PostRecord[]> {
  const { rows } = await db.query<PostRecord>({
    name: 'checkpoint.posts',
    text: 'SELECT code, name, type, area, aliases, active FROM checkpoint.post WHERE county = $1 ORDER BY length(code), code',
    values: [county],
  });
  return rows;
}

export type ShiftRecord = {
  id: string;
  post: string;
  label: string | null;
  opened_at: string;
  closed_at: string | null;
  agencies: string[];
  handover: string | null;
};

/** The newest shift of each post, and the newest hand-over note. */
export async function latestShifts(
  db: Db,
  county: string,
): Promise<Map<string, { open: ShiftRecord | undefined; handover: string | undefined }>> {
  const { rows } = await db.query<ShiftRecord & { newest: number }>(
    `SELECT id, post, label, opened_at, closed_at, agencies, handover FROM (
       SELECT *, row_number() OVER (PARTITION BY post ORDER BY opened_at DESC) AS newest FROM checkpoint.shift WHERE county = $1) s
     WHERE newest <= 3 ORDER BY post, opened_at DESC`,
    [county],
  );
  const byPost = new Map<string, { open: ShiftRecord | undefined; handover: string | undefined }>();
  for (const row of rows) {
    const known = byPost.get(row.post) ?? { open: undefined, handover: undefined };
    byPost.set(row.post, {
      open: known.open ?? (row.closed_at === null ? row : undefined),
      handover: known.handover ?? row.handover ?? undefined,
    });
  }
  return byPost;
}

export async function shifts(
  db: Db,
  county: string,
  {
    post,
    from,
    to,
    scope,
  }: { post: string | undefined; from: string | undefined; to: string | undefined; scope: string[] | null },
): Promise<(ShiftRecord & { passages: string; persons: string })[]> {
  const { rows } = await db.query<ShiftRecord & { passages: string; persons: string }>(
    `SELECT s.id, s.post, s.label, s.opened_at, s.closed_at, s.agencies, s.handover, t.passages, t.persons
     FROM checkpoint.shift s JOIN checkpoint.post p ON p.county = s.county AND p.code = s.post
     CROSS JOIN LATERAL (SELECT count(*) AS passages, coalesce(sum(v.persons), 0) AS persons FROM checkpoint.passage v
       WHERE v.county = $1 AND v.shift = s.id AND v.superseded IS NULL AND v.occurred >= s.opened_at - interval '1 day'
         AND v.occurred < coalesce(s.closed_at, s.opened_at + interval '2 days') + interval '1 hour') t
     WHERE s.county = $1 AND ($2::text IS NULL OR s.post = $2) AND ($3::timestamptz IS NULL OR coalesce(s.closed_at, 'infinity') > $3)
       AND ($4::timestamptz IS NULL OR s.opened_at < $4) AND ($5::text[] IS NULL OR p.area LIKE ANY ($5))
     ORDER BY s.opened_at DESC LIMIT 200`,
    [county, post ?? null, from ?? null, to ?? null, scope],
  );
  return rows;
}

/** When something was last registered, by post. */
export async function lastPassages(db: Db, county: string): Promise<Map<string, string>> {
  const { rows } = await db.query<{ code: string; last: string | null }>(
    `SELECT p.code, l.occurred AS last FROM checkpoint.post p CROSS JOIN LATERAL (
       SELECT max(h.hour) AS hour FROM indicators.hour h WHERE h.county = $1 AND h.indicator = 'checkpoint.persons.screened' AND h.post = p.code) h
     CROSS JOIN LATERAL (SELECT max(v.occurred) AS occurred FROM checkpoint.passage v WHERE v.county = $1 AND v.post = p.code
       AND v.occurred >= h.hour AND v.occurred < h.hour + interval '1 hour') l
     WHERE p.county = $1`,
    [county],
  );
  return new Map(rows.flatMap(({ code, last }) => (last === null ? [] : [[code, last]])));
}

export async function clearTokens(db: Db, county: string, before: string): Promise<void> {
  await db.query(
    `UPDATE checkpoint.person SET document_token = NULL, phone_token = NULL WHERE county = $1 AND (document_token IS NOT NULL OR phone_token IS NOT NULL)
       AND id IN (SELECT id FROM checkpoint.passage WHERE county = $1 AND received < $2)`,
    [county, before],
  );
  await db.query(
    'UPDATE checkpoint.passage SET plate_token = NULL WHERE county = $1 AND received < $2 AND plate_token IS NOT NULL',
    [county, before],
  );
}
