import type { Manifest, TableKind } from '../../src/kernel/db/manifest.ts';
import type { Pool } from '../../src/kernel/db/pool.ts';

type Named = { name: string };
type Key = { table: string; name: string; columns: string[]; primary: boolean };
type ForeignKey = {
  name: string;
  from: string;
  to: string;
  own: string[];
  theirs: string[];
  onDelete: string;
  onUpdate: string;
};

/** What the catalogue of a migrated database shows against the rules of a schema that can be distributed; one line for each offence. */
export async function catalogueOffences(pool: Pool, manifest: Manifest): Promise<string[]> {
  const { tables, librarySchemas } = manifest;
  const schemas = [...librarySchemas, 'pg_catalog', 'information_schema', 'pg_toast'];
  const ask = async <T extends object>(sql: string) => (await pool.query<T>(sql, [schemas])).rows;
  const present = await ask<Named>(tablesSql);
  const kindOf = (name: string): TableKind | undefined => tables[name];
  const spread = (name: string) => kindOf(name) === 'county' || kindOf(name) === 'reference';
  const [objects, defaults, keys, foreign, columns, ranges] = [
    await ask<{ what: string; name: string }>(objectsSql),
    await ask<{ table: string; name: string; expression: string }>(defaultsSql),
    await ask<Key>(keysSql),
    await ask<ForeignKey>(foreignSql),
    await ask<{ table: string; required: boolean }>(countyColumnSql),
    await ask<{ table: string; fallback: boolean }>(rangesSql),
  ];
  return [
    ...present.filter(({ name }) => !kindOf(name)).map(({ name }) => `${name}: not in the manifest`),
    ...Object.keys(tables)
      .filter((name) => present.every((one) => one.name !== name))
      .map((name) => `${name}: in the manifest and not in the database`),
    ...objects.map(({ what, name }) => `${name}: ${what}`),
    ...defaults
      .filter(({ table, expression }) => spread(table) && volatile.test(expression))
      .map(({ table, name, expression }) => `${table}.${name}: filled in by the database (${expression})`),
    ...Object.keys(tables)
      .filter((name) => kindOf(name) === 'county' && present.some((one) => one.name === name))
      .flatMap((name) => countyTableOffences(name, keys, columns)),
    ...foreign.flatMap((key) => foreignKeyOffences(key, kindOf)),
    ...ranges.flatMap(({ table, fallback }) => [
      ...(manifest.monthly.includes(table)
        ? []
        : [`${table}: partitioned by range and not listed as monthly`]),
      ...(fallback ? [] : [`${table}: no default partition`]),
    ]),
    ...manifest.monthly
      .filter((name) => ranges.every(({ table }) => table !== name))
      .map((name) => `${name}: listed as monthly and not partitioned by range`),
  ];
}

