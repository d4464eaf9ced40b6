import type { Actor, Agency, Grant } from '@lianfang/domain/kernel/access.ts';
import { SKEW_LIMIT_MS } from '@lianfang/domain/kernel/time.ts';
import type { Tx } from '../db/pool.ts';
import type { AccessDeps } from './deps.ts';
import { ALWAYS, endedBy, grantsOf, present } from './store.ts';

type Db = Pick<Tx, 'query'>;

export type DeviceRow = {
  id: string;
  name: string;
  /** Exactly one of the two is null: the post where it is now, or the unit whose phone it is. */
  post: string | null;
  unit: string | null;
  unitName: string | null;
  unitArea: string | null;
  publicKey: JsonWebKey | null;
  account: string | null;
  createdAt: string;
  revokedAt: string | null;
};

export type JsonWebKey = { kty: 'EC'; crv: 'P-256'; x: string; y: string };

/** The county that a device belongs to. */
export async function findDeviceCounty(db: Db, device: string): Promise<string | undefined> {
  const { rows } = await db.query<{ county: string }>({
    name: 'access.device_county',
    text: 'SELECT county FROM access.device_county WHERE device = $1',
    values: [device],
  });
  return rows[0]?.county;
}

/** A device; with `lock` its row stays locked until the transaction ends. */
export async function findDevice(
  db: Db,
  county: string,
  device: string,
  lock = false,
): Promise<DeviceRow | undefined> {
  const { rows } = await db.query<DeviceRow>({
    ...(lock ? {} : { name: 'access.device' }),
    text: `SELECT d.id, d.name, d.post, d.unit, u.name AS "unitName", u.area AS "unitArea", d.public_key AS "publicKey", d.account,
                  d.created_at AS "createdAt", d.revoked_at AS "revokedAt"
             FROM access.device d LEFT JOIN access.unit u ON u.county = d.county AND u.id = d.unit
            WHERE d.county = $1 AND d.id = $2 ${lock ? 'FOR UPDATE OF d' : ''}`,
    values: [county, device],
  });
  return rows[0];
}

/**
 * A device as one who acts: under the account that a program was given, else as itself with the role of a crew in the
 * county, or of an officer in the area of its unit. Undefined when that account is out of use.
 */
export async function deviceActor(
  deps: AccessDeps,
  county: string,
  device: DeviceRow,
  area: string,
): Promise<Actor | undefined> {
  if (device.account === null) {
    const grant: Grant =
      device.unit === null
        ? { role: 'checkpoint_crew', area, from: ALWAYS }
        : { role: 'community_officer', area: device.unitArea ?? area, from: ALWAYS };
    return { id: device.id, kind: 'device', county, grants: [grant], device: device.id };
  }
  const actor = (await actorsOf(deps, county, device.id, [device.account])).get(device.account);
  const grants = present(actor?.grants, deps.now());
  return actor && grants.length > 0 ? { ...actor, grants } : undefined;
}

/**
 * Everybody who has ever signed in on a device, by account, with the roles of then and now: an entry counts by the roles
 * that its actor held when it was captured, also after he was moved. Roles end with an account put out of use.
 */
export async function deviceActors(
  deps: AccessDeps,
  county: string,
  device: string,
): Promise<Map<string, Actor>> {
  const { rows } = await deps.pool.query<{ account: string }>({
    name: 'access.device_accounts',
    text: `SELECT account FROM access.device_account WHERE county = $1 AND device = $2
           UNION SELECT account FROM access.device WHERE county = $1 AND id = $2 AND account IS NOT NULL`,
    values: [county, device],
  });
  return actorsOf(
    deps,
    county,
    device,
    rows.map(({ account }) => account),
  );
}

async function actorsOf(
  deps: AccessDeps,
  county: string,
  device: string,
  accounts: string[],
): Promise<Map<string, Actor>> {
  if (accounts.length === 0) return new Map();
  const [grants, { rows }] = await Promise.all([
    grantsOf(deps.pool, county, accounts),
    deps.pool.query<{ id: string; createdAt: string; disabledAt: string | null; agency: Agency | null }>({
      name: 'access.device_actors',
      text: `SELECT a.id, a.created_at AS "createdAt", a.disabled_at AS "disabledAt", u.agency
               FROM access.account a LEFT JOIN access.unit u ON u.county = a.county AND u.id = a.unit
              WHERE a.county = $1 AND a.id = ANY($2::uuid[])`,
      values: [county, accounts],
    }),
  ]);
  return new Map(
    rows.map(({ id, createdAt, disabledAt, agency }) => [
      id,
      {
        id,
        kind: 'account',
        county,
        grants: endedBy(grants.get(id) ?? [], disabledAt).map((grant) => withSlack(grant, createdAt)),
        ...(agency !== null && { agency }),
        device,
      },
    ]),
  );
}

/**
 * Grants meet times that a phone claims: its clock may be off by as much as nobody sets right, and what came with the
 * account has no beginning before which anything could have been captured.
 */
function withSlack(grant: Grant, createdAt: string): Grant {
  const { from, until } = grant;
  return {
    ...grant,
    from: from === createdAt ? ALWAYS : new Date(Date.parse(from) - SKEW_LIMIT_MS).toISOString(),
    ...(until !== undefined && { until: new Date(Date.parse(until) + SKEW_LIMIT_MS).toISOString() }),
  };
}
