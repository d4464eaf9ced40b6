import type { ChannelKind, Language, MessageKind } from '@lianfang/domain/kernel/notify.ts';
import { instants, texts, uuids } from '../db/columns.ts';
import type { Tx as Client, Pool } from '../db/pool.ts';
import type { Tx } from '../ledger/handlers.ts';

type Db = Pool | Client;
type Row = {
  id: string;
  account: string;
  kind: string;
  count: number;
  link: string;
  at: string;
  about: string;
};

const columnsOf = (county: string, rows: readonly Row[]) => [
  county,
  uuids(rows.map(({ id }) => id)),
  uuids(rows.map(({ account }) => account)),
  texts(rows.map(({ kind }) => kind)),
  rows.map(({ count }) => count),
  texts(rows.map(({ link }) => link)),
  instants(rows.map(({ at }) => at)),
  texts(rows.map(({ about }) => about)),
];
const told =
  'unnest($2::uuid[], $3::uuid[], $4::text[], $5::int[], $6::text[], $7::timestamptz[], $8::text[]) AS u(id, account, kind, count, link, at, about)';

export async function insertMessages({ client, county }: Tx, rows: readonly Row[]): Promise<void> {
  await client.query({
    name: 'notify.insert_messages',
    text: `INSERT INTO notify.message (county, id, account, kind, count, link, at) SELECT $1, u.id, u.account, u.kind, u.count, u.link, u.at FROM ${told}`,
    values: columnsOf(county, rows),
  });
}

/** For each channel that hears of them; what several of its people are told alike before it is sent, once. */
export async function insertParts({ client, county }: Tx, rows: readonly Row[]): Promise<void> {
  await client.query({
    name: 'notify.insert_parts',
    text: `INSERT INTO notify.part (county, channel, kind, about, count, link, at)
           SELECT $1, c.id, u.kind, u.about, u.count, u.link, u.at FROM ${told}
           JOIN access.account a ON a.county = $1 AND a.id = u.account
           JOIN notify.channel c ON c.county = $1 AND c.active AND u.kind = ANY (c.kinds) AND (c.unit IS NULL OR c.unit = a.unit)
           WHERE a.county = $1 AND c.county = $1 ON CONFLICT (county, channel, kind, about) DO NOTHING`,
    values: columnsOf(county, rows),
  });
}

export type MessageRow = {
  id: string;
  kind: MessageKind;
  count: number;
  link: string;
  at: string;
  readAt: string | null;
};

export async function inbox(
  db: Db,
  county: string,
  account: string,
  query: { unread: boolean; after: { at: string; id: string } | undefined; limit: number },
): Promise<MessageRow[]> {
  const { rows } = await db.query<MessageRow>({
    name: 'notify.inbox',
    text: `SELECT id, kind, count, link, at, read_at AS "readAt" FROM notify.message WHERE county = $1 AND account = $2
             AND (NOT $3::boolean OR read_at IS NULL) AND ($4::timestamptz IS NULL OR (at, id) < ($4::timestamptz, $5::uuid))
           ORDER BY at DESC, id DESC LIMIT $6`,
    values: [county, account, query.unread, query.after?.at ?? null, query.after?.id ?? null, query.limit],
  });
  return rows;
}

export async function unreadCount(db: Db, county: string, account: string): Promise<number> {
  const { rows } = await db.query<{ count: string }>({
    name: 'notify.unread',
    text: 'SELECT count(*) FROM notify.message WHERE county = $1 AND account = $2 AND read_at IS NULL',
    values: [county, account],
  });
  return Number(rows[0]?.count);
}

/** Marks messages of an account as read, all of them without `ids`; how many were unread. */
export async function markRead(
  db: Db,
  county: string,
  account: string,
  ids: readonly string[] | undefined,
  at: string,
): Promise<number> {
  const { rowCount } = await db.query(
    `UPDATE notify.message SET read_at = $4 WHERE county = $1 AND account = $2 AND read_at IS NULL AND ($3::uuid[] IS NULL OR id = ANY($3::uuid[]))`,
    [county, account, ids ?? null, at],
  );
  return rowCount ?? 0;
}

export type ChannelRow = {
  id: string;
  kind: ChannelKind;
  name: string;
  host: string;
  robot: Buffer;
  sealed: Buffer;
  kinds: MessageKind[];
  unit: string | null;
  unitName: string | null;
  language: Language;
  active: boolean;
  changedAt: string;
  changedBy: string;
  lastSentAt: string | null;
  failingSince: string | null;
  lastError: string | null;
  waiting: number;
};