const volatile =
  /\b(now|clock_timestamp|random|gen_random_uuid|uuidv[47]|nextval|statement_timestamp)\(|CURRENT_|LOCALTIME/;

function countyTableOffences(
  table: string,
  keys: Key[],
  columns: { table: string; required: boolean }[],
): string[] {
  const own = keys.filter((key) => key.table === table);
  const column = columns.find((one) => one.table === table);
  return [
    ...(column?.required ? [] : [`${table}: no column county NOT NULL`]),
    ...(own.some(({ primary }) => primary) ? [] : [`${table}: no primary key`]),
    ...own
      .filter((key) => key.columns[0] !== 'county')
      .map(({ name }) => `${table}: county does not stand first in ${name}`),
  ];
}

function foreignKeyOffences(key: ForeignKey, kindOf: (name: string) => TableKind | undefined): string[] {
  const [from, to] = [kindOf(key.from), kindOf(key.to)];
  if (!from || !to) return [];
  const wrong: string[] = [];
  const allowed =
    (from === 'county' && to !== 'local') ||
    (from !== 'county' && to === 'reference') ||
    (from === 'local' && to === 'local');
  if (!allowed) wrong.push(`a foreign key from a ${from} table to a ${to} table`);
  if (from === 'county' && to === 'county' && (key.own[0] !== 'county' || key.theirs[0] !== 'county')) {
    wrong.push('a foreign key between county tables without county first');
  }
  if (!'arc'.includes(key.onDelete)) wrong.push('ON DELETE other than CASCADE or RESTRICT');
  if (!'ar'.includes(key.onUpdate)) wrong.push('ON UPDATE');
  return wrong.map((what) => `${key.from}.${key.name}: ${what}`);
}

const ours = `n.nspname <> ALL ($1) AND n.nspname NOT LIKE 'pg\\_%'`;
const qualified = `n.nspname || '.' || c.relname`;

const tablesSql = `
  SELECT ${qualified} AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND ${ours} ORDER BY 1`;

const objectsSql = `
  SELECT 'trigger ' || t.tgname AS what, ${qualified} AS name
    FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE NOT t.tgisinternal AND ${ours}
  UNION ALL
  SELECT 'rule ' || r.rulename, ${qualified}
    FROM pg_rewrite r JOIN pg_class c ON c.oid = r.ev_class JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE r.rulename <> '_RETURN' AND ${ours}
  UNION ALL
  SELECT 'identity column ' || a.attname, ${qualified}
    FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE a.attidentity <> '' AND NOT c.relispartition AND ${ours}
  UNION ALL
  SELECT 'exclusion constraint ' || k.conname, ${qualified}
    FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE k.contype = 'x' AND ${ours}
  UNION ALL
  SELECT 'policy with a subquery ' || p.polname, ${qualified}
    FROM pg_policy p JOIN pg_class c ON c.oid = p.polrelid JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE coalesce(pg_get_expr(p.polqual, p.polrelid), '') || coalesce(pg_get_expr(p.polwithcheck, p.polrelid), '') ~* 'select'
      AND ${ours}`;

const defaultsSql = `
  SELECT ${qualified} AS table, a.attname AS name, pg_get_expr(d.adbin, d.adrelid) AS expression
  FROM pg_attrdef d JOIN pg_attribute a ON a.attrelid = d.adrelid AND a.attnum = d.adnum
    JOIN pg_class c ON c.oid = d.adrelid JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE NOT c.relispartition AND ${ours}`;

const keysSql = `
  SELECT ${qualified} AS table, i.relname AS name, x.indisprimary AS primary,
         ARRAY(SELECT coalesce(a.attname::text, '(expression)') FROM unnest(x.indkey::int2[]) WITH ORDINALITY k (number, place)
               LEFT JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = k.number ORDER BY k.place) AS columns
  FROM pg_index x JOIN pg_class c ON c.oid = x.indrelid JOIN pg_class i ON i.oid = x.indexrelid
    JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE x.indisunique AND NOT c.relispartition AND ${ours}`;

const foreignSql = `
  SELECT k.conname AS name, ${qualified} AS from, fn.nspname || '.' || f.relname AS to,
         k.confdeltype AS "onDelete", k.confupdtype AS "onUpdate",
         ARRAY(SELECT a.attname::text FROM unnest(k.conkey) WITH ORDINALITY u (number, place)
               JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = u.number ORDER BY u.place) AS own,
         ARRAY(SELECT a.attname::text FROM unnest(k.confkey) WITH ORDINALITY u (number, place)
               JOIN pg_attribute a ON a.attrelid = k.confrelid AND a.attnum = u.number ORDER BY u.place) AS theirs
  FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid JOIN pg_namespace n ON n.oid = c.relnamespace
    JOIN pg_class f ON f.oid = k.confrelid JOIN pg_namespace fn ON fn.oid = f.relnamespace
  WHERE k.contype = 'f' AND k.conparentid = 0 AND NOT c.relispartition AND ${ours}`;

const countyColumnSql = `
  SELECT ${qualified} AS table, a.attnotnull AS required
  FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE a.attname = 'county' AND c.relkind IN ('r', 'p') AND NOT c.relispartition AND ${ours}`;

const rangesSql = `
  SELECT ${qualified} AS table, p.partdefid <> 0 AS fallback
  FROM pg_partitioned_table p JOIN pg_class c ON c.oid = p.partrelid JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE p.partstrat = 'r' AND ${ours}`;
