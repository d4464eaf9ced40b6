import { joinPersonal } from '@lianfang/domain/kernel/personal.ts';
import type pg from 'pg';
import type { Vault } from '../access/seal.ts';
import { inTransaction } from '../db/pool.ts';
import type { Sum } from '../indicators/sum.ts';
import { addSums } from '../indicators/sums.ts';
import { type Kinds, tokensOf } from './door.ts';
import { isRefusal, type Passed, type Tx } from './handlers.ts';

/** The content of a ledger row, as the door wrote it. */
type Content = {
  kind: string;
  device: string;
  at: string;
  occurred: string;
  received: string;
  skew?: number;
  post?: string;
  area?: string;
  actor: string;
  data: Record<string, unknown>;
};

type Row = { id: string; position: string; content: string; sealed: Buffer | null };

/** Rows that are read and applied in one transaction. */
const STEP = 1000;

/**
 * Makes the modules' tables of a county anew out of its ledger: reads it from `from` in the order of positions and applies
 * each entry to `to`, whose tables of the modules are empty. `only` chooses kinds: a report is a frozen document and
 * is kept, not computed again. Nothing is checked again: what stands in the ledger was let in once, and rules may have
 * changed since. Where personal data has been destroyed, look-up hashes and what was told from it (doubtful numbers)
 * do not come back; counts do. Begins after the position `after`, for tables that have come that far. Returns the position that it
 * has come to.
 */
export async function rebuild(
  tools: { from: pg.Pool; to: pg.Pool; kinds: Kinds; vault: Pick<Vault, 'open' | 'token'> },
  county: string,
  only: (kind: string) => boolean = () => true,
  after = 0n,
): Promise<bigint> {
  let position = after;
  for (;;) {
    const { rows } = await tools.from.query<Row>({
      name: 'ledger.rebuild',
      text: 'SELECT id, position, content, sealed FROM ledger.entry WHERE county = $1 AND position > $2 ORDER BY position LIMIT $3',
      values: [county, String(position), STEP],
    });
    if (rows.length === 0) return position;
    const chosen = rows.filter(({ content }) => only((JSON.parse(content) as Content).kind));
    const entries = await Promise.all(chosen.map((row) => passedOf(tools, county, row)));
    await inTransaction(tools.to, (client) => apply({ client, county, replay: true }, tools.kinds, entries));
    position = BigInt(rows.at(-1)?.position as string);
  }
}

async function passedOf(
  { kinds, vault }: { kinds: Kinds; vault: Pick<Vault, 'open' | 'token'> },
  county: string,
  { id, position, content, sealed }: Row,
): Promise<Passed<unknown>> {
  const entry = JSON.parse(content) as Content;
  const known = kinds.get(entry.kind);
  if (known === undefined)
    throw new Error(`the ledger has an entry of a kind that is unknown: ${entry.kind}`);
  const { kind, handler } = known;
  const personal = sealed === null ? undefined : await opened(vault, county, id, sealed);
  const data = joinPersonal(entry.data, personal);
  return {
    id,
    kind: entry.kind,
    position: BigInt(position),
    device: entry.device,
    actor: entry.actor,
    post: entry.post,
    area: entry.area,
    occurred: entry.occurred,
    claimed: entry.at,
    received: entry.received,
    clockOff: entry.skew !== undefined,
    what: handler.derive(data, { actor: { kind: 'server' }, at: entry.occurred, post: entry.post }),
    tokens: tokensOf(kind.lookups ?? {}, data, county, vault),
  };
}

/** The personal half, or nothing when its key was destroyed at the end of its time. */
async function opened(
  vault: Pick<Vault, 'open'>,
  county: string,
  id: string,
  sealed: Buffer,
): Promise<Record<string, unknown> | undefined> {
  try {
    return await vault.open(county, id, sealed);
  } catch (error) {
    if ((error as { details?: { why?: string } }).details?.why === 'destroyed') return undefined;
    throw error;
  }
}

async function apply(tx: Tx, kinds: Kinds, entries: readonly Passed<unknown>[]): Promise<void> {
  const sums: Sum[] = [];
  let run: Passed<unknown>[] = [];
  const endRun = async () => {
    for (const [name, facts] of Map.groupBy(run, ({ kind }) => kind)) {
      const handler = kinds.get(name)?.handler;
      if (handler?.mode === 'fact') sums.push(...(await handler.apply(tx, facts)));
    }
    run = [];
  };
  for (const entry of entries) {
    const handler = kinds.get(entry.kind)?.handler;
    if (handler?.mode !== 'change') {
      run.push(entry);
      continue;
    }
    await endRun();
    // It was applied once: if its base never came, it was let through by force.
    const result = await handler.apply(tx, entry, true);
    if (isRefusal(result))
      throw new Error(`${entry.kind} at ${entry.position} is refused: ${result.refused}`);
    sums.push(...result);
  }
  await endRun();
  await addSums(tx, sums);
}
