import { ensurePartitions } from '../server/src/kernel/db/partitions.ts';
import { inTransaction, type Pool } from '../server/src/kernel/db/pool.ts';

const DAY = 86_400_000;

export type Lists = {
  readonly county: string;
  /** Sets these lists apart from others that were loaded before. */
  readonly name: string;
  /** Rows of all of them, one task each. */
  readonly rows: number;
  readonly lists: number;
  /** One row in how many is still to be done by somebody. */
  readonly live: number;
  /** ISO 8601: the first list came then, the last one at `until`. */
  readonly from: string;
  readonly until: string;
  /** ISO 8601: every task is due at this instant, and its owner was told an hour before; else three days after its list came. */
  readonly due?: string;
};

/**
 * Writes lists with their rows and tasks, the ended ones with a finding, straight into the tables that a real run writes, all
 * of one state with one another. The chain of these entries is not a real one. Throws when what stands there is not what
 * was meant.
 */
export async function loadLists(pool: Pool, lists: Lists): Promise<void> {
  const { county, rows, from, until, due } = lists;
  await ensurePartitions(pool, { from, to: new Date(Date.parse(due ?? until) + 4 * DAY).toISOString() });
  await make(pool, lists);
  const writes = Object.entries(writesOf(county));
  const tables = writes.map(([table]) => table);
  // An index grows quicker over rows that are there than row by row. Where most rows are old, it stays.
  const indexes = rows > 100_000 ? await dropIndexes(pool, tables) : [];
  await twoByTwo(writes, ([, texts]) =>
    inTransaction(pool, async (tx) => {
      await tx.query('SET LOCAL synchronous_commit = off');
      for (const text of texts) await tx.query(text);
    }),
  );
  await twoByTwo(indexes, (text) => pool.query(text));
  await sumUp(pool, county);
  await check(pool, county);
  await pool.query('DROP TABLE made, made_list, made_place');
  // Else the database would do it by itself while something is measured.
  await twoByTwo([...tables, 'tasks.tally', 'verification.tally'], (table) =>
    pool.query(`VACUUM (ANALYZE) ${table}`),
  );
}

/** One line for each row of a list, with everything that its tables need to know, in the order of the ledger's positions. */
async function make(pool: Pool, { county, name, rows, lists, live, from, until, due }: Lists): Promise<void> {
  const each = Math.ceil(rows / lists);
  const pace = (Date.parse(until) - Date.parse(from)) / lists;
  await pool.query(
    `CREATE UNLOGGED TABLE made_list AS
     SELECT l, ${idOf('at', `'${name} list' || l`)} AS id, ${idOf('at', `'${name} sheet' || l`)} AS sheet, at,
       coalesce($5::timestamptz, at + interval '3 days') AS due, position + 2 * l + 1 AS position
     FROM ledger.head, generate_series(0, $2::int - 1) AS l
     CROSS JOIN LATERAL (SELECT $3::timestamptz + l * $4::float8 * interval '1 millisecond' AS at) a
     WHERE county = $1`,
    [county, lists, from, pace, due ?? null],
  );
  await pool.query(
    `CREATE UNLOGGED TABLE made_place AS
     SELECT row_number() OVER (ORDER BY right(a.code, 3), a.code) - 1 AS k, count(*) OVER () AS places, u.id AS unit, a.code AS area
     FROM area.area a JOIN access.unit u ON u.county = $1 AND u.agency = 'township' AND left(u.area, 9) = left(a.code, 9)
     WHERE a.code LIKE '${county}%' AND a.level = 5`,
    [county],
  );
  await pool.query('ANALYZE made_list, made_place');
  await pool.query(
    `CREATE UNLOGGED TABLE made AS
     SELECT g.n, l.l, l.id AS list, l.at, l.due, o.unit, o.area, m.move, e.ended_at,
       ${due === undefined ? `0 AS climbed, greatest(l.due, $6::timestamptz) + interval '3 days' AS next_at` : '1 AS climbed, $6::timestamptz AS next_at'},
       ${idOf('l.at', `'${name} row' || g.n`)} AS id, ${idOf('l.at', `'${name} task' || g.n`)} AS task,
       ${idOf('coalesce(e.ended_at, l.at)', `'${name} move' || g.n`)} AS moved,
       sha256(convert_to('${name} key' || g.n, 'UTF8')) AS key, h.position + 2 * $2::int + g.n + 1 AS position,
       h.position + 2 * $2::int + $3::int + count(m.move) OVER (ORDER BY g.n ROWS UNBOUNDED PRECEDING) AS moved_position
     FROM (SELECT position FROM ledger.head WHERE county = $1) h
     CROSS JOIN generate_series(0, $3::int - 1) AS g(n)
     JOIN made_list l ON l.l = g.n / $4::int
     JOIN made_place o ON o.k = g.n / $5::int % o.places
     CROSS JOIN LATERAL (SELECT CASE WHEN g.n % $5 <> 0 THEN 'finish' ELSE (ARRAY[NULL, 'accept', NULL, 'return', NULL])[1 + g.n / $5 % 5] END AS move) m
     CROSS JOIN LATERAL (SELECT CASE WHEN m.move = 'finish' THEN l.at + (1 + g.n % 47) * interval '10 minutes' END AS ended_at) e`,
    [county, lists, rows, each, live, due ?? until],
  );
  await pool.query('ANALYZE made');
  await pool.query(
    `INSERT INTO verification.list (county, id, position, import, sender, name, at, due, priority, actor, told_at)
     SELECT $1, id, position, id, '市疾控中心', '名单.xlsx', at, due, 2, id, at FROM made_list`,
    [county],
  );
  await pool.query(
    `INSERT INTO verification.sheet (county, list, id, position, sheet, columns)
     SELECT $1, id, sheet, position + 1, 'Sheet1', '[]' FROM made_list`,
    [county],
  );
}

