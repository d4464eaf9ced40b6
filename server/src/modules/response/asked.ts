import { problem } from '@lianfang/domain/kernel/problem.ts';
import { type Asked, scopePatterns } from '../../kernel/reads.ts';
import * as directory from './directory/store.ts';
import type * as life from './life/store.ts';
import type { Seen } from './standing.ts';

// What the reads of the command post share: who asks, when, for which response, from which place of a list on.

export function now({ deps }: Asked): string {
  return new Date(deps.now()).toISOString();
}

/** The response asked for; else the active one, or the newest. Throws for one that there is not. */
export function presentOf(
  all: readonly life.ResponseRecord[],
  id: string | undefined,
): life.ResponseRecord | undefined {
  if (id === undefined) return all.find(({ closed_at }) => closed_at === null) ?? all[0];
  const found = all.find((one) => one.id === id);
  if (found === undefined) throw problem('not_found', { what: 'response' });
  return found;
}

export async function seenBy({ deps, county, actor, scope }: Asked): Promise<Seen> {
  const units = await directory.unitsOf(deps.pool, county, actor.id);
  return { scope: scopePatterns(scope), units: units.map(({ unit }) => unit), actor: actor.id };
}

export function notOurs() {
  return problem('request.malformed', { fields: ['indicator'] });
}

export function positionOf(cutOff: string | undefined): bigint | undefined {
  return cutOff === undefined ? undefined : BigInt(cutOff);
}

export function wide(area: string): string {
  return area.padEnd(12, '0');
}

/** A place in a list that goes by position and number, as its reader hands it back. */
export function marked(position: string, n: number): string {
  return `${position}.${n}`;
}

export function placeOf(after: string | undefined): readonly [string, number] | undefined {
  if (after === undefined) return undefined;
  const [, position, n] = /^(\d{1,18})\.(\d{1,9})$/.exec(after) ?? [];
  if (position === undefined || n === undefined) throw problem('request.malformed', { fields: ['after'] });
  return [position, Number(n)];
}

export function nextOf(
  found: readonly { readonly position: string; readonly number: number }[],
  limit: number,
): { next?: string } {
  const last = found.length > limit ? found[limit - 1] : undefined;
  return last === undefined ? {} : { next: marked(last.position, last.number) };
}
