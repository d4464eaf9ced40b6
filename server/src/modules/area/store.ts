import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { areaPrefix } from '@lianfang/domain/kernel/areaCode.ts';
import { formatPath, fullCode, parentOf, searchKey } from '@lianfang/domain/modules/area/rules.ts';
import type { AreaEntry, AreaHit, AreaLevel, AreaSearch } from '@lianfang/domain/modules/area/schema.ts';
import { from as copyFrom } from 'pg-copy-streams';
import type { Tx } from '../../kernel/db/pool.ts';
import { type Area, type AreaPack, openAreaPack } from './pack.ts';

/** A pool or a transaction: reading areas needs no more than asking. */
export type Db = Pick<Tx, 'query'>;

/** Sorts after every other text under byte order. */
const LAST = '\u{10ffff}';

/**
 * Loads what one county works with: the provinces, cities and counties of the whole country (from and to of a
 * traveller) and the county's own townships and villages. Takes the county's six or twelve digits; gives how many rows
 * were written: what is there already and unchanged is left alone. Throws RangeError when the file knows no such county.
 */
export async function loadCounty(tx: Tx, county: string, pack: AreaPack = openAreaPack()): Promise<number> {
  const own = pack.county(county.slice(0, 6));
  if (own.length === 0) {
    throw new RangeError(
      `区划代码 ${county} 不是一个县级区划，无法加载。请核对代码（例如凤县 610330）。 / ` +
        `There is no county with the code ${county}; nothing was loaded. Check the code (Feng County is 610330).`,
    );
  }
  const byCode = new Map([...pack.upper(), ...own].map((area) => [area.code, area]));
  return upsert(tx, pack, [...byCode.values()]);
}

/** Missing rows from which on the indexes are built anew after loading instead of row by row. */
const MANY = 50_000;

/**
 * Loads every area of the country (665 000 rows, some seconds), new ones by COPY; gives how many were written. Where
 * most are missing, whoever searches areas waits until the transaction ends: the indexes are taken away for the load.
 */
export async function loadAll(tx: Tx, pack: AreaPack = openAreaPack()): Promise<number> {
  const { rows } = await tx.query<{ code: string; name: string }>('SELECT code, name FROM area.area');
  const known = new Map(rows.map((row) => [row.code, row.name]));
  const total = pack.counts.reduce((sum, count) => sum + count, 0);
  const indexes = total - known.size > MANY ? await dropIndexes(tx) : [];
  const changed: Area[] = [];
  let added = 0;
  function* lines(): Iterable<string> {
    let chunk = '';
    for (const area of pack.all()) {
      const name = known.get(area.code);
      if (name !== undefined && name !== area.name) changed.push(area);
      if (name !== undefined) continue;
      added += 1;
      chunk += copyLine(area, pack);
      if (chunk.length < 65_536) continue;
      yield chunk;
      chunk = '';
    }
    yield chunk;
  }
  const copy = 'COPY area.area (code, parent, level, name, pinyin, initials, valid_from) FROM STDIN';
  await pipeline(Readable.from(lines()), tx.query(copyFrom(copy)));
  for (const definition of indexes) await tx.query(definition);
  if (indexes.length > 0) await tx.query('ANALYZE area.area');
  return added + (changed.length > 0 ? await upsert(tx, pack, changed) : 0);
}

/** Drops the indexes beside the primary key (16 s with them, 5 s without) and gives the statements that make them again. */
async function dropIndexes(tx: Tx): Promise<string[]> {
  const { rows } = await tx.query<{ name: string; definition: string }>(
    `SELECT format('%I.%I', schemaname, indexname) AS name, indexdef AS definition
       FROM pg_indexes
      WHERE schemaname = 'area' AND tablename = 'area' AND indexdef NOT LIKE 'CREATE UNIQUE%'`,
  );
  if (rows.length > 0) await tx.query(`DROP INDEX ${rows.map((row) => row.name).join(', ')}`);
  return rows.map((row) => row.definition);
}

