import type {
  FeverEnded,
  PostDefined,
  ShiftClosed,
  ShiftOpened,
} from '@lianfang/domain/modules/checkpoint/schema.ts';
import {
  bigints,
  booleans,
  byteas,
  instants,
  reals,
  smallints,
  texts,
  uuids,
} from '../../kernel/db/columns.ts';
import { together } from '../../kernel/db/together.ts';
import type { Passed, Tx } from '../../kernel/ledger/handlers.ts';
import type { PassageFacts } from './facts.ts';

/** A version of a passage on its way into the tables. `prefix` is where its tokens' paths begin in the entry. */
export type PassageVersion = Passed<PassageFacts> & {
  readonly root: string;
  readonly prefix: '' | 'passage.';
};

/** Stores versions of passages with their persons: two statements, however many there are. */
export async function insertPassages(tx: Tx, versions: readonly PassageVersion[]): Promise<void> {
  if (versions.length === 0) return;
  await together(
    tx.client,
    () => insertVersions(tx, versions),
    () => insertPersons(tx, versions),
  );
}

async function insertVersions({ client, county }: Tx, versions: readonly PassageVersion[]): Promise<void> {
  const column = <T>(of: (version: PassageVersion) => T) => versions.map(of);
  const count = (of: 'certificates.verified' | 'samples.collected' | 'fevers.found') =>
    smallints(column(({ what }) => what.contributions[`checkpoint.${of}`] ?? 0));
  await client.query({
    name: 'checkpoint.insert_passages',
    text: `INSERT INTO checkpoint.passage (county, id, passage, position, post, area, shift, device, actor, occurred, claimed, received,
             mode, vehicle_type, plate_token, origin, destination, outcome, reason, persons, certificates, samples, fevers, flags, source)
           SELECT $1, u.id, u.passage, u.position, u.post, u.area, u.shift, u.device, u.actor, u.occurred, u.claimed, u.received,
             u.mode, u.vehicle_type, u.plate_token, u.origin, u.destination, u.outcome, u.reason, u.persons, u.certificates, u.samples, u.fevers,
             string_to_array(u.flags, ' '), u.source::jsonb
           FROM unnest($2::uuid[], $3::uuid[], $4::bigint[], $5::text[], $6::text[], $7::uuid[], $8::uuid[], $9::uuid[], $10::timestamptz[],
             $11::timestamptz[], $12::timestamptz[], $13::text[], $14::text[], $15::bytea[], $16::text[], $17::text[], $18::text[], $19::text[],
             $20::smallint[], $21::smallint[], $22::smallint[], $23::smallint[], $24::text[], $25::text[])
           AS u(id, passage, position, post, area, shift, device, actor, occurred, claimed, received, mode, vehicle_type, plate_token, origin,
             destination, outcome, reason, persons, certificates, samples, fevers, flags, source)`,
    values: [
      county,
      uuids(column(({ id }) => id)),
      uuids(column(({ root }) => root)),
      bigints(column(({ position }) => position)),
      texts(column(({ post }) => post)),
      texts(column(({ area }) => area)),
      uuids(column(({ what }) => what.passage.shift)),
      uuids(column(({ device }) => device)),
      uuids(column(({ actor }) => actor)),
      instants(column(({ occurred }) => occurred)),
      // As text: only the database knows every instant that the schema lets through, and that there is no 30 February.
      column(({ claimed }) => claimed),
      instants(column(({ received }) => received)),
      texts(column(({ what }) => what.passage.mode)),
      texts(column(({ what }) => what.passage.vehicleType)),
      byteas(column(({ tokens, prefix }) => tokens[`${prefix}plate`]?.get(0))),
      texts(column(({ what }) => what.passage.from)),
      texts(column(({ what }) => what.passage.to)),
      texts(column(({ what }) => what.passage.outcome)),
      texts(column(({ what }) => what.passage.reason)),
      smallints(column(({ what }) => what.persons.length)),
      count('certificates.verified'),
      count('samples.collected'),
      count('fevers.found'),
      texts(column(({ what, clockOff }) => [...what.flags, ...(clockOff ? ['clock'] : [])].join(' '))),
      texts(
        column(({ what }) =>
          what.passage.source === undefined ? undefined : JSON.stringify(what.passage.source),
        ),
      ),
    ],
  });
}

