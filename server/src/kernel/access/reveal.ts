import { type Actor, holds, type Purpose, purposes, type Role } from '@lianfang/domain/kernel/access.ts';
import { Id } from '@lianfang/domain/kernel/ids.ts';
import { problem } from '@lianfang/domain/kernel/problem.ts';
import { COUNTY_OFFSET_MINUTES } from '@lianfang/domain/kernel/time.ts';
import * as z from 'zod/mini';
import { parsed } from '../parsed.ts';
import type { AccessDeps } from './deps.ts';
import { recordReveal } from './log.ts';
import { covers } from './permissions.ts';

/** Who may open personal data for what. The auditor sees who opened what, never what was opened. */
export const revealRoles: Readonly<Record<Purpose, readonly Role[]>> = {
  verification: ['data_desk', 'checkpoint_lead'],
  correction: ['data_desk', 'checkpoint_lead'],
  medical: ['checkpoint_lead', 'commander'],
  tracing: ['data_desk', 'commander'],
  complaint: ['data_desk', 'checkpoint_lead', 'commander'],
  export: ['data_desk'],
  audit: ['commander'],
};

/** An entry that somebody wants opened: without what is sealed in it. */
export type RevealAsked = {
  readonly id: string;
  readonly kind: string;
  readonly data: Readonly<Record<string, unknown>>;
};

/**
 * Who may open entries of a kind, told by the module that has it, where that is not a question of the area of a post: the
 * roles by purpose, and whether the actor, who holds one of them, may open these.
 */
export type RevealGuard = {
  readonly roles: Partial<Record<Purpose, readonly Role[]>>;
  readonly may: (deps: AccessDeps, actor: Actor, entries: readonly RevealAsked[]) => Promise<boolean>;
};

/** Guards by kind of entry. */
export type RevealGuards = Readonly<Record<string, RevealGuard>>;

/** Entries that one person may open in a minute and in a day. */
export const revealLimits = { minute: 60, day: 2000, once: 50 } as const;

/** The body of `POST /api/reveals`. */
export const RevealRequest = z.strictObject({
  purpose: z.enum(purposes),
  why: z.string().check(z.trim(), z.minLength(2), z.maxLength(200)),
  entries: z.array(Id).check(z.minLength(1), z.maxLength(revealLimits.once)),
});
export type RevealRequest = z.infer<typeof RevealRequest>;

export type Reveal = { id: string; personal: Record<string, unknown>; erased?: true };

/**
 * The one door to personal data. Checks role and purpose, the area of each entry's post and the actor's rate, writes to
 * the ledger who opens what and why, and only then gives it out. `erased` marks entries whose key was destroyed.
 * Throws `request.malformed`, `access.denied`, `not_found`, `request.too_many` (`retryAfter` in seconds), `ledger.altered`.
 */
export async function reveal(
  deps: AccessDeps,
  actor: Actor,
  request: RevealRequest,
  guards: RevealGuards = {},
): Promise<Reveal[]> {
  const { purpose, why, entries } = parsed(RevealRequest, request);
  const at = new Date(deps.now()).toISOString();
  const allowed = [
    ...new Set([
      ...revealRoles[purpose],
      ...Object.values(guards).flatMap(({ roles }) => roles[purpose] ?? []),
    ]),
  ];
  if (actor.kind !== 'account' || !holds(actor, allowed, at))
    throw problem('access.denied', { roles: allowed });
  const ids = [...new Set(entries)];
  const rows = await findSealed(deps, actor.county, ids);
  for (const [guard, alike] of Map.groupBy(rows, ({ kind }) => guards[kind])) {
    if (guard === undefined) {
      for (const { area } of alike)
        if (!covers(actor, revealRoles[purpose], area ?? actor.county, at))
          throw problem('access.denied', { why: 'area' });
    } else if (!holds(actor, guard.roles[purpose] ?? [], at) || !(await guard.may(deps, actor, alike)))
      throw problem('access.denied', { why: 'owner' });
  }
  if (rows.length < ids.length) throw problem('not_found', { what: 'entry' });
  await countReveals(deps, actor, ids.length);
  const opened = await Promise.all(rows.map((row) => openOne(deps, actor.county, row)));
  await recordReveal(deps, actor.county, {
    by: actor.id,
    purpose,
    why: withoutNumbers(why),
    entries: ids,
  });
  const byId = new Map(opened.map((one) => [one.id, one]));
  return ids.flatMap((id) => byId.get(id) ?? []);
}

type SealedRow = RevealAsked & { readonly sealed: Buffer | null; readonly area: string | undefined };

async function findSealed(deps: AccessDeps, county: string, ids: readonly string[]): Promise<SealedRow[]> {
  const { rows } = await deps.pool.query<{ id: string; sealed: Buffer | null; content: string }>({
    name: 'access.reveal',
    text: 'SELECT id, sealed, content FROM ledger.entry WHERE county = $1 AND id = ANY($2::uuid[])',
    values: [county, ids],
  });
  return rows.map(({ id, sealed, content }) => {
    const { area, kind, data } = JSON.parse(content) as Pick<RevealAsked, 'kind' | 'data'> & {
      area?: string;
    };
    return { id, kind, data, sealed, area };
  });
}

async function openOne(
  deps: AccessDeps,
  county: string,
  { id, sealed }: Pick<SealedRow, 'id' | 'sealed'>,
): Promise<Reveal> {
  if (sealed === null) return { id, personal: {} };
  try {
    return { id, personal: await deps.vault.open(county, id, sealed) };
  } catch (error) {
    if ((error as { details?: { why?: string } }).details?.why !== 'destroyed') throw error;
    return { id, personal: {}, erased: true };
  }
}

/** Counts in the database: neither a restart nor a second process gives anybody more. */
async function countReveals(deps: AccessDeps, actor: Actor, count: number): Promise<void> {
  const now = deps.now();
  const minute = Math.floor(now / 60_000);
  const day = Math.floor((now + COUNTY_OFFSET_MINUTES * 60_000) / 86_400_000);
  const { rowCount } = await deps.pool.query(
    `INSERT INTO access.reveal_quota AS q (county, actor, minute, minute_count, day, day_count) VALUES ($1, $2, $3, $5, $4, $5)
     ON CONFLICT (county, actor) DO UPDATE SET
       minute = $3, minute_count = $5 + CASE WHEN q.minute = $3 THEN q.minute_count ELSE 0 END,
       day = $4, day_count = $5 + CASE WHEN q.day = $4 THEN q.day_count ELSE 0 END
     WHERE $5 + CASE WHEN q.minute = $3 THEN q.minute_count ELSE 0 END <= $6
       AND $5 + CASE WHEN q.day = $4 THEN q.day_count ELSE 0 END <= $7`,
    [actor.county, actor.id, minute, day, count, revealLimits.minute, revealLimits.day],
  );
  if (rowCount === 0) throw problem('request.too_many', { retryAfter: 60 - Math.floor((now / 1000) % 60) });
}

/** The ledger is for ever: an ID number or phone that somebody types into the reason does not go in. */
export function withoutNumbers(why: string): string {
  return why.normalize('NFKC').replace(/\d[\d\s-]{5,}[\dXx]?/g, '＊');
}
