import type { Manifest } from '../../src/kernel/db/manifest.ts';
import type { Pool } from '../../src/kernel/db/pool.ts';
import { sqlState } from '../../src/kernel/db/problem.ts';
import { shardOf } from './hashed.ts';
import type { Recorded, Recording } from './recorder.ts';
import { syntaxOffences } from './statements.ts';
import { parseStatements } from './syntax.ts';

type Plan = { 'Relation Name'?: string; Plans?: Plan[] };

/**
 * Judges what was recorded on the proof database: every statement is explained with its real parameters and must touch the
 * shard of one county or be on the list, and its syntax must keep the rules. One line for each offence.
 */
export async function statementOffences(
  pool: Pool,
  recording: Recording,
  manifest: Manifest,
): Promise<string[]> {
  const found = recording.mixed.map((tables) => `a transaction wrote to several counties: ${tables}`);
  for (const sets of recording.statements.values()) {
    const one = sets[0]!;
    // A library's own statements touch its own tables alone, and those are local.
    if (manifest.librarySchemas.some((schema) => one.text.includes(schema))) continue;
    const say = (what: string) => found.push(`${one.origin}: ${what}\n    ${brief(one.text)}`);
    for (const offence of syntaxOffences(one.text, manifest)) say(offence);
    if (nameOf(one) in manifest.fanOut) continue;
    const touched = Math.max(...(await Promise.all(sets.map((set) => shardsTouched(pool, set)))));
    if (touched > 1) say(`touches ${touched} shards and is not on the list of statements that may`);
  }
  return [...new Set(found)];
}

/** On how many shards a statement looks for rows, by its plan. */
export async function shardsTouched(
  pool: Pool,
  { text, values }: Pick<Recorded, 'text' | 'values'>,
): Promise<number> {
  const parts = values.length > 0 ? [text] : parseStatements(text).map((statement) => statement.text);
  const touched = new Set<number>();
  for (const part of parts) {
    try {
      const { rows } = await pool.query(`EXPLAIN (FORMAT JSON) ${part}`, values);
      for (const { Plan } of rows[0]['QUERY PLAN'] as { Plan: Plan }[]) collect(Plan, touched);
    } catch (error) {
      // The statement was wrong when it was sent, too (a test of an error), or its table was a passing one.
      if (!/^(22|42|23)/.test(sqlState(error) ?? '')) throw error;
    }
  }
  return touched.size;
}

function collect(plan: Plan, touched: Set<number>): void {
  const shard = shardOf(plan['Relation Name'] ?? '');
  if (shard !== undefined) touched.add(shard);
  for (const below of plan.Plans ?? []) collect(below, touched);
}

function nameOf({ name, text }: Recorded): string {
  return name ?? /^\s*\/\*\s*([\w.]+)/.exec(text)?.[1] ?? '';
}

function brief(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length > 300 ? `${line.slice(0, 300)} …` : line;
}
