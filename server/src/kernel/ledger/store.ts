import type { Answer } from '@lianfang/domain/kernel/entry.ts';
import type pg from 'pg';
import { bigints, byteas, uuids, writtenTexts } from '../db/columns.ts';
import { together } from '../db/together.ts';
import type { Tx } from './handlers.ts';

export type Head = { readonly position: bigint; readonly hash: Buffer };

/** Locks the county's head until the transaction ends: whoever holds it gives out the next positions. */
export async function lockHead({ client, county }: Tx): Promise<Head | undefined> {
  const { rows } = await client.query<{ position: string; hash: Buffer }>({
    name: 'ledger.lock_head',
    text: 'SELECT position, hash FROM ledger.head WHERE county = $1 FOR UPDATE',
    values: [county],
  });
  return rows[0] && { position: BigInt(rows[0].position), hash: rows[0].hash };
}

export type Known = {
  readonly digest: Buffer;
  readonly answer: Answer;
  /** Who delivered it, for what stands in the tray. */
  readonly device: string | undefined;
};

/** What has been answered before, by id. */
export async function knownAnswers(
  { client, county }: Tx,
  ids: readonly string[],
): Promise<Map<string, Known>> {
  const { rows } = await client.query<{
    id: string;
    digest: Buffer;
    status: Answer['status'];
    reason: string | null;
    position: string | null;
    device: string | null;
  }>({
    name: 'ledger.known',
    text: `SELECT id, digest, 'applied' AS status, NULL AS reason, position, NULL::uuid AS device FROM ledger.entry WHERE county = $1 AND id = ANY($2::uuid[])
           UNION ALL
           SELECT id, digest, status, reason, NULL, device FROM ledger.tray WHERE county = $1 AND id = ANY($2::uuid[]) AND status <> 'released'`,
    values: [county, uuids(ids)],
  });
  return new Map(
    rows.map(({ id, digest, status, reason, position, device }) => [
      id,
      {
        digest,
        device: device ?? undefined,
        answer: { id, status, ...(reason !== null && { reason }), ...(position !== null && { position }) },
      },
    ]),
  );
}

export type LedgerRow = {
  readonly id: string;
  readonly position: bigint;
  readonly hash: Buffer;
  readonly digest: Buffer;
  /** UTF-8. */
  readonly content: Buffer;
  readonly sealed: Buffer | null;
};

export async function insertEntries({ client, county }: Tx, rows: readonly LedgerRow[]): Promise<void> {
  if (rows.length === 0) return;
  await client.query({
    name: 'ledger.insert',
    text: `INSERT INTO ledger.entry (county, id, position, hash, digest, content, sealed)
           SELECT $1, * FROM unnest($2::uuid[], $3::bigint[], $4::bytea[], $5::bytea[], $6::text[], $7::bytea[])`,
    values: [
      county,
      uuids(rows.map((row) => row.id)),
      bigints(rows.map((row) => row.position)),
      byteas(rows.map((row) => row.hash)),
      byteas(rows.map((row) => row.digest)),
      writtenTexts(rows.map((row) => row.content)),
      byteas(rows.map((row) => row.sealed)),
    ],
  });
}

export async function moveHead(
  { client, county }: Tx,
  head: Head,
  signature: Buffer,
  keyId: string,
  at: string,
): Promise<void> {
  await client.query({
    name: 'ledger.move_head',
    text: 'UPDATE ledger.head SET position = $2, hash = $3, signature = $4, key_id = $5, signed_at = $6 WHERE county = $1',
    values: [county, String(head.position), head.hash, signature, keyId, at],
  });
}

export type TrayRow = {
  readonly id: string;
  readonly status: 'held' | 'refused';
  readonly reason: string | undefined;
  readonly kind: string;
  readonly post: string | undefined;
  readonly device: string | undefined;
  readonly base: string | undefined;
  readonly digest: Buffer;
  readonly sealed: Buffer;
  readonly received: string;
};

export async function insertTray({ client, county }: Tx, rows: readonly TrayRow[]): Promise<void> {
  if (rows.length === 0) return;
  await client.query({
    name: 'ledger.tray_insert',
    text: `INSERT INTO ledger.tray (county, id, status, reason, kind, post, device, base, digest, sealed, received)
           SELECT $1, * FROM unnest($2::uuid[], $3::text[], $4::text[], $5::text[], $6::text[], $7::uuid[], $8::uuid[], $9::bytea[], $10::bytea[], $11::timestamptz[])`,
    values: [
      county,
      rows.map((row) => row.id),
      rows.map((row) => row.status),
      rows.map((row) => row.reason ?? null),
      rows.map((row) => row.kind),
      rows.map((row) => row.post ?? null),
      rows.map((row) => row.device ?? null),
      rows.map((row) => row.base ?? null),
      rows.map((row) => row.digest),
      rows.map((row) => row.sealed),
      rows.map((row) => row.received),
    ],
  });
}

