import { type Actor, type Grant, holds, type Role } from '@lianfang/domain/kernel/access.ts';
import { areaPrefix } from '@lianfang/domain/kernel/areaCode.ts';
import { problem } from '@lianfang/domain/kernel/problem.ts';

/** The id under which the server itself, or its operator on the command line, stands in the ledger. */
export const SERVER_ID = '00000000-0000-7000-8000-000000000000';

/** The server as one who acts in a county: what `bin/lianfang` does is done under it. */
export function serverActor(county: string): Actor {
  return { id: SERVER_ID, kind: 'server', county, grants: [] };
}

/** True when the actor may make an entry of a kind at the instant `at` (ISO 8601): `[]` leaves it to the server alone. */
export function mayMake(actor: Actor, who: readonly Role[], at: string): boolean {
  return actor.kind === 'server' || holds(actor, who, at);
}

/** The digits of a 6- or 12-digit area code that all areas below it begin with: `610330000000` → `610330`. */
export function prefixOf(area: string): string {
  return areaPrefix(area.padEnd(12, '0'));
}

/** True when the actor holds one of the roles for the area (12 digits) or one above it; `at` (ISO 8601) limits it to then. */
export function covers(actor: Actor, roles: readonly Role[], area: string, at?: string): boolean {
  const code = area.padEnd(12, '0');
  return actor.kind === 'server' || scopeOf(actor, roles, at).some((prefix) => code.startsWith(prefix));
}

/** The area prefixes that the actor's roles reach, none inside another. `at` (ISO 8601) limits it to grants held then. */
export function scopeOf(actor: Actor, roles: readonly Role[], at?: string): string[] {
  const prefixes = actor.grants
    .filter((grant) => roles.includes(grant.role) && (at === undefined || isHeld(grant, at)))
    .map(({ area }) => prefixOf(area));
  return [...new Set(prefixes)].filter(
    (prefix) => !prefixes.some((other) => other !== prefix && prefix.startsWith(other)),
  );
}

/** Throws `access.denied` unless the actor holds one of the roles now, for the area where one is given. */
export function demand(actor: Actor, roles: readonly Role[], nowMs: number, area?: string): void {
  if (actor.kind === 'server') return;
  const at = new Date(nowMs).toISOString();
  if (!holds(actor, roles, at)) throw problem('access.denied', { roles });
  if (area !== undefined && !covers(actor, roles, area, at)) throw problem('access.denied', { why: 'area' });
}

function isHeld(grant: Grant, at: string): boolean {
  const instant = Date.parse(at);
  return (
    Date.parse(grant.from) <= instant && (grant.until === undefined || instant < Date.parse(grant.until))
  );
}
