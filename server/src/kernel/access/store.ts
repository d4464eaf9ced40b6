import type { Grant, Role } from '@lianfang/domain/kernel/access.ts';
import type { Tx } from '../db/pool.ts';

type Db = Pick<Tx, 'query'>;

export type AccountRow = {
  id: string;
  name: string;
  display: string;
  unit: string | null;
  agency: string | null;
  hash: string;
  setAt: string;
  mustChange: boolean;
  totp: Buffer | null;
  disabledAt: string | null;
  lastLoginAt: string | null;
  lastLoginFrom: string | null;
};

const accountColumns = `a.id, a.name, a.display, a.unit, u.agency, a.password_hash AS hash, a.password_set_at AS "setAt", a.must_change AS "mustChange",
  a.totp_secret AS totp, a.disabled_at AS "disabledAt", a.last_login_at AS "lastLoginAt", a.last_login_from AS "lastLoginFrom"`;

/** How a sign-in name is compared: 张三, ＺＨＡＮＧ and `zhang ` are typed in many ways. */
export function claimedName(name: string): string {
  return name.normalize('NFKC').trim().toLowerCase();
}

export async function findClaim(
  db: Db,
  name: string,
): Promise<{ county: string; account: string } | undefined> {
  const { rows } = await db.query<{ county: string; account: string }>({
    name: 'access.claim',
    text: 'SELECT county, account FROM access.account_name WHERE name = $1',
    values: [claimedName(name)],
  });
  return rows[0];
}

/** An account; with `lock` its row stays locked until the transaction ends. */
export async function findAccount(
  db: Db,
  county: string,
  id: string,
  lock = false,
): Promise<AccountRow | undefined> {
  const { rows } = await db.query<AccountRow>(
    `SELECT ${accountColumns} FROM access.account a LEFT JOIN access.unit u ON u.county = a.county AND u.id = a.unit
      WHERE a.county = $1 AND a.id = $2 ${lock ? 'FOR UPDATE OF a' : ''}`,
    [county, id],
  );
  return rows[0];
}

type GrantRow = { account: string; role: Role; area: string; from: string; until: string | null };

/** The grants of accounts of a county, ended ones too, by account. */
export async function grantsOf(
  db: Db,
  county: string,
  accounts: readonly string[],
): Promise<Map<string, Grant[]>> {
  const { rows } = await db.query<GrantRow>({
    name: 'access.grants',
    text: `SELECT account, role, area, from_at AS "from", until_at AS until FROM access.role_grant
            WHERE county = $1 AND account = ANY($2::uuid[]) ORDER BY from_at, role`,
    values: [county, accounts],
  });
  const grants = new Map<string, Grant[]>();
  for (const { account, role, area, from, until } of rows) {
    const grant: Grant = { role, area, from, ...(until !== null && { until }) };
    grants.set(account, [...(grants.get(account) ?? []), grant]);
  }
  return grants;
}

/** The grants that hold at an instant (ms). */
export function inForce(grants: readonly Grant[] | undefined, at: number): Grant[] {
  return (grants ?? []).filter(
    ({ from, until }) => Date.parse(from) <= at && (until === undefined || at < Date.parse(until)),
  );
}

/** Before anything was ever captured. */
export const ALWAYS = '1970-01-01T00:00:00.000Z';

/**
 * The grants of one who is signed in now: whoever holds a role today may enter with it what happened before (registers
 * kept on paper, a program that catches up), so they reach back without end.
 */
export function present(grants: readonly Grant[] | undefined, at: number): Grant[] {
  return inForce(grants, at).map((grant) => ({ ...grant, from: ALWAYS }));
}

/** The grants as they count for an account that went out of use at `disabledAt`: none reaches beyond that. */
export function endedBy(grants: readonly Grant[], disabledAt: string | null): Grant[] {
  if (disabledAt === null) return [...grants];
  return grants
    .filter(({ from }) => Date.parse(from) <= Date.parse(disabledAt))
    .map((grant) =>
      grant.until !== undefined && Date.parse(grant.until) <= Date.parse(disabledAt)
        ? grant
        : { ...grant, until: disabledAt },
    );
}

/** The county's own area, 12 digits. */
export async function countyArea(db: Db, county: string): Promise<string> {
  const { rows } = await db.query<{ area: string }>({
    name: 'access.county',
    text: 'SELECT area FROM kernel.county WHERE county = $1',
    values: [county],
  });
  return rows[0]?.area.trim() ?? county.padEnd(12, '0');
}

/** The area (12 digits) of a unit that exists; undefined when there is none, or it is no more. */
export async function unitArea(db: Db, county: string, unit: string): Promise<string | undefined> {
  const { rows } = await db.query<{ area: string }>(
    'SELECT area FROM access.unit WHERE county = $1 AND id = $2 AND dissolved_at IS NULL',
    [county, unit],
  );
  return rows[0]?.area.trim();
}