/** Of these ids, those that stand in the ledger. */
export async function appliedAmong({ client, county }: Tx, ids: readonly string[]): Promise<Set<string>> {
  if (ids.length === 0) return new Set();
  const { rows } = await client.query<{ id: string }>({
    name: 'ledger.applied_among',
    text: 'SELECT id FROM ledger.entry WHERE county = $1 AND id = ANY($2::uuid[])',
    values: [county, uuids(ids)],
  });
  return new Set(rows.map(({ id }) => id));
}

/** Takes refusals out of the tray that were about who carried the entry: it has come again by one who may. */
export async function dropRefused({ client, county }: Tx, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  await client.query(
    `DELETE FROM ledger.tray WHERE county = $1 AND id = ANY($2::uuid[]) AND status = 'refused'`,
    [county, uuids(ids)],
  );
}

export type HeldRow = {
  readonly id: string;
  readonly digest: Buffer;
  readonly sealed: Buffer;
  /** What it waits for. */
  readonly base: string;
  readonly received: string;
};

/** Held entries whose base is one of these, oldest first, locked. */
export async function heldOn({ client, county }: Tx, bases: readonly string[]): Promise<HeldRow[]> {
  if (bases.length === 0) return [];
  const { rows } = await client.query<HeldRow>({
    name: 'ledger.held_on',
    text: `SELECT id, digest, sealed, base, received FROM ledger.tray WHERE county = $1 AND base = ANY($2::uuid[]) AND status = 'held'
           ORDER BY received, id FOR UPDATE`,
    values: [county, uuids(bases)],
  });
  return rows;
}

export async function heldById({ client, county }: Tx, id: string): Promise<HeldRow | undefined> {
  const { rows } = await client.query<HeldRow>(
    `SELECT id, digest, sealed, base, received FROM ledger.tray WHERE county = $1 AND id = $2 AND status = 'held' FOR UPDATE`,
    [county, id],
  );
  return rows[0];
}

/** Held entries of any county that came before an instant: what the time limit lets through. */
export async function heldBefore(
  client: pg.ClientBase | pg.Pool,
  county: string,
  before: string,
): Promise<string[]> {
  const { rows } = await client.query<{ id: string }>(
    `SELECT id FROM ledger.tray WHERE county = $1 AND status = 'held' AND received < $2 ORDER BY received LIMIT 1000`,
    [county, before],
  );
  return rows.map(({ id }) => id);
}

/** A held entry has found its end: applied (its answer is now the ledger's) or refused for good. */
export async function settleHeld(
  { client, county }: Tx,
  id: string,
  end: { status: 'released' | 'refused'; reason?: string; at: string },
): Promise<void> {
  await client.query(
    `UPDATE ledger.tray SET status = $3, reason = coalesce($4, reason), released_at = $5 WHERE county = $1 AND id = $2`,
    [county, id, end.status, end.reason ?? null, end.at],
  );
}

export async function raiseAlarms(
  { client, county }: Tx,
  alarms: readonly { id: string; code: string; detail: object }[],
  at: string,
): Promise<void> {
  if (alarms.length === 0) return;
  await client.query(
    `INSERT INTO ledger.alarm (county, id, at, code, detail)
     SELECT $1, a.id, $2, a.code, a.detail FROM unnest($3::uuid[], $4::text[], $5::jsonb[]) AS a(id, code, detail)
     ON CONFLICT (county, id) DO NOTHING`,
    [
      county,
      at,
      alarms.map(({ id }) => id),
      alarms.map(({ code }) => code),
      alarms.map(({ detail }) => JSON.stringify(detail)),
    ],
  );
}

/** What one delivery says of its device. */
export type Contact = {
  readonly device: string;
  readonly seqs: readonly number[];
  readonly captured: number | undefined;
  readonly undelivered: number | undefined;
  /** The highest position that it was ever answered. */
  readonly seen: bigint | undefined;
  readonly skewSeconds: number;
};

/**
 * Counts the sequence numbers of deliveries as answered and keeps what their devices say of themselves, each device once.
 * Behind is a device that has captured more than has arrived; since when is remembered until it has caught up.
 */
