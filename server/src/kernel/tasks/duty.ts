import type { Refusal } from '@lianfang/domain/kernel/entry.ts';
import type { DutyEnded, DutyPlanned, SubstituteNamed } from '@lianfang/domain/kernel/taskEntries.ts';
import { holdsFor } from '@lianfang/domain/kernel/taskRules.ts';
import type { Passed, Tx } from '../ledger/handlers.ts';
import { moverOf } from './movers.ts';

const givers = ['checkpoint_lead', 'verification_desk', 'task_force_lead', 'data_desk', 'commander'] as const;

/** Why somebody may not plan for these people: they must be of a unit that he leads, or that his roles reach. */
async function refusePlanner(
  tx: Tx,
  { actor, occurred }: Passed<unknown>,
  accounts: readonly string[],
): Promise<Refusal | undefined> {
  if (tx.replay === true) return undefined;
  const { rows } = await tx.client.query<{ unit: string | null; area: string | null }>(
    `SELECT a.unit, u.area FROM access.account a LEFT JOIN access.unit u ON u.county = a.county AND u.id = a.unit
     WHERE a.county = $1 AND a.id = ANY ($2::uuid[])`,
    [tx.county, accounts],
  );
  if (rows.length < new Set(accounts).size) return { refused: 'task.person_unknown', fields: ['account'] };
  const mover = await moverOf(tx, actor, occurred);
  if (mover.server === true) return undefined;
  const county = tx.county.padEnd(12, '0');
  const may = rows.every(
    ({ unit, area }) => mover.leads.includes(unit ?? '') || holdsFor(mover, givers, area ?? county),
  );
  return may ? undefined : { refused: 'task.not_your_people', fields: ['account'] };
}

export async function planDuty(tx: Tx, passed: Passed<DutyPlanned>): Promise<Refusal | undefined> {
  const duties = [
    ...new Map(passed.what.duties.map((duty) => [`${duty.account} ${Date.parse(duty.from)}`, duty])).values(),
  ];
  const refusal = await refusePlanner(
    tx,
    passed,
    duties.map(({ account }) => account),
  );
  if (refusal !== undefined) return refusal;
  await tx.client.query(
    `INSERT INTO tasks.duty (county, account, from_at, until_at, position)
     SELECT $1, u.account, u.from_at, u.until_at, $2 FROM unnest($3::uuid[], $4::timestamptz[], $5::timestamptz[]) AS u(account, from_at, until_at)
     ON CONFLICT (county, account, from_at) DO UPDATE SET until_at = excluded.until_at, position = excluded.position`,
    [
      tx.county,
      String(passed.position),
      duties.map(({ account }) => account),
      duties.map(({ from }) => from),
      duties.map(({ until }) => until),
    ],
  );
  return undefined;
}

/** What is under way ends now; what was to come does not take place and still stands there, with no length. */
export async function endDuty(tx: Tx, passed: Passed<DutyEnded>): Promise<Refusal | undefined> {
  const { duties } = passed.what;
  const refusal = await refusePlanner(tx, passed, [...new Set(duties.map(({ account }) => account))]);
  if (refusal !== undefined) return refusal;
  const { rowCount } = await tx.client.query(
    `UPDATE tasks.duty d SET until_at = greatest(d.from_at, least(d.until_at, $3)), position = $2
     FROM unnest($4::uuid[], $5::timestamptz[]) AS u(account, from_at)
     WHERE d.county = $1 AND d.account = u.account AND d.from_at = u.from_at`,
    [
      tx.county,
      String(passed.position),
      passed.occurred,
      duties.map(({ account }) => account),
      duties.map(({ from }) => from),
    ],
  );
  return rowCount === 0 ? { refused: 'task.no_such_duty', fields: ['duties'] } : undefined;
}

/** Everybody may name his own substitute; others need to be over him. The same beginning again changes it. */
export async function nameSubstitute(tx: Tx, passed: Passed<SubstituteNamed>): Promise<Refusal | undefined> {
  const { account, substitute, from, until } = passed.what;
  const own = passed.actor === account;
  const refusal = own ? undefined : await refusePlanner(tx, passed, [account]);
  if (refusal !== undefined) return refusal;
  if (tx.replay !== true) {
    const { rows } = await tx.client.query(
      'SELECT 1 FROM access.account WHERE county = $1 AND id = $2 AND disabled_at IS NULL',
      [tx.county, substitute],
    );
    if (rows.length === 0) return { refused: 'task.person_unknown', fields: ['substitute'] };
  }
  await tx.client.query(
    `INSERT INTO tasks.substitute (county, account, substitute, from_at, until_at, position) VALUES ($1, $2, $3, $4, $5, $6)
     ON CONFLICT (county, account, from_at) DO UPDATE SET substitute = excluded.substitute, until_at = excluded.until_at, position = excluded.position`,
    [tx.county, account, substitute, from, until, String(passed.position)],
  );
  return undefined;
}