/** The channels of a county, or one of them. */
export async function channels(db: Db, county: string, id?: string): Promise<ChannelRow[]> {
  const { rows } = await db.query<ChannelRow>(
    `SELECT c.id, c.kind, c.name, c.host, c.robot, c.sealed, c.kinds, c.unit, u.name AS "unitName", c.language, c.active,
       c.changed_at AS "changedAt", c.changed_by AS "changedBy", c.last_sent_at AS "lastSentAt", c.failing_since AS "failingSince",
       c.last_error AS "lastError",
       (SELECT count(*) FROM notify.part p WHERE p.county = $1 AND p.channel = c.id)::int
         + coalesce((SELECT sum(b.parts) FROM notify.batch b WHERE b.county = $1 AND b.channel = c.id AND b.state = 'waiting'), 0)::int AS waiting
     FROM notify.channel c LEFT JOIN access.unit u ON u.county = c.county AND u.id = c.unit
     WHERE c.county = $1 AND ($2::uuid IS NULL OR c.id = $2) ORDER BY c.name, c.id`,
    [county, id ?? null],
  );
  return rows;
}

export type ChannelSet = Pick<
  ChannelRow,
  'id' | 'kind' | 'name' | 'host' | 'robot' | 'sealed' | 'kinds' | 'unit' | 'language' | 'active'
>;

/** Sets a channel up or changes it; what waits for it is tried at once. */
export async function setChannel(
  { client, county }: Tx,
  channel: ChannelSet,
  by: { actor: string; at: string },
): Promise<void> {
  await client.query(
    `INSERT INTO notify.channel (county, id, kind, name, host, robot, sealed, kinds, unit, language, active, changed_at, changed_by)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
     ON CONFLICT (county, id) DO UPDATE SET kind = excluded.kind, name = excluded.name, host = excluded.host, robot = excluded.robot,
       sealed = excluded.sealed, kinds = excluded.kinds, unit = excluded.unit, language = excluded.language, active = excluded.active,
       changed_at = excluded.changed_at, changed_by = excluded.changed_by, failing_since = NULL, last_error = NULL`,
    [
      county,
      channel.id,
      channel.kind,
      channel.name,
      channel.host,
      channel.robot,
      channel.sealed,
      channel.kinds,
      channel.unit,
      channel.language,
      channel.active,
      by.at,
      by.actor,
    ],
  );
  await client.query(
    "UPDATE notify.batch SET next_at = $3 WHERE county = $1 AND channel = $2 AND state = 'waiting'",
    [county, channel.id, by.at],
  );
}

export async function removeChannel({ client, county }: Tx, id: string): Promise<boolean> {
  const { rowCount } = await client.query('DELETE FROM notify.channel WHERE county = $1 AND id = $2', [
    county,
    id,
  ]);
  return rowCount === 1;
}

export async function unitExists(db: Db, county: string, unit: string): Promise<boolean> {
  const { rows } = await db.query('SELECT 1 FROM access.unit WHERE county = $1 AND id = $2', [county, unit]);
  return rows.length === 1;
}

/** Channels that have something to put together and nothing under way. Each row is locked until the transaction ends. */
export async function channelsToGather({
  client,
  county,
}: Tx): Promise<{ id: string; language: Language }[]> {
  const { rows } = await client.query<{ id: string; language: Language }>(
    `SELECT c.id, c.language FROM notify.channel c WHERE c.county = $1 AND c.active
       AND EXISTS (SELECT 1 FROM notify.part p WHERE p.county = $1 AND p.channel = c.id)
       AND NOT EXISTS (SELECT 1 FROM notify.batch b WHERE b.county = $1 AND b.channel = c.id AND b.state = 'waiting')
     FOR UPDATE OF c SKIP LOCKED`,
    [county],
  );
  return rows;
}

/** Takes away what waits for a channel; it stands in the inboxes all the same. */
export async function takeParts(
  { client, county }: Tx,
  channel: string,
): Promise<{ kind: MessageKind; count: number; link: string; at: string }[]> {
  const { rows } = await client.query<{ kind: MessageKind; count: number; link: string; at: string }>(
    'DELETE FROM notify.part WHERE county = $1 AND channel = $2 RETURNING kind, count, link, at',
    [county, channel],
  );
  return rows;
}

export async function insertBatch(
  { client, county }: Tx,
  batch: { id: string; channel: string; text: string; parts: number; at: string },
): Promise<void> {
  await client.query(
    `INSERT INTO notify.batch (county, id, channel, text, parts, made_at, state, attempts, next_at, doubtful)
     VALUES ($1, $2, $3, $4, $5, $6, 'waiting', 0, $6, false)`,
    [county, batch.id, batch.channel, batch.text, batch.parts, batch.at],
  );
}

