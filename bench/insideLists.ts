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

export type ListsFound = {
  readonly seconds: number;
  readonly reading: number;
  readonly bare: number;
  readonly mb: number;
  /** Rows of people who stood in the register before. */
  readonly known: number;
};

const COUNTY = '610330';
/** Where the bare rows go: the same tables, under a county of their own. */
const BARE = '610331';
const TOGETHER = 1000;
/** One in how many of the list's people stands in the register already. */
const KNOWN_IN = 5;

/** Fills the register of persons: those of the list now and then, and as many others as are asked for. */
async function fill({ pool, vault }: Deps, persons: number, listed: number): Promise<void> {
  const ofList = createRandom(listed);
  const others = createRandom(7);
  const known = Array.from({ length: listed }, () => makePerson(ofList)).filter(
    (_, index) => index % KNOWN_IN === 0,
  );
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
  await pool.query('ANALYZE people.subject');
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
async function prepareBare(pool: Pool): Promise<{ text: string; batches: string[][] }[][]> {
  const { rows } = await pool.query<{ id: string }>(
    'SELECT id FROM verification.row WHERE county = $1 ORDER BY position',
    [COUNTY],
  );
  const prepared: { text: string; batches: string[][] }[][] = [];
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
        batches: [names.map((name) => values[0]?.[name] ?? '{}')],
      });
    }
    prepared.push(statements);
  }
  return prepared;
}

async function insertBare(pool: Pool): Promise<number> {
  await pool.query(
    `INSERT INTO verification.list (county, id, position, import, sender, name, at, due, priority, actor)
     SELECT '${BARE}', id, position, import, sender, name, at, due, priority, actor FROM verification.list WHERE county = $1`,
    [COUNTY],
  );
  const prepared = await prepareBare(pool);
  const began = performance.now();
  for (const statements of prepared)
    await inTransaction(pool, async (client) => {
      for (const { text, batches } of statements)
        for (const values of batches) await client.query(text, values);
    });
  return (performance.now() - began) / 1000;
}

const [path = '', dataDir = '', persons = '0', listed = '0'] = process.argv.slice(2);
const product = await openProduct({ dataDir, log: newLogger('error') });
const { deps, kinds, queue } = product;
await fill(deps, Number(persons), Number(listed));
// A server that has been running for a while has the country's tree in memory.
await openResolver(deps, COUNTY);
await read(path);
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
const mb = process.resourceUsage().maxRSS / 1024;
if (counts.taken !== counts.rows || counts.unplaced !== 0) throw new Error(JSON.stringify(counts));
const beganReading = performance.now();
await read(path);
const reading = (performance.now() - beganReading) / 1000;
const { rows } = await deps.pool.query<{ known: number }>(
  `SELECT count(*)::int AS known FROM people.subject WHERE county = $1 AND type = 'row' AND how = 'document'`,
  [COUNTY],
);
const bare = await insertBare(deps.pool);
await product.close();
process.stdout.write(
  JSON.stringify({ seconds, reading, bare, mb, known: rows[0]?.known ?? 0 } satisfies ListsFound),
);
