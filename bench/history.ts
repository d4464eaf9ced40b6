import { ensurePartitions } from '../server/src/kernel/db/partitions.ts';
import { inTransaction, type Pool, type Tx } from '../server/src/kernel/db/pool.ts';

const DAY = 86_400_000;
/** Rows written by one statement. */
const CHUNK = 50_000;

export type Load = {
  readonly county: string;
  /** ISO 8601: the passages spread evenly over the days from here. */
  readonly from: string;
  readonly days: number;
  readonly perDay: number;
};

/**
 * Writes passages of two persons straight into the tables that a flush writes, all of one state with one another: ledger,
 * passages, persons, hourly sums, head. Much faster than through the door; the chain of these entries is not a real one.
 */
export async function loadPassages(pool: Pool, { county, from, days, perDay }: Load): Promise<void> {
  const start = Date.parse(from);
  await ensurePartitions(pool, { from, to: new Date(start + days * DAY).toISOString() });
  const total = days * perDay;
  const step = (days * DAY) / total;
  for (let done = 0; done < total; done += CHUNK) {
    const count = Math.min(CHUNK, total - done);
    await inTransaction(pool, (tx) => loadChunk(tx, county, start + done * step, step, count));
  }
  await pool.query('VACUUM (ANALYZE) ledger.entry, checkpoint.passage, checkpoint.person, indicators.hour');
}

async function loadChunk(tx: Tx, county: string, from: number, step: number, count: number): Promise<void> {
  await tx.query('SET LOCAL synchronous_commit = off');
  const { rows } = await tx.query<{ position: string }>(
    'SELECT position FROM ledger.head WHERE county = $1 FOR UPDATE',
    [county],
  );
  const before = rows[0]?.position;
  await tx.query(
    `CREATE TEMP TABLE made ON COMMIT DROP AS
     SELECT (lpad(to_hex(ms), 12, '0') || '7' || substr(md5(n::text || ms), 1, 3) || '8' || substr(md5(n::text || ms), 4, 15))::uuid AS id,
            $2::bigint + n AS position, to_timestamp(ms / 1000.0) AS at, p.code AS post, p.area,
            CASE WHEN n % 25 = 0 THEN 'turned_back' ELSE 'passed' END AS outcome, n
     FROM (SELECT n, $3::bigint + ((n - 0.5) * $4::float8)::bigint AS ms FROM generate_series(1, $5::int) AS n) g
     JOIN (SELECT row_number() OVER (ORDER BY code) - 1 AS k, count(*) OVER () AS posts, code, area FROM checkpoint.post WHERE county = $1) p
       ON p.k = g.n % p.posts`,
    [county, before, from, step, count],
  );
  await tx.query(
    `INSERT INTO ledger.entry (county, id, position, hash, digest, content, sealed)
     SELECT $1, id, position, sha256(id::text::bytea), decode(md5(id::text), 'hex'),
       format('{"kind":"checkpoint.passage.registered","device":"%s","seq":%s,"at":"%s","post":"%s","area":"%s","data":{"mode":"vehicle","vehicleType":"car","from":"宝鸡市","to":"凤县","persons":[{"document":{"type":"id_card"},"temperature":36.5},{"document":{"type":"id_card"},"temperature":36.5}],"outcome":"%s"}}',
         id, position, at, post, area, outcome),
       sha256(id::text::bytea) || sha512(id::text::bytea) || sha512(post::bytea)
     FROM made`,
    [county],
  );
  await tx.query(
    `INSERT INTO checkpoint.passage (county, id, passage, position, post, area, device, actor, occurred, claimed, received, mode, vehicle_type,
       plate_token, origin, destination, outcome, reason, persons, certificates, samples, fevers, flags)
     SELECT $1, id, id, position, post, area, id, id, at, at, at, 'vehicle', 'car', decode(md5(n::text), 'hex'), '宝鸡市', '凤县', outcome,
       CASE WHEN outcome = 'turned_back' THEN 'no_certificate' END, 2, 2, (n % 10 = 0)::int, (n % 500 = 0)::int, '{}'
     FROM made`,
    [county],
  );
  await tx.query(
    `INSERT INTO checkpoint.person (county, id, person, document_type, document_state, document_token, phone_token, temperature, fever,
       certificate, certificate_hours, sampled)
     SELECT $1, id, k, 'id_card', 'ok', decode(md5(id::text || k), 'hex'), decode(md5(k || id::text), 'hex'), 36.5, k = 0 AND n % 500 = 0,
       'negative', 24, k = 0 AND n % 10 = 0
     FROM made, generate_series(0, 1) AS k`,
    [county],
  );
  await tx.query(
    `INSERT INTO indicators.hour AS h (county, indicator, hour, area, post, value)
     SELECT $1, i.indicator, date_trunc('hour', m.at, 'UTC'), m.area, m.post, sum(i.value)
     FROM made m CROSS JOIN LATERAL (VALUES ('checkpoint.vehicles.checked', 1), ('checkpoint.persons.screened', 2),
       ('checkpoint.vehicles.turned_back', (outcome = 'turned_back')::int), ('checkpoint.persons.turned_back', 2 * (outcome = 'turned_back')::int),
       ('checkpoint.certificates.verified', 2), ('checkpoint.samples.collected', (n % 10 = 0)::int), ('checkpoint.fevers.found', (n % 500 = 0)::int))
       AS i(indicator, value) WHERE i.value <> 0 GROUP BY 2, 3, 4, 5
     ON CONFLICT (county, indicator, hour, area, post) DO UPDATE SET value = h.value + excluded.value`,
    [county],
  );
  await tx.query(
    `UPDATE ledger.head SET position = m.position, hash = e.hash FROM made m JOIN ledger.entry e ON e.county = $1 AND e.id = m.id
     WHERE head.county = $1 AND m.n = (SELECT max(n) FROM made)`,
    [county],
  );
}
