import { deskRoles, type Grant } from '@lianfang/domain/kernel/access.ts';
import { problem } from '@lianfang/domain/kernel/problem.ts';
import { type Attempt, forgetTries, giveBackTry, signInLimit, takeTry } from './attempts.ts';
import type { AccessDeps } from './deps.ts';
import { change, recordAside } from './log.ts';
import { isPassword } from './passwords.ts';
import { type AccountRow, claimedName, findAccount, findClaim, grantsOf, inForce } from './store.ts';
import { totpStep } from './totp.ts';

export type Credentials = {
  readonly account: string;
  readonly password: string;
  readonly code?: string | undefined;
};
export type Verified = {
  readonly county: string;
  readonly account: AccountRow;
  readonly grants: readonly Grant[];
};

const nobody = '00000000-0000-7000-8000-000000000001';

/**
 * Tells whether name, password and, where a role at a desk is held, the second factor belong together. A name that does
 * not exist, one out of use and a wrong password are the same answer after the same work: `session.wrong`. Five failures
 * of a name, real or not, lock it for half an hour: `session.locked` (`until`). `session.second_factor` asks for the code
 * (`why: 'needed'`), or says that it is wrong or was used, or that none was ever given out.
 */
export async function verifyCredentials(
  deps: AccessDeps,
  { account, password, code }: Credentials,
): Promise<Verified> {
  const name = claimedName(account);
  const attempt = await takeTry(deps, signInLimit, name);
  if (attempt.lockedUntil) throw problem('session.locked', { until: attempt.lockedUntil });
  const claim = await findClaim(deps.pool, name);
  const row = await findAccount(deps.pool, claim?.county ?? '', claim?.account ?? nobody);
  const matches = await isPassword(row?.hash, password);
  if (!claim || !row || !matches || row.disabledAt !== null) {
    if (claim && row) noteFailure(deps, claim.county, row.id, attempt);
    throw problem('session.wrong');
  }
  const all = await grantsOf(deps.pool, claim.county, [row.id]);
  const grants = inForce(all.get(row.id), deps.now());
  if (row.totp !== null || grants.some(({ role }) => deskRoles.includes(role))) {
    await checkSecondFactor(deps, claim.county, row, code, attempt);
  }
  await forgetTries(deps, signInLimit, name);
  return { county: claim.county, account: row, grants };
}

async function checkSecondFactor(
  deps: AccessDeps,
  county: string,
  row: AccountRow,
  code: string | undefined,
  attempt: Attempt,
): Promise<void> {
  if (code === undefined || row.totp === null) {
    await giveBackTry(deps, attempt);
    throw problem('session.second_factor', { why: row.totp === null ? 'not_given' : 'needed' });
  }
  const step = totpStep(deps.keyring, county, row.id, row.totp, code, deps.now());
  if (step !== undefined && (await takeStep(deps, county, row.id, step))) return;
  noteFailure(deps, county, row.id, attempt);
  throw problem('session.second_factor', { why: 'wrong' });
}

/** True for the first who comes with a code of this step; the row decides between two at once. */
async function takeStep(deps: AccessDeps, county: string, account: string, step: number): Promise<boolean> {
  const { rowCount } = await deps.pool.query(
    'UPDATE access.account SET totp_step = $3 WHERE county = $1 AND id = $2 AND totp_step < $3',
    [county, account, step],
  );
  return rowCount === 1;
}

async function noteFailure(
  deps: AccessDeps,
  county: string,
  account: string,
  { tries }: Attempt,
): Promise<void> {
  const actor = { id: account, kind: 'account', county, grants: [] } as const;
  recordAside(deps, () =>
    change(deps, actor, async (_tx, note) => {
      note('session.failed', account, { tries });
      if (tries >= signInLimit.tries) note('account.locked', account);
    }),
  );
}
