import { expect } from 'vitest';
import { testDatabase } from '../../../../test/database.ts';
import { COUNTY, type Kit } from '../../../../test/kit.ts';
import { rebuild } from '../../../kernel/ledger/rebuild.ts';

/** Tables of another database that are made out of the ledger alone, again and again from where they have come to. */
export type Shadow = {
  /** Reads what has come since, and fails when a table is not what the product's is, row by row. */
  readonly agrees: () => Promise<void>;
  readonly drop: () => Promise<void>;
};

/** Who there is stands in no entry: kept, as it is when the tables of a county are made anew. */
const given = ['kernel.county', 'access.unit', 'access.account', 'access.account_unit', 'access.role_grant'];
/** By what their rows are told apart, and which rows are only left over of something. */
const tables = {
  'verification.list': ['id'],
  'verification.sheet': ['list, id'],
  'verification.row': ['id'],
  'verification.row_key': ['key'],
  'verification.tally': ['list, state', 'number <> 0'],
  'verification.finding': ['id'],
  'verification.attempt': ['id'],
  'verification.event': ['row, position'],
  'verification.ending': ['id, row'],
  'tasks.task': ['id'],
  'tasks.step': ['task, position, move'],
  'tasks.tally': ['kind, area, unit, origin_type, origin, state', 'number <> 0'],
  'tasks.duty': ['account, from_at'],
  'people.subject': ['id'],
  'people.step': ['subject, position'],
  'people.suggestion': ['subject, other'],
  'indicators.hour': ['indicator, hour, area, post', `value <> 0 AND indicator ~ '^(verification|tasks)'`],
} as const;

export async function openShadow({ product: { deps, kinds } }: Kit): Promise<Shadow> {
  const other = await testDatabase({ proof: false });
  let position = 0n;
  return {
    async agrees() {
      await other.pool.query(`TRUNCATE ${given.join(', ')} CASCADE`);
      for (const table of given) {
        const { rows } = await deps.pool.query(
          `SELECT json_agg(t)::text AS all FROM ${table} t WHERE county = $1`,
          [COUNTY],
        );
        await other.pool.query(
          `INSERT INTO ${table} SELECT * FROM json_populate_recordset(NULL::${table}, $1)`,
          [rows[0].all],
        );
      }
      position = await rebuild(
        { from: deps.pool, to: other.pool, kinds, vault: deps.vault },
        COUNTY,
        (kind) => /^(verification|task)\./.test(kind),
        position,
      );
      for (const [table, [order, only = 'true']] of Object.entries(tables)) {
        // Whom the server has told stands in no entry either: on a rebuild nobody is told again.
        const read = `SELECT to_jsonb(t) - 'told_at' AS row FROM ${table} t WHERE county = $1 AND ${only} ORDER BY ${order}`;
        const [was, is] = await Promise.all([
          deps.pool.query(read, [COUNTY]),
          other.pool.query(read, [COUNTY]),
        ]);
        expect(is.rows, table).toEqual(was.rows);
      }
    },
    drop: () => other.drop(),
  };
}
