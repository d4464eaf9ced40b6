import type { DeviceState, kernelReads } from '@lianfang/domain/kernel/reads.ts';
import type pg from 'pg';
import type { ReadsFor } from '../reads.ts';

type LedgerReads = Pick<
  typeof kernelReads,
  'ledger.state' | 'ledger.devices' | 'ledger.tray' | 'ledger.alarms' | 'ledger.feed'
>;

export const ledgerReads = {
  'ledger.state': async ({ deps, county }) => {
    const { rows } = await deps.pool.query<{
      position: string;
      hash: Buffer;
      signed_at: string;
      held: string;
      refused: string;
      alarms: string;
    }>(
      `SELECT h.position, h.hash, h.signed_at,
              (SELECT count(*) FROM ledger.tray WHERE county = $1 AND status = 'held') AS held,
              (SELECT count(*) FROM ledger.tray WHERE county = $1 AND status = 'refused') AS refused,
              (SELECT count(*) FROM ledger.alarm WHERE county = $1) AS alarms
       FROM ledger.head h WHERE h.county = $1`,
      [county],
    );
    const [head] = rows;
    return {
      county,
      position: head?.position ?? '0',
      hash: head?.hash.toString('hex') ?? '',
      ...(head && { signedAt: head.signed_at }),
      held: Number(head?.held ?? 0),
      refused: Number(head?.refused ?? 0),
      alarms: Number(head?.alarms ?? 0),
    };
  },

  'ledger.devices': async ({ deps, county }) => {
    const devices = await deviceStates(deps.pool, county);
    return {
      at: new Date(deps.now()).toISOString(),
      devices,
      behind: devices.filter(({ behindSince }) => behindSince !== undefined).length,
    };
  },

  'ledger.tray': async ({ deps, county }, { status, limit = 200 }) => {
    const { rows } = await deps.pool.query<{
      id: string;
      status: 'held' | 'refused';
      kind: string;
      post: string | null;
      device: string | null;
      reason: string | null;
      base: string | null;
      received: string;
      released_at: string | null;
    }>(
      `SELECT id, status, kind, post, device, reason, base, received, released_at FROM ledger.tray
       WHERE county = $1 AND status <> 'released' AND ($2::text IS NULL OR status = $2) ORDER BY received DESC, id LIMIT $3`,
      [county, status ?? null, limit],
    );
    return {
      rows: rows.map((row) => ({
        id: row.id,
        status: row.status,
        kind: row.kind,
        ...(row.post !== null && { post: row.post }),
        ...(row.device !== null && { device: row.device }),
        ...(row.reason !== null && { reason: row.reason }),
        ...(row.base !== null && { base: row.base }),
        received: row.received,
        ...(row.released_at !== null && { released: row.released_at }),
      })),
    };
  },

  'ledger.alarms': async ({ deps, county }, { limit = 100 }) => {
    const { rows } = await deps.pool.query<{
      id: string;
      at: string;
      code: string;
      detail: Record<string, unknown>;
    }>('SELECT id, at, code, detail FROM ledger.alarm WHERE county = $1 ORDER BY at DESC, id LIMIT $2', [
      county,
      limit,
    ]);
    return { rows };
  },

  'ledger.feed': async ({ deps, county }, { after = '0', limit = 200 }) => {
    const { rows } = await deps.pool.query<{ position: string; id: string; hash: Buffer; content: string }>({
      name: 'ledger.feed',
      text: 'SELECT position, id, hash, content FROM ledger.entry WHERE county = $1 AND position > $2 ORDER BY position LIMIT $3',
      values: [county, after, limit],
    });
    return {
      rows: rows.map(({ position, id, hash, content }) => ({
        position,
        id,
        hash: hash.toString('hex'),
        content: JSON.parse(content) as Record<string, unknown>,
      })),
      head: await headPosition(deps.pool, county),
    };
  },
} satisfies ReadsFor<LedgerReads>;

/** How far every device of the county is, those behind first. */
export async function deviceStates(db: pg.Pool | pg.ClientBase, county: string): Promise<DeviceState[]> {
  const { rows } = await db.query<{
    id: string;
    name: string;
    post: string | null;
    unit: string | null;
    revoked_at: string | null;
    captured: string | null;
    received: string;
    gaps: string[];
    last_delivery: string | null;
    last_contact: string | null;
    behind_since: string | null;
    skew_seconds: string | null;
  }>(
    `SELECT a.id, a.name, a.post, u.name AS unit, a.revoked_at, d.captured, d.last_delivery, d.last_contact, d.behind_since, d.skew_seconds,
            coalesce((SELECT sum(upper(r) - lower(r)) FROM unnest(d.received) AS r), 0) AS received,
            CASE WHEN d.captured > 0 THEN ARRAY(SELECT lower(r) || '-' || upper(r) - 1
              FROM unnest(int8multirange(int8range(1, d.captured + 1)) - d.received) AS r LIMIT 20) ELSE '{}' END AS gaps
     FROM access.device a LEFT JOIN ledger.device d ON d.county = a.county AND d.device = a.id
       LEFT JOIN access.unit u ON u.county = a.county AND u.id = a.unit
     WHERE a.county = $1 ORDER BY d.behind_since NULLS LAST, a.post, a.name, a.id`,
    [county],
  );
  return rows.map((row) => {
    const captured = Number(row.captured ?? 0);
    const received = Number(row.received);
    return {
      id: row.id,
      name: row.name,
      ...(row.post !== null && { post: row.post }),
      ...(row.unit !== null && { unitName: row.unit }),
      state: row.revoked_at === null ? ('active' as const) : ('revoked' as const),
      captured,
      received,
      missing: Math.max(0, captured - received),
      gaps: row.gaps.map((gap) => gap.split('-').map(Number) as [number, number]),
      ...(row.last_delivery !== null && { lastDeliveryAt: row.last_delivery }),
      ...(row.last_contact !== null && { lastContactAt: row.last_contact }),
      ...(row.behind_since !== null && { behindSince: row.behind_since }),
      ...(row.skew_seconds !== null && { skewSeconds: Number(row.skew_seconds) }),
    };
  });
}

/** The newest position of a county's ledger, '0' when nothing has been written. */
export async function headPosition(db: pg.Pool | pg.ClientBase, county: string): Promise<string> {
  const { rows } = await db.query<{ position: string }>(
    'SELECT position FROM ledger.head WHERE county = $1',
    [county],
  );
  return rows[0]?.position ?? '0';
}