export async function touchDevices(
  { client, county }: Tx,
  contacts: readonly Contact[],
  at: string,
): Promise<void> {
  if (contacts.length === 0) return;
  const devices = contacts.map(({ device }) => device);
  const insert = {
    name: 'ledger.new_devices',
    text: `INSERT INTO ledger.device (county, device, received, captured, undelivered, last_contact, skew_seconds)
           SELECT $1, n.device, '{}', 0, 0, $3, 0 FROM unnest($2::uuid[]) AS n(device) ON CONFLICT (county, device) DO NOTHING`,
    values: [county, devices, at],
  };
  const highest = contacts.map(({ seqs }) => seqs.reduce((most, seq) => Math.max(most, seq), 0));
  const update = {
    name: 'ledger.touch_devices',
    text: `UPDATE ledger.device AS d SET
             received = d.received + n.seqs,
             captured = greatest(d.captured, n.captured),
             undelivered = coalesce(n.undelivered, d.undelivered),
             last_delivery = CASE WHEN isempty(n.seqs) THEN d.last_delivery ELSE $7::timestamptz END,
             last_contact = $7,
             behind_since = CASE WHEN greatest(d.captured, n.captured) >
                 (SELECT coalesce(sum(upper(r) - lower(r)), 0) FROM unnest(d.received + n.seqs) AS r)
               THEN coalesce(d.behind_since, $7) END,
             skew_seconds = n.skew
           FROM unnest($2::uuid[], $3::int8multirange[], $4::bigint[], $5::bigint[], $6::bigint[])
             AS n(device, seqs, captured, undelivered, skew)
           WHERE d.county = $1 AND d.device = n.device`,
    values: [
      county,
      devices,
      contacts.map(({ seqs }) => rangesOf(seqs)),
      contacts.map(({ captured }, index) => Math.max(captured ?? 0, highest[index] ?? 0)),
      contacts.map(({ undelivered }) => undelivered ?? null),
      contacts.map(({ skewSeconds }) => skewSeconds),
      at,
    ],
  };
  // Both go out at once: they stand before whatever the flush goes on with, so that no savepoint of it takes one back.
  await together(
    client,
    () => client.query(insert),
    () => client.query(update),
  );
}

export type Numbered = { readonly device: string; readonly seq: number };

/** Of these sequence numbers, those that their devices have been answered before, in the order given. */
export async function seqsUsed<T extends Numbered>(
  { client, county }: Tx,
  numbered: readonly T[],
): Promise<T[]> {
  if (numbered.length === 0) return [];
  const { rows } = await client.query<{ place: string }>({
    name: 'ledger.seqs_used',
    text: `SELECT n.place FROM unnest($2::uuid[], $3::bigint[]) WITH ORDINALITY AS n(device, seq, place)
           JOIN ledger.device d ON d.county = $1 AND d.device = n.device WHERE d.received @> n.seq ORDER BY n.place`,
    values: [
      county,
      uuids(numbered.map(({ device }) => device)),
      bigints(numbered.map(({ seq }) => BigInt(seq))),
    ],
  });
  return rows.map(({ place }) => numbered[Number(place) - 1] as T);
}

/** Sequence numbers as an int8multirange literal: `{[1,4),[7,8)}`. */
export function rangesOf(seqs: readonly number[]): string {
  const sorted = [...new Set(seqs)].sort((a, b) => a - b);
  const ranges: [number, number][] = [];
  for (const seq of sorted) {
    const last = ranges.at(-1);
    if (last !== undefined && last[1] === seq) last[1] = seq + 1;
    else ranges.push([seq, seq + 1]);
  }
  return `{${ranges.map(([from, to]) => `[${from},${to})`).join(',')}}`;
}

/** Ranges told to a device at most; the rest comes with the next answer. */
const MOST_GAPS = 20;

/**
 * Up to which number a device has been answered, and which numbers before that or before what it says it has captured were
 * not (first and last of each range): a device that thinks otherwise delivers them again.
 */
export async function heardOf(
  client: pg.ClientBase | pg.Pool,
  county: string,
  device: string,
): Promise<{ lastSeq: number; missing: [number, number][] }> {
  const { rows } = await client.query<{ last: string | null; gaps: string[] }>({
    name: 'ledger.heard_of',
    text: `SELECT coalesce(upper(received) - 1, 0) AS last,
             ARRAY(SELECT lower(r) || '-' || upper(r) - 1
               FROM unnest(int8multirange(int8range(1, greatest(captured, 0) + 1)) - received) AS r LIMIT ${MOST_GAPS}) AS gaps
           FROM ledger.device WHERE county = $1 AND device = $2`,
    values: [county, device],
  });
  const [row] = rows;
  return {
    lastSeq: Number(row?.last ?? 0),
    missing: (row?.gaps ?? []).map((gap) => gap.split('-').map(Number) as [number, number]),
  };
}

/** Highest sequence number answered for a device, 0 when it has sent nothing. */
export async function lastSeq(
  client: pg.ClientBase | pg.Pool,
  county: string,
  device: string,
): Promise<number> {
  const { rows } = await client.query<{ last: string | null }>({
    name: 'ledger.last_seq',
    text: 'SELECT coalesce(upper(received) - 1, 0) AS last FROM ledger.device WHERE county = $1 AND device = $2',
    values: [county, device],
  });
  return Number(rows[0]?.last ?? 0);
}
