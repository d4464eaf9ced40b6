import { scanSync } from 'libpg-query';
import type { Manifest } from '../../src/kernel/db/manifest.ts';
import { parseStatements, type Statement, type Tree, tableName } from './syntax.ts';

/**
 * Partitions of each county table on the proof database, each standing for one shard. Two tell a statement that is led to
 * one from a statement that is not; each more makes every copy of the database larger by six hundred files.
 */
export const shards = 2;
const suffix = /_county_(\d)$/;

/** Which shard a table of the proof database stands for; undefined when it is no part of a county table. */
export function shardOf(table: string): number | undefined {
  const found = suffix.exec(table)?.[1];
  return found === undefined ? undefined : Number(found);
}

/**
 * A migration's SQL with every county table partitioned by the hash of `county`, whatever it was partitioned by before.
 * PostgreSQL then refuses the keys that a distributed database would refuse: this is the first of the three proofs.
 */
export function hashedByCounty(sql: string, { tables }: Manifest): string {
  return parseStatements(sql)
    .map((statement) => rewrite(statement, (table) => tables[table] === 'county'))
    .join(';\n')
    .concat(';\n');
}

function rewrite({ type, node, text }: Statement, isCounty: (table: string) => boolean): string {
  if (type === 'CreateStmt') {
    const parents = ((node.inhRelations as Tree[] | undefined) ?? []).map((one) =>
      tableName(one.RangeVar as Tree),
    );
    if (node.partbound && parents.some(isCounty)) return dropped(text);
    const table = tableName(node.relation as Tree);
    if (isCounty(table)) return partitioned(table, text);
  }
  if (
    type === 'AlterTableStmt' &&
    /\b(ATTACH|DETACH)\s+PARTITION\b/i.test(text) &&
    isCounty(tableName(node.relation as Tree))
  ) {
    return dropped(text);
  }
  return text;
}

function dropped(text: string): string {
  return `SELECT 'left out: ${text.replaceAll("'", "''").slice(0, 80)}'`;
}

function partitioned(table: string, text: string): string {
  const { columns, rest } = splitAfterColumns(text);
  const storage = /\bWITH\s*\([^)]*\)/i.exec(rest)?.[0] ?? '';
  const parts = Array.from(
    { length: shards },
    (_, n) =>
      `CREATE TABLE ${table}_county_${n} PARTITION OF ${table} FOR VALUES WITH (MODULUS ${shards}, REMAINDER ${n}) ${storage}`,
  );
  return [`${columns} PARTITION BY HASH (county)`, ...parts].join(';\n');
}

/** The statement up to the bracket that closes its columns, and what comes after it. */
function splitAfterColumns(text: string): { columns: string; rest: string } {
  const bytes = Buffer.from(text);
  let depth = 0;
  for (const { text: token, end } of scanSync(text).tokens) {
    if (token === '(') depth++;
    if (token === ')' && --depth === 0) {
      return { columns: bytes.subarray(0, end).toString(), rest: bytes.subarray(end).toString() };
    }
  }
  throw new Error(`a county table without columns: ${text.slice(0, 80)}`);
}