async function insertPersons({ client, county }: Tx, versions: readonly PassageVersion[]): Promise<void> {
  const persons = versions.flatMap(({ id, what, tokens, prefix }) =>
    what.persons.map((person, index) => ({
      id,
      index,
      person,
      document: tokens[`${prefix}persons.*.document.number`]?.get(index),
      phone: tokens[`${prefix}persons.*.phone`]?.get(index),
    })),
  );
  await client.query({
    name: 'checkpoint.insert_persons',
    text: `INSERT INTO checkpoint.person (county, id, person, document_type, document_state, document_token, phone_token, temperature, fever,
             certificate, certificate_hours, sampled)
           SELECT $1, * FROM unnest($2::uuid[], $3::smallint[], $4::text[], $5::text[], $6::bytea[], $7::bytea[], $8::real[], $9::boolean[],
             $10::text[], $11::real[], $12::boolean[])`,
    values: [
      county,
      uuids(persons.map(({ id }) => id)),
      smallints(persons.map(({ index }) => index)),
      texts(persons.map(({ person }) => person.documentType)),
      texts(persons.map(({ person }) => person.documentState)),
      byteas(persons.map(({ document }) => document)),
      byteas(persons.map(({ phone }) => phone)),
      reals(persons.map(({ person }) => person.temperature)),
      booleans(persons.map(({ person }) => person.fever)),
      texts(persons.map(({ person }) => person.certificate)),
      reals(persons.map(({ person }) => person.certificateHours)),
      booleans(persons.map(({ person }) => person.sampled)),
    ],
  });
}

/** Of these registrations, those that have been corrected before they came: their corrections were let through by force. */
export async function correctedBefore({ client, county }: Tx, ids: readonly string[]): Promise<Set<string>> {
  const { rows } = await client.query<{ passage: string }>({
    name: 'checkpoint.corrected_before',
    text: 'SELECT passage FROM checkpoint.passage WHERE county = $1 AND passage = ANY($2::uuid[]) AND id <> passage',
    values: [county, uuids(ids)],
  });
  return new Set(rows.map(({ passage }) => passage));
}

/** The version of a passage that counts at present. */
export type Current = {
  readonly id: string;
  /** The registration that it is a version of. */
  readonly passage: string;
  readonly post: string;
  readonly area: string;
  readonly occurred: string;
  readonly contributions: Readonly<Record<string, number>>;
};

/** Finds and locks the current version of a passage by its own id or the registration's; undefined once it is voided. */
export async function lockCurrent({ client, county }: Tx, root: string): Promise<Current | undefined> {
  const { rows } = await client.query<
    Omit<Current, 'contributions'> &
      Record<'mode' | 'outcome', string> &
      Record<'persons' | 'certificates' | 'samples' | 'fevers', number>
  >(
    `SELECT id, passage, post, area, occurred, mode, outcome, persons, certificates, samples, fevers FROM checkpoint.passage
     WHERE county = $1 AND superseded IS NULL AND (id = $2 OR (passage = $2 AND id <> passage)) FOR UPDATE`,
    [county, root],
  );
  const [row] = rows;
  if (row === undefined) return undefined;
  const vehicles = row.mode === 'vehicle' ? 1 : 0;
  const turnedBack = row.outcome === 'turned_back' ? 1 : 0;
  return {
    id: row.id,
    passage: row.passage,
    post: row.post,
    area: row.area,
    occurred: row.occurred,
    contributions: {
      'checkpoint.vehicles.checked': vehicles,
      'checkpoint.persons.screened': row.persons,
      'checkpoint.vehicles.turned_back': vehicles * turnedBack,
      'checkpoint.persons.turned_back': row.persons * turnedBack,
      'checkpoint.certificates.verified': row.certificates,
      'checkpoint.samples.collected': row.samples,
      'checkpoint.fevers.found': row.fevers,
    },
  };
}

export async function supersede(
  { client, county }: Tx,
  id: string,
  position: bigint,
  as: 'corrected' | 'voided',
): Promise<void> {
  await client.query(
    'UPDATE checkpoint.passage SET superseded = $3, superseded_as = $4 WHERE county = $1 AND id = $2',
    [county, id, String(position), as],
  );
}

export async function definePost({ client, county }: Tx, post: PostDefined, position: bigint): Promise<void> {
  await client.query(
    `INSERT INTO checkpoint.post (county, code, name, type, area, aliases, active, position) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
     ON CONFLICT (county, code) DO UPDATE SET name = excluded.name, type = excluded.type, area = excluded.area, aliases = excluded.aliases,
       active = excluded.active, position = excluded.position`,
    [
      county,
      post.code,
      post.name,
      post.type,
      post.area,
      post.aliases ?? [],
      post.active ?? true,
      String(position),
    ],
  );
}