/** A UUIDv7 of an instant and a text. */
function idOf(at: string, text: string): string {
  return `(lpad(to_hex((extract(epoch FROM ${at}) * 1000)::bigint), 12, '0') || '7' || substr(md5(${text}), 1, 3) || '8' || substr(md5(${text}), 4, 15))::uuid`;
}

/** What a run writes, by table, out of `made` and `made_list`. Rows point at their list, which is there before. */
function writesOf(county: string): Record<string, readonly string[]> {
  const into = (table: string, columns: string, from: string) =>
    `INSERT INTO ${table} (county, ${columns}) SELECT '${county}', ${from}`;
  const entry = (from: string) =>
    into(
      'ledger.entry',
      'id, position, hash, digest, content, sealed',
      `id, position, sha256(uuid_send(id)), uuid_send(id), content, sealed FROM (${from}) e`,
    );
  const ended = `FROM made WHERE move = 'finish'`;
  return {
    'ledger.entry': [
      entry(`SELECT id, position, format('{"kind":"verification.row.received","at":"%s","data":{"list":"%s","sheet":"Sheet1","row":%s,"flags":[],"place":{"code":"%s","level":5,"confidence":0.97,"why":["village"],"candidates":[]},"unit":"%s"}}', at, list, n + 3, area, unit) AS content,
        sha256(uuid_send(id)) || sha512(uuid_send(id)) || sha512(key) AS sealed FROM made`),
      entry(`SELECT moved AS id, moved_position AS position, CASE WHEN move = 'finish'
          THEN format('{"kind":"verification.finding.recorded","at":"%s","data":{"row":"%s","finding":"found_in_order","how":"visit"}}', ended_at, id)
          ELSE format('{"kind":"task.%sed","at":"%s","data":{"tasks":["%s"]}}', move, at, task) END AS content, NULL::bytea AS sealed
        FROM made WHERE move IS NOT NULL`),
      entry(`SELECT id, position, format('{"kind":"verification.list.received","at":"%s","data":{"due":"%s"}}', at, due) AS content, NULL::bytea AS sealed FROM made_list
        UNION ALL SELECT sheet, position + 1, format('{"kind":"verification.sheet.received","at":"%s","data":{"list":"%s"}}', at, id), NULL FROM made_list`),
      `UPDATE ledger.head SET position = m.position, hash = sha256(convert_to(m.position::text, 'UTF8'))
       FROM (SELECT greatest(max(position), max(moved_position)) AS position FROM made) m WHERE county = '${county}'`,
    ],
    'tasks.task': [
      into(
        'tasks.task',
        `id, kind, subject, origin_type, origin, area, unit, state, live, priority, due_at, due_rule, amber_at, next_at, climbed, level,
         unheard, contested, reason, opened_at, opened_entry, opened_by, opened_position, ended_at, ended_entry, position`,
        `task, 'verification.row', id, 'list', list, area, unit,
         CASE move WHEN 'finish' THEN 'done' WHEN 'accept' THEN 'accepted' WHEN 'return' THEN 'returned' ELSE 'open' END,
         ended_at IS NULL, 2, due, 'list', due - interval '2 hours', CASE WHEN ended_at IS NULL THEN next_at END, climbed,
         CASE climbed WHEN 1 THEN 'owner' END, false, false, CASE move WHEN 'return' THEN 'not_here' END, at, list, list, position,
         ended_at, CASE WHEN ended_at IS NOT NULL THEN moved END, moved_position FROM made ORDER BY task`,
      ),
    ],
    'tasks.step': [
      into(
        'tasks.step',
        'task, position, move, entry, actor, at, area, was, state, unheard, contested, reason',
        `task, moved_position, move, moved, list, coalesce(ended_at, at), area, 'open',
         CASE move WHEN 'finish' THEN 'done' WHEN 'accept' THEN 'accepted' ELSE 'returned' END, false, false,
         CASE move WHEN 'return' THEN 'not_here' END FROM made WHERE move IS NOT NULL`,
      ),
    ],
    'verification.row': [rowsOf(county)],
    'verification.row_key': [into('verification.row_key', 'key, row', 'substr(key, 1, 16), id FROM made')],
    'verification.ending': [
      into(
        'verification.ending',
        'id, row, position, post, area, occurred, state, on_site, minutes',
        `moved, id, moved_position, '', area, ended_at, 'closed', true, extract(epoch FROM ended_at - at)::int / 60 ${ended}`,
      ),
    ],
    'verification.finding': [
      into(
        'verification.finding',
        'id, row, task, position, recorded_at, actor, finding, at, how, state, concealed, evidence, attempts, wrong',
        `moved, id, task, moved_position, ended_at, list, 'found_in_order', ended_at, 'visit', 'stands', false, '{}', '[]', '{}' ${ended}`,
      ),
    ],
    'people.subject': [
      into(
        'people.subject',
        'id, type, home, person, how, document, phone, name, born, area, position, ordinal, at',
        `id, 'row', id, id, 'alone', key, sha256(key), substr(key, 5, 16), substr(key, 9, 16), area, position, 0, at FROM made`,
      ),
    ],
  };
}

