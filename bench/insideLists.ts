import { createHash } from 'node:crypto';
import { uuidv7 } from '@lianfang/domain/kernel/ids.ts';
import { importers } from '../server/src/importers.ts';
import { SERVER_ID } from '../server/src/kernel/access/permissions.ts';
import { inTransaction, type Pool } from '../server/src/kernel/db/pool.ts';
import type { Deps } from '../server/src/kernel/deps.ts';
import { importFile } from '../server/src/kernel/imports/engine.ts';
import { openTable } from '../server/src/kernel/imports/openTable.ts';
import { newLogger } from '../server/src/kernel/logger.ts';
import { openProduct } from '../server/src/main.ts';
import { openResolver } from '../server/src/modules/area/api.ts';
import { makePerson } from '../server/test/lists/generate.ts';
import { createRandom } from '../server/test/registers/random.ts';
import { settle } from './disk.ts';

/** One list, and the same rows bare. Seconds. */
export type Round = {
  readonly seconds: number;
  readonly reading: number;
  readonly bare: number;
  /** Rows of people who stood in the register before. */
  readonly known: number;
};
export type ListsFound = { readonly rounds: readonly Round[]; readonly mb: number };
/** A list by itself: what it came to. */
export type ListFound = { readonly rows: number; readonly seconds: number; readonly mb: number };

const COUNTY = '610330';
/** Where the bare rows go: the same tables, under a county of their own. */
const BARE = '610331';
const TOGETHER = 1000;
/** One in how many of the list's people stands in the register already. */
const KNOWN_IN = 5;

/**
 * Fills the register of persons: those of the lists (by their seeds) now and then, and as many others as are asked for. The
 * county of the bare rows gets the same ones, so that both sides write into indexes of the same size.
 */
async function fill(
  { pool, vault }: Deps,
  persons: number,
  listed: number,
  seeds: readonly number[],
): Promise<void> {
  const others = createRandom(7);
  const known = seeds.flatMap((seed) => {
    const ofList = createRandom(seed);
    return Array.from({ length: listed }, () => makePerson(ofList)).filter(
      (_, index) => index % KNOWN_IN === 0,
    );
  });
  for (let start = 0; start < persons; start += 10_000) {
    const people = Array.from({ length: Math.min(10_000, persons - start) }, (_, index) =>
      start + index < known.length ? (known[start + index] as (typeof known)[number]) : makePerson(others),
    );
    const ids = people.map((_, index) =>
      uuidv7(
        1_640_000_000_000 + start + index,
        createHash('sha256')
          .update(`${start + index}`)
          .digest(),
      ),
    );
    const token = (
      lookup: 'document' | 'phone' | 'name' | 'born',
      of: (one: (typeof people)[number]) => string,
    ) => people.map((one) => vault.token(COUNTY, lookup, of(one)));
    await pool.query(
      `INSERT INTO people.subject (county, id, type, home, person, how, document, phone, name, born, area, position, ordinal, at)
       SELECT $1, u.id, 'passage', u.id, u.id, 'alone', u.document, u.phone, u.name, u.born, u.area, 0, 0, $7
       FROM unnest($2::uuid[], $3::bytea[], $4::bytea[], $5::bytea[], $6::bytea[], $8::text[]) AS u(id, document, phone, name, born, area)`,
      [
        COUNTY,
        ids,
        token('document', ({ document }) => document),
        token('phone', ({ phone }) => phone),
        token('name', ({ name }) => name),
        token('born', ({ document: d }) => `${d.slice(6, 10)}-${d.slice(10, 12)}-${d.slice(12, 14)}`),
        new Date().toISOString(),
        people.map(({ township }) => `${township[0]}000`),
      ],
    );
  }
  await pool.query(
    `INSERT INTO people.subject
     SELECT '${BARE}', id, type, home, person, how, document, paper, phone, name, born, area, position, ordinal, at
     FROM people.subject WHERE county = $1`,
    [COUNTY],
  );
  // A register that has been there for a while; or the database would tidy up beside one side or the other.
  await pool.query('VACUUM (ANALYZE) people.subject');
}

async function read(path: string): Promise<void> {
  const table = await openTable(path);
  for (const sheet of table.sheets) for await (const _ of sheet.rows());
  await table.close();
}

const tables = [
  ['ledger.entry', 'id', 'id'],
  ['verification.row', 'id', 'id'],
  ['verification.row_key', 'row', 'row'],
  ['people.subject', 'id', 'id'],
  ['tasks.task', 'subject', 'subject'],
] as const;