function copyLine(area: Area, pack: AreaPack): string {
  const { pinyin, initials } = pack.spell(area.name);
  const columns = [
    area.code,
    area.parent ?? '\\N',
    area.level,
    copyText(area.name),
    pinyin,
    initials,
    pack.edition,
  ];
  return `${columns.join('\t')}\n`;
}

/** Backslashes and control characters as COPY's text format wants them. */
function copyText(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll('\t', '\\t').replaceAll('\n', '\\n');
}

async function upsert(tx: Tx, pack: AreaPack, areas: readonly Area[]): Promise<number> {
  const spelled = areas.map((area) => pack.spell(area.name));
  const { rowCount } = await tx.query(
    `INSERT INTO area.area AS known (code, parent, level, name, pinyin, initials, valid_from)
     SELECT given.*, $7::date
       FROM unnest($1::char(12)[], $2::char(12)[], $3::smallint[], $4::text[], $5::text[], $6::text[]) AS given
     ON CONFLICT (code) DO UPDATE
        SET name = excluded.name, pinyin = excluded.pinyin, initials = excluded.initials
      WHERE known.name <> excluded.name OR known.pinyin <> excluded.pinyin OR known.initials <> excluded.initials`,
    [
      areas.map((area) => area.code),
      areas.map((area) => area.parent),
      areas.map((area) => area.level),
      areas.map((area) => area.name),
      spelled.map((name) => name.pinyin),
      spelled.map((name) => name.initials),
      pack.edition,
    ],
  );
  return rowCount ?? 0;
}

/** The search of the country or a part of it. With `inside`, a text in which the key stands counts too: that is a scan. */
function searchSql(inside?: 'name' | 'lower(name)'): string {
  return `
SELECT code, name, level
  FROM (SELECT code, name, level,
               CASE WHEN lower(name) = $1 OR code = $1 THEN 0
                    WHEN lower(name) ~>=~ $1 AND lower(name) ~<~ $2 THEN 1
                    WHEN pinyin = $1 THEN 2
                    WHEN initials ~>=~ $1 AND initials ~<~ $2 THEN 3
                    WHEN pinyin ~>=~ $1 AND pinyin ~<~ $2 THEN 4
                    WHEN code >= $3 AND code <= $4 THEN 5
                    ELSE 6 END AS rank,
               (left(code, 2) = left($8::text, 2))::int + (left(code, 4) = left($8, 4))::int
                 + (left(code, 6) = left($8, 6))::int + (left(code, 9) = left($8, 9))::int
                 + (code = $8)::int AS near
          FROM area.area
         WHERE (   (lower(name) ~>=~ $1 AND lower(name) ~<~ $2)
                OR (initials ~>=~ $1 AND initials ~<~ $2)
                OR (pinyin ~>=~ $1 AND pinyin ~<~ $2)
                OR (code >= $3 AND code <= $4)${
                  inside === undefined
                    ? ''
                    : `
                OR position($1 IN ${inside}) > 0`
                })
           AND code >= $5 AND code <= $6
           AND level = ANY ($7::smallint[])
           AND valid_until IS NULL) AS hit
 ORDER BY rank, near DESC, level, code
 LIMIT $9`;
}
const SEARCH_START = searchSql();
// lower() doubles the cost of the scan and changes nothing where the key has no letters.
const SEARCH_INSIDE = searchSql('name');
const SEARCH_INSIDE_LATIN = searchSql('lower(name)');

type Found = { code: string; name: string; level: AreaLevel };

/**
 * Searches the areas in use by name (start, then anywhere), pinyin, initials or code (start), in the order of
 * `searchLocal`: best rank, then nearest to `near`, then higher level. Gives at most `limit` hits, 20 when left out.
 */
