import type { Manifest } from '../../src/kernel/db/manifest.ts';
import { nameParts, parseStatements, type Tree, tableName, walk } from './syntax.ts';

/** Functions that give another answer each time: their values come in as parameters. */
const clocks = new Set([
  'now',
  'transaction_timestamp',
  'statement_timestamp',
  'clock_timestamp',
  'timeofday',
  'random',
  'random_normal',
  'gen_random_uuid',
  'gen_random_bytes',
  'uuid_generate_v1',
  'uuid_generate_v4',
  'uuidv4',
  'uuidv7',
  'nextval',
  'setseed',
  'txid_current',
  'pg_current_xact_id',
]);

/** What is wrong with one SQL text by the rules that its syntax alone shows: county never changes, no lock without it, no clock in SQL. */
export function syntaxOffences(sql: string, { tables }: Manifest): string[] {
  const found = new Set<string>();
  for (const { type, node } of parseStatements(sql)) {
    const counties = countyTables({ [type]: node }, tables);
    walk({ [type]: node }, (kind, tree) => {
      if (kind === 'MergeStmt') found.add('MERGE');
      if (kind === 'LockStmt') found.add('LOCK TABLE');
      if (kind === 'UpdateStmt') inSet(tree.targetList, tableName(tree.relation as Tree), tables, found);
      if (kind === 'InsertStmt') {
        const conflict = tree.onConflictClause as Tree | undefined;
        inSet(conflict?.targetList, tableName(tree.relation as Tree), tables, found);
      }
      if (counties.length === 0) return;
      if (kind === 'ColumnRef' && nameParts(tree.fields).at(-1) === 'ctid') found.add('ctid');
      const clock = clockOf(kind, tree);
      if (clock) found.add(`${clock}: times, ids and randomness come in as parameters`);
      if (kind === 'SelectStmt' && tree.lockingClause && countyTables(tree.fromClause, tables).length > 0) {
        if (!hasCounty(tree)) found.add('FOR UPDATE without county');
      }
    });
  }
  return [...found];
}

function inSet(list: unknown, table: string, tables: Manifest['tables'], found: Set<string>): void {
  for (const { ResTarget: target } of (list as { ResTarget?: Tree }[] | undefined) ?? []) {
    if (target?.name === 'county' && tables[table] === 'county')
      found.add('UPDATE of county, which never changes');
  }
  if (tables[table] === 'local') return;
  walk(list, (kind, tree) => {
    const clock = clockOf(kind, tree);
    if (clock) found.add(`volatile ${clock} in SET`);
  });
}

function clockOf(kind: string, tree: Tree): string | undefined {
  if (kind === 'SQLValueFunction') {
    const op = String(tree.op).replace('SVFOP_', '');
    return /DATE|TIME/.test(op) ? op : undefined;
  }
  if (kind !== 'FuncCall') return undefined;
  const name = nameParts(tree.funcname).at(-1) ?? '';
  return clocks.has(name) ? `${name}()` : undefined;
}

function countyTables(tree: unknown, tables: Manifest['tables']): string[] {
  const found: string[] = [];
  walk(tree, (_, node) => {
    // An INSERT, UPDATE or DELETE names its table without a node type of its own.
    for (const relation of [node, node.relation as Tree | undefined]) {
      if (relation && 'relname' in relation && tables[tableName(relation)] === 'county')
        found.push(tableName(relation));
    }
  });
  return found;
}

/** Whether a SELECT compares `county` with something for equality. */
function hasCounty(select: Tree): boolean {
  let found = false;
  walk([select.whereClause, select.fromClause], (kind, node) => {
    if (kind !== 'A_Expr' || nameParts(node.name)[0] !== '=') return;
    for (const side of [node.lexpr, node.rexpr]) {
      const column = (side as Tree | undefined)?.ColumnRef as Tree | undefined;
      if (column && nameParts(column.fields).at(-1) === 'county') found = true;
    }
  });
  return found;
}