/** The area that a post stands in, undefined when there is no such post. */
export async function areaOfPost({ client, county }: Tx, code: string): Promise<string | undefined> {
  const { rows } = await client.query<{ area: string }>(
    'SELECT area FROM checkpoint.post WHERE county = $1 AND code = $2',
    [county, code],
  );
  return rows[0]?.area;
}

/** The area that a shift's post stands in, undefined when there is no such shift. */
export async function areaOfShift({ client, county }: Tx, shift: string): Promise<string | undefined> {
  const { rows } = await client.query<{ area: string }>(
    `SELECT p.area FROM checkpoint.shift s JOIN checkpoint.post p ON p.county = s.county AND p.code = s.post
     WHERE s.county = $1 AND s.id = $2`,
    [county, shift],
  );
  return rows[0]?.area;
}

export async function openShift({ client, county }: Tx, shift: Passed<ShiftOpened>): Promise<void> {
  const { members, label, note } = shift.what;
  await client.query(
    `INSERT INTO checkpoint.shift (county, id, post, label, agencies, members, note, opened_at, opened_by, position)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
    [
      county,
      shift.id,
      shift.post,
      label ?? null,
      [...new Set(members.map(({ agency }) => agency))],
      JSON.stringify(members),
      note ?? null,
      shift.occurred,
      shift.actor,
      String(shift.position),
    ],
  );
}

/** False when there is no such open shift. */
export async function closeShift({ client, county }: Tx, closed: Passed<ShiftClosed>): Promise<boolean> {
  const { rowCount } = await client.query(
    'UPDATE checkpoint.shift SET closed_at = $3, closed_by = $4, handover = $5, closed_position = $6 WHERE county = $1 AND id = $2 AND closed_at IS NULL',
    [
      county,
      closed.what.shift,
      closed.occurred,
      closed.actor,
      closed.what.handover ?? null,
      String(closed.position),
    ],
  );
  return rowCount === 1;
}

export type FoundFever = {
  readonly passage: string;
  readonly person: number;
  readonly post: string;
  readonly temperature: number | undefined;
};

/** Keeps fevers that were found. A correction finds no second one on the same person. */
export async function insertFevers({ client, county }: Tx, fevers: readonly FoundFever[]): Promise<void> {
  await client.query({
    name: 'checkpoint.insert_fevers',
    text: `INSERT INTO checkpoint.fever (county, passage, person, post, temperature)
           SELECT $1, * FROM unnest($2::uuid[], $3::smallint[], $4::text[], $5::real[]) ON CONFLICT (county, passage, person) DO NOTHING`,
    values: [
      county,
      fevers.map(({ passage }) => passage),
      fevers.map(({ person }) => person),
      fevers.map(({ post }) => post),
      fevers.map(({ temperature }) => temperature ?? null),
    ],
  });
}

/** The units of the health agency that there were at an instant, the oldest first. */
export async function healthUnits(
  { client, county }: Tx,
  at: string,
): Promise<{ id: string; area: string }[]> {
  const { rows } = await client.query<{ id: string; area: string }>({
    name: 'checkpoint.health_units',
    text: `SELECT id, area FROM access.unit WHERE county = $1 AND agency = 'health' AND created_at <= $2
             AND (dissolved_at IS NULL OR dissolved_at > $2) ORDER BY created_at, id`,
    values: [county, at],
  });
  return rows;
}

/** The area of the post where a fever was found, undefined when there is no such fever. */
export async function areaOfFever(
  { client, county }: Tx,
  passage: string,
  person: number,
): Promise<string | undefined> {
  const { rows } = await client.query<{ area: string }>(
    `SELECT p.area FROM checkpoint.fever f JOIN checkpoint.post p ON p.county = f.county AND p.code = f.post
     WHERE f.county = $1 AND f.passage = $2 AND f.person = $3`,
    [county, passage, person],
  );
  return rows[0]?.area;
}

/** Keeps how a clinician ended a fever, whether or not it is the ending that stands. */
export async function insertFeverEnding(
  { client, county }: Tx,
  { id, what }: Passed<Omit<FeverEnded, 'note'>>,
): Promise<void> {
  await client.query(
    'INSERT INTO checkpoint.fever_ending (county, entry, passage, person, outcome) VALUES ($1, $2, $3, $4, $5)',
    [county, id, what.passage, what.person, what.outcome],
  );
}
