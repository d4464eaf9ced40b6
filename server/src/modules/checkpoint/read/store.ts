import type { PassageFilter } from '@lianfang/domain/modules/checkpoint/reads.ts';
import type pg from 'pg';
import { prefixOf } from '../../../kernel/access/permissions.ts';

type Db = pg.Pool | pg.ClientBase;

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
  if (query.area !== undefined && query.own) add((p) => `v.area = ${p}`, query.area.padEnd(12, '0'));
  else add((p) => `v.area LIKE ${p}`, query.area && `${prefixOf(query.area)}%`);
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