export async function searchAreas(db: Db, search: AreaSearch): Promise<AreaHit[]> {
  const { key, kind } = searchKey(search.text);
  const { within, near = null, levels = [1, 2, 3, 4, 5], limit = 20 } = search;
  if (key === '') return [];
  const codes = kind === 'code' ? [key.padEnd(12, '0'), key.padEnd(12, '9')] : ['9', '0'];
  const inside = within === undefined ? '' : areaPrefix(within);
  const values = [
    key,
    key + LAST,
    ...codes,
    inside.padEnd(12, '0'),
    inside.padEnd(12, '9'),
    levels,
    near,
    limit,
  ];
  let { rows } = await db.query<Found>(SEARCH_START, values);
  if (rows.length < limit) {
    const scan = /[a-z]/.test(key) ? SEARCH_INSIDE_LATIN : SEARCH_INSIDE;
    ({ rows } = await db.query<Found>(scan, values));
  }
  return withPaths(db, rows);
}

async function withPaths(db: Db, found: readonly Found[]): Promise<AreaHit[]> {
  const names = new Map(found.map((area) => [area.code, area.name]));
  const missing = found.flatMap((area) => ancestorsOf(area.code)).filter((code) => !names.has(code));
  const { rows } = await db.query<Found>(
    'SELECT code, name FROM area.area WHERE code = ANY ($1::char(12)[])',
    [[...new Set(missing)]],
  );
  for (const area of rows) names.set(area.code, area.name);
  return found.map((area) => {
    const path = [...ancestorsOf(area.code), area.code].flatMap((code) => names.get(code) ?? []);
    return { code: area.code, name: area.name, level: area.level, path: formatPath(path) };
  });
}

/** Codes above an area, the province first. */
function ancestorsOf(code: string): string[] {
  const parent = parentOf(code);
  return parent === null ? [] : [...ancestorsOf(parent), parent];
}

const ENTRY = 'SELECT code, name, level, pinyin, initials FROM area.area';

/** The areas in use right below one, by code; the provinces when no parent is given. */
export async function childrenOf(db: Db, parent?: string): Promise<AreaEntry[]> {
  const { rows } =
    parent === undefined
      ? await db.query<AreaEntry>(`${ENTRY} WHERE level = 1 AND valid_until IS NULL ORDER BY code`)
      : await db.query<AreaEntry>(`${ENTRY} WHERE parent = $1 AND valid_until IS NULL ORDER BY code`, [
          parent,
        ]);
  return rows;
}

/**
 * What a phone of this county keeps for its picker: provinces, cities and counties of the country, and the county's
 * own townships and villages; some 3 500 areas by level and code.
 */
export async function pickerAreas(db: Db, county: string): Promise<AreaEntry[]> {
  const own = county.slice(0, 6);
  const { rows } = await db.query<AreaEntry>(
    `${ENTRY} WHERE (level <= 3 OR (code >= $1 AND code <= $2)) AND valid_until IS NULL ORDER BY level, code`,
    [own.padEnd(12, '0'), own.padEnd(12, '9')],
  );
  return rows;
}

/** The area of a code (2, 4, 6, 9 or 12 digits), also when it is no longer in use; undefined when unknown. */
export async function findArea(db: Db, code: string): Promise<AreaEntry | undefined> {
  const { rows } = await db.query<AreaEntry>(`${ENTRY} WHERE code = $1`, [fullCode(code)]);
  return rows[0];
}

/** Those of these areas that are known. */
export async function findAreas(db: Db, codes: readonly string[]): Promise<AreaEntry[]> {
  const { rows } = await db.query<AreaEntry>(`${ENTRY} WHERE code = ANY ($1::char(12)[])`, [
    codes.map(fullCode),
  ]);
  return rows;
}

/** The areas from the province down to the given one, as far as they are known; empty for an unknown code. */
export async function pathOf(db: Db, code: string): Promise<AreaEntry[]> {
  const full = fullCode(code);
  const { rows } = await db.query<AreaEntry>(`${ENTRY} WHERE code = ANY ($1::char(12)[]) ORDER BY level`, [
    [...ancestorsOf(full), full],
  ]);
  return rows.at(-1)?.code === full ? rows : [];
}