/** Rows point at their list, so they come when it is there. */
function rowsOf(county: string): string {
  return `INSERT INTO verification.row (county, id, list, sheet, row_number, position, post, area, occurred, outcome, state, flags, name_masked,
      document_token, phone_token, key, place, resolved, due, task, tasks, version, finding, found, concealed, contested, attempts, ended_at)
    SELECT '${county}', id, list, 'Sheet1', n + 3, position, '', area, at, 'taken', CASE WHEN ended_at IS NULL THEN 'open' ELSE 'closed' END,
      '{}', '王**', key, sha256(key), substr(key, 1, 16), area,
      '{"code":"610330100201","level":5,"confidence":0.97,"why":["village"],"candidates":[],"placed":true}', due, task, 1, id,
      CASE WHEN ended_at IS NOT NULL THEN moved END, CASE WHEN ended_at IS NOT NULL THEN 'found_in_order' END, false, false, 0, ended_at
    FROM made`;
}

/** Sums that a run adds to as it goes, out of what was loaded. */
async function sumUp(pool: Pool, county: string): Promise<void> {
  await pool.query(
    `INSERT INTO tasks.tally AS t (county, kind, area, unit, origin_type, origin, state, number)
     SELECT county, kind, area, unit, origin_type, origin, state, count(*) FROM tasks.task
     WHERE county = $1 AND origin IN (SELECT id FROM made_list) GROUP BY 1, 2, 3, 4, 5, 6, 7`,
    [county],
  );
  await pool.query(
    `INSERT INTO verification.tally (county, list, state, number)
     SELECT $1, list, CASE WHEN ended_at IS NULL THEN 'open' ELSE 'closed' END, count(*) FROM made GROUP BY 2, 3`,
    [county],
  );
  await pool.query(
    `INSERT INTO indicators.hour AS h (county, indicator, hour, area, post, value)
     SELECT $1, i.indicator, date_trunc('hour', i.at, 'UTC'), m.area, '', count(*)
     FROM made m CROSS JOIN LATERAL (VALUES ('verification.rows.received', m.at), ('verification.rows.closed', m.ended_at),
       ('verification.rows.verified_on_site', m.ended_at)) AS i(indicator, at) WHERE i.at IS NOT NULL GROUP BY 2, 3, 4
     ON CONFLICT (county, indicator, hour, area, post) DO UPDATE SET value = h.value + excluded.value`,
    [county],
  );
}