/** Statements and values that write the rows of a list once more, as PostgreSQL's own literals, batch by batch. */
async function prepareBare(pool: Pool, list: string): Promise<{ text: string; values: string[] }[][]> {
  const { rows } = await pool.query<{ id: string }>(
    'SELECT id FROM verification.row WHERE county = $1 AND list = $2 ORDER BY position',
    [COUNTY, list],
  );
  const prepared: { text: string; values: string[] }[][] = [];
  for (let start = 0; start < rows.length; start += TOGETHER) {
    const ids = rows.slice(start, start + TOGETHER).map(({ id }) => id);
    const statements = [];
    for (const [table, by] of tables) {
      const { rows: columns } = await pool.query<{ name: string; type: string }>(
        `SELECT attname AS name, format_type(atttypid, atttypmod) AS type FROM pg_attribute
         WHERE attrelid = $1::regclass AND attnum > 0 AND NOT attisdropped AND attname <> 'county' ORDER BY attnum`,
        [table],
      );
      const { rows: values } = await pool.query<Record<string, string>>(
        `SELECT ${columns.map(({ name }) => `array_agg(t.${name}::text)::text AS ${name}`).join(', ')}
         FROM ${table} t WHERE t.county = $1 AND t.${by} = ANY ($2::uuid[])`,
        [COUNTY, ids],
      );
      const names = columns.map(({ name }) => name);
      const arrays = columns.map(
        ({ type }, index) => `$${index + 1}::${type.endsWith('[]') ? 'text' : type}[]`,
      );
      const selected = columns.map(({ name, type }) =>
        type.endsWith('[]') ? `u.${name}::${type}` : `u.${name}`,
      );
      statements.push({
        text: `INSERT INTO ${table} (county, ${names.join(', ')}) SELECT '${BARE}', ${selected.join(', ')}
               FROM unnest(${arrays.join(', ')}) AS u(${names.join(', ')})`,
        values: names.map((name) => values[0]?.[name] ?? '{}'),
      });
    }
    prepared.push(statements);
  }
  return prepared;
}

/** Seconds that the rows of a list take, bare. */
async function insertBare(pool: Pool, list: string): Promise<number> {
  await pool.query(
    `INSERT INTO verification.list (county, id, position, import, sender, name, at, due, priority, actor)
     SELECT '${BARE}', id, position, import, sender, name, at, due, priority, actor FROM verification.list WHERE county = $1 AND id = $2`,
    [COUNTY, list],
  );
  const prepared = await prepareBare(pool, list);
  await settle(product.database.adminUrl as string);
  const began = performance.now();
  for (const statements of prepared)
    await inTransaction(pool, async (client) => {
      for (const { text, values } of statements) await client.query(text, values);
    });
  return (performance.now() - began) / 1000;
}

/** Seconds and counts of taking a list in. */
async function take(path: string) {
  await settle(product.database.adminUrl as string);
  const began = performance.now();
  const { counts } = await importFile(
    { deps, kinds, queue, importers },
    { county: COUNTY, account: SERVER_ID },
    'lists',
    path,
    'list.xlsx',
    { given: { sender: '市疾控中心', due: '+24' } },
    false,
  );
  const seconds = (performance.now() - began) / 1000;
  if (counts.taken !== counts.rows || counts.unplaced !== 0) throw new Error(JSON.stringify(counts));
  const { rows } = await deps.pool.query<{ id: string; open: string; tasks: string }>(
    `SELECT l.id, (SELECT number FROM verification.tally t WHERE t.county = $1 AND t.list = l.id AND t.state = 'open') AS open,
       (SELECT count(*) FROM tasks.task t WHERE t.county = $1 AND t.origin = l.id AND t.live) AS tasks
     FROM verification.list l WHERE l.county = $1 ORDER BY l.position DESC LIMIT 1`,
    [COUNTY],
  );
  const [list] = rows;
  if (list === undefined || Number(list.open) !== counts.rows || Number(list.tasks) !== counts.rows)
    throw new Error(`of ${counts.rows} rows: ${JSON.stringify(list)}`);
  return { seconds, rows: counts.rows, list: list.id };
}

/** Lists against the register, each beside the same rows bare: in turns, since machines change under load. */
async function compare(persons: number, listed: number, lists: readonly string[]): Promise<ListsFound> {
  await fill(
    deps,
    persons,
    listed,
    lists.map((_, index) => listed + index),
  );
  // A server that has been running for a while has the country's tree in memory.
  await openResolver(deps, COUNTY);
  const rounds: Round[] = [];
  let mb = 0;
  for (const path of lists) {
    await read(path);
    const { seconds, list } = await take(path);
    mb ||= maxMb();
    const beganReading = performance.now();
    await read(path);
    const reading = (performance.now() - beganReading) / 1000;
    const { rows } = await deps.pool.query<{ known: number }>(
      `SELECT count(*)::int AS known FROM people.subject s JOIN verification.row r ON r.county = s.county AND r.id = s.id
       WHERE s.county = $1 AND r.list = $2 AND s.how = 'document'`,
      [COUNTY, list],
    );
    rounds.push({ seconds, reading, bare: await insertBare(deps.pool, list), known: rows[0]?.known ?? 0 });
  }
  return { rounds, mb };
}

function maxMb(): number {
  return process.resourceUsage().maxRSS / 1024;
}

const [task, dataDir = '', persons = '0', listed = '0', ...paths] = process.argv.slice(2);
const product = await openProduct({ dataDir, log: newLogger('error') });
const { deps, kinds, queue } = product;
const found =
  task === 'compare'
    ? await compare(Number(persons), Number(listed), paths)
    : await take(paths[0] as string).then(({ rows, seconds }): ListFound => ({ rows, seconds, mb: maxMb() }));
await product.close();
process.stdout.write(JSON.stringify(found));
