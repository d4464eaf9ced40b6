import type { Actor, Grant } from '@lianfang/domain/kernel/access.ts';
import { problem } from '@lianfang/domain/kernel/problem.ts';
import type { kernelReads } from '@lianfang/domain/kernel/reads.ts';
import type { Asked, ReadsFor } from '../reads.ts';
import { STALE_DAYS } from './accounts.ts';
import { lockedNow, signInLimit } from './attempts.ts';
import { logRows } from './log.ts';
import { listSessions, type SignedIn } from './sessions.ts';
import { claimedName, findAccount, grantsOf } from './store.ts';

type AccessReads = Pick<
  typeof kernelReads,
  'access.me' | 'access.county' | 'access.accounts' | 'access.units' | 'access.sessions' | 'access.log'
>;

/** The reads `access.*` by name; who may ask stands in the domain's table and is checked before. */
export const accessReads: ReadsFor<AccessReads> = {
  'access.me': readMe,
  'access.county': async ({ deps, county }) => {
    const { name, exercise } = await countyNamed(deps, county);
    const { LIANFANG_SUPPORT_PHONE: supportPhone, LIANFANG_RECORD_NO: recordNo } = process.env;
    return {
      county,
      countyName: name,
      exercise,
      ...(supportPhone && { supportPhone }),
      ...(recordNo && { recordNo }),
    };
  },
  'access.accounts': readAccounts,
  'access.units': readUnits,
  'access.sessions': async ({ deps, actor }, { all }) => ({
    sessions: await listSessions(deps, actor, all ?? false),
  }),
  'access.log': readLog,
};

async function countyNamed(
  { pool }: Asked['deps'],
  county: string,
): Promise<{ name: string; exercise: boolean }> {
  const { rows } = await pool.query<{ name: string; exercise: boolean }>({
    name: 'access.county_named',
    text: 'SELECT name, exercise FROM kernel.county WHERE county = $1',
    values: [county],
  });
  return rows[0] ?? { name: county, exercise: false };
}

/** Who the asker is and what he may. Throws `session.missing` without a session. */
async function readMe({ deps, actor: asker }: Asked) {
  const actor: Actor & Partial<SignedIn> = asker;
  if (actor.sessionExpires === undefined) throw problem('session.missing');
  const named = await countyNamed(deps, actor.county);
  const account = actor.kind === 'account' ? await findAccount(deps.pool, actor.county, actor.id) : undefined;
  return {
    ...(account && {
      account: {
        id: account.id,
        name: account.name,
        display: account.display,
        ...(account.agency !== null && { agency: account.agency }),
      },
    }),
    ...(actor.device !== undefined && { device: actor.device }),
    county: actor.county,
    countyName: named.name,
    exercise: named.exercise,
    grants: actor.grants.map(({ role, area }) => ({ role, area })),
    mustChangePassword: actor.mustChangePassword ?? false,
    ...(actor.lastLogin && { lastLogin: actor.lastLogin }),
    expires: actor.sessionExpires,
  };
}

type AccountsRow = {
  id: string;
  name: string;
  display: string;
  unit: string | null;
  agency: string | null;
  createdAt: string;
  disabledAt: string | null;
  lastLoginAt: string | null;
  secondFactor: boolean;
};

/** The accounts of the county with all their grants, ended ones too. `stale`: not signed in for 90 days. */
async function readAccounts({ deps, actor }: Asked) {
  const { rows } = await deps.pool.query<AccountsRow>(
    `SELECT a.id, a.name, a.display, u.name AS unit, u.agency, a.created_at AS "createdAt", a.disabled_at AS "disabledAt",
            a.last_login_at AS "lastLoginAt", a.totp_secret IS NOT NULL AS "secondFactor"
       FROM access.account a LEFT JOIN access.unit u ON u.county = a.county AND u.id = a.unit
      WHERE a.county = $1 ORDER BY a.name`,
    [actor.county],
  );
  const [grants, locked] = await Promise.all([
    grantsOf(
      deps.pool,
      actor.county,
      rows.map(({ id }) => id),
    ),
    lockedNow(
      deps,
      signInLimit,
      rows.map(({ name }) => claimedName(name)),
    ),
  ]);
  const staleBefore = deps.now() - STALE_DAYS * 86_400_000;
  return {
    accounts: rows.map((row) => ({
      id: row.id,
      name: row.name,
      display: row.display,
      ...(row.unit !== null && { unit: row.unit }),
      ...(row.agency !== null && { agency: row.agency }),
      state: stateOf(row, locked),
      grants: (grants.get(row.id) ?? []) as Grant[],
      ...(row.lastLoginAt !== null && { lastLoginAt: row.lastLoginAt }),
      secondFactor: row.secondFactor,
      stale: Date.parse(row.lastLoginAt ?? row.createdAt) < staleBefore,
    })),
  };
}

function stateOf(
  { name, disabledAt }: AccountsRow,
  locked: ReadonlyMap<string, string>,
): 'active' | 'locked' | 'disabled' {
  if (disabledAt !== null) return 'disabled';
  return locked.has(claimedName(name)) ? 'locked' : 'active';
}

async function readUnits({ deps, actor }: Asked) {
  const { rows } = await deps.pool.query<{ id: string; name: string; agency: string; area: string }>(
    'SELECT id, name, agency, area FROM access.unit WHERE county = $1 ORDER BY name',
    [actor.county],
  );
  return { units: rows };
}

type LogPage = { after?: string | undefined; before?: string | undefined; limit?: number | undefined };

/** Changes and openings: in the ledger's order after a position, or the newest before one; 100 rows unless told otherwise. */
async function readLog({ deps, actor }: Asked, { after, before, limit = 100 }: LogPage) {
  const rows = await logRows(deps, actor.county, { after, before, limit });
  return {
    rows: rows.map(({ position, at, kind, data }) => {
      const { by, what, purpose, ...detail } = data as Record<string, unknown>;
      return { position, at, kind, by: String(by), what: String(what ?? purpose), detail };
    }),
    ...(rows.length === limit && { next: rows.at(-1)!.position }),
  };
}