/** Drops indexes that serve reading alone; gives the statements that bring them back. */
async function dropIndexes(pool: Pool, tables: readonly string[]): Promise<string[]> {
  const { rows } = await pool.query<{ name: string; text: string }>(
    `SELECT i.indexrelid::regclass::text AS name, pg_get_indexdef(i.indexrelid) AS text FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid
     WHERE i.indrelid = ANY ($1::text[]::regclass[]) AND NOT i.indisunique AND c.relkind = 'r'`,
    [tables],
  );
  for (const { name } of rows) await pool.query(`DROP INDEX ${name}`);
  return rows.map(({ text }) => text);
}

async function twoByTwo<T>(items: readonly T[], work: (item: T) => Promise<unknown>): Promise<void> {
  const waiting = [...items];
  const lane = async () => {
    for (let item = waiting.shift(); item !== undefined; item = waiting.shift()) await work(item);
  };
  await Promise.all([lane(), lane()]);
}

/** Holds what stands in the tables, the balances among them, to what was meant. */
async function check(pool: Pool, county: string): Promise<void> {
  const of = (table: string, where: string) =>
    `(SELECT count(*) FROM ${table} x WHERE x.county = $1 AND ${where})`;
  const { rows } = await pool.query<Record<string, string>>(
    `SELECT ${of('tasks.task', 'x.origin IN (SELECT id FROM made_list)')} - m.rows AS tasks,
       ${of('tasks.task', 'x.live AND x.origin IN (SELECT id FROM made_list)')} - m.live AS live,
       ${of('tasks.step', 'x.entry IN (SELECT moved FROM made WHERE move IS NOT NULL)')} - m.moves AS steps,
       ${of('verification.row', 'x.list IN (SELECT id FROM made_list)')} - m.rows AS rows,
       ${of('verification.row_key', 'x.row IN (SELECT id FROM made)')} - m.rows AS keys,
       ${of('people.subject', 'x.id IN (SELECT id FROM made)')} - m.rows AS persons,
       ${of('verification.finding', 'x.id IN (SELECT moved FROM made)')} - m.ended AS findings,
       ${of('verification.ending', 'x.id IN (SELECT moved FROM made)')} - m.ended AS endings,
       (SELECT sum(number) FROM tasks.tally x WHERE x.county = $1) - ${of('tasks.task', 'true')} AS tally,
       (SELECT sum(number) FROM verification.tally x WHERE x.county = $1) - ${of('verification.row', 'true')} AS "rowTally",
       (SELECT position FROM ledger.head x WHERE x.county = $1) - ${of('ledger.entry', 'true')} AS entries
     FROM (SELECT count(*) AS rows, count(move) AS moves, count(ended_at) AS ended, count(*) - count(ended_at) AS live FROM made) m`,
    [county],
  );
  const wrong = Object.entries(rows[0] ?? {}).filter(([, difference]) => Number(difference) !== 0);
  if (wrong.length > 0) throw new Error(`loaded otherwise than meant: ${JSON.stringify(wrong)}`);
}