export type BatchRow = { id: string; channel: string; text: string; attempts: number; madeAt: string };

export async function dueBatches(db: Db, county: string, at: string): Promise<BatchRow[]> {
  const { rows } = await db.query<BatchRow>(
    `SELECT b.id, b.channel, b.text, b.attempts, b.made_at AS "madeAt" FROM notify.batch b
     JOIN notify.channel c ON c.county = b.county AND c.id = b.channel
     WHERE b.county = $1 AND c.county = $1 AND b.state = 'waiting' AND b.next_at <= $2 AND c.active ORDER BY b.made_at, b.id`,
    [county, at],
  );
  return rows;
}

/** Takes a batch for one try: until `until` nobody else does, and what becomes of it is in doubt. False when somebody has. */
export async function claimBatch(
  { client, county }: Tx,
  id: string,
  at: string,
  until: string,
): Promise<boolean> {
  const { rowCount } = await client.query(
    `UPDATE notify.batch SET attempts = attempts + 1, next_at = $4, doubtful = true
     WHERE county = $1 AND id = $2 AND state = 'waiting' AND next_at <= $3`,
    [county, id, at, until],
  );
  return rowCount === 1;
}

export async function postponeBatch({ client, county }: Tx, id: string, until: string): Promise<void> {
  await client.query(
    "UPDATE notify.batch SET next_at = $3 WHERE county = $1 AND id = $2 AND state = 'waiting'",
    [county, id, until],
  );
}

export async function endBatch(
  { client, county }: Tx,
  id: string,
  end: { state: 'sent' | 'given_up'; at: string; doubtful: boolean; error?: string | undefined },
): Promise<void> {
  await client.query(
    "UPDATE notify.batch SET state = $3, ended_at = $4, doubtful = $5, error = $6 WHERE county = $1 AND id = $2 AND state = 'waiting'",
    [county, id, end.state, end.at, end.doubtful, end.error ?? null],
  );
}

export async function keepFailure(
  { client, county }: Tx,
  batch: { id: string; channel: string },
  failure: { error: string; next: string; doubtful: boolean; at: string },
): Promise<void> {
  await client.query(
    `UPDATE notify.batch SET error = $3, next_at = $4, doubtful = $5 WHERE county = $1 AND id = $2 AND state = 'waiting'`,
    [county, batch.id, failure.error, failure.next, failure.doubtful],
  );
  await channelFailed({ client, county }, batch.channel, failure);
}

export async function channelFailed(
  { client, county }: Tx,
  channel: string,
  { error, at }: { error: string; at: string },
): Promise<void> {
  await client.query(
    'UPDATE notify.channel SET last_error = $3, failing_since = coalesce(failing_since, $4) WHERE county = $1 AND id = $2',
    [county, channel, error, at],
  );
}

export async function channelWorks({ client, county }: Tx, channel: string, at: string): Promise<void> {
  await client.query(
    'UPDATE notify.channel SET last_sent_at = $3, last_error = NULL, failing_since = NULL WHERE county = $1 AND id = $2',
    [county, channel, at],
  );
}

export type Robot = { recent: string[]; quietUntil: string | null };

/** A robot's use, its row locked until the transaction ends. */
export async function lockRobot({ client, county }: Tx, robot: Buffer): Promise<Robot> {
  await client.query(
    "INSERT INTO notify.robot (county, robot, recent) VALUES ($1, $2, '{}') ON CONFLICT (county, robot) DO NOTHING",
    [county, robot],
  );
  const { rows } = await client.query<Robot>(
    'SELECT recent, quiet_until AS "quietUntil" FROM notify.robot WHERE county = $1 AND robot = $2 FOR UPDATE',
    [county, robot],
  );
  return rows[0] as Robot;
}

export async function keepRobot({ client, county }: Tx, robot: Buffer, now: Robot): Promise<void> {
  await client.query(
    'UPDATE notify.robot SET recent = $3::timestamptz[], quiet_until = $4 WHERE county = $1 AND robot = $2',
    [county, robot, now.recent, now.quietUntil],
  );
}

/** Clears what has been over for long: read or not, the tasks themselves stand on the boards. */
export async function clearOld(db: Db, county: string, before: string): Promise<void> {
  await db.query('DELETE FROM notify.message WHERE county = $1 AND at < $2', [county, before]);
  await db.query("DELETE FROM notify.batch WHERE county = $1 AND made_at < $2 AND state <> 'waiting'", [
    county,
    before,
  ]);
}
