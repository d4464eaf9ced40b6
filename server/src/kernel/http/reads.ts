import type { Role } from '@lianfang/domain/kernel/access.ts';
import { Problem, problem } from '@lianfang/domain/kernel/problem.ts';
import type { ReadKind } from '@lianfang/domain/kernel/read.ts';
import type { ValidateFunction } from 'ajv/dist/2020.js';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { scopeOf } from '../access/permissions.ts';
import type { Deps } from '../deps.ts';
import { compileParams, faultyFields } from '../ledger/schemas.ts';
import type { Asked } from '../reads.ts';
import { type SignedIn, signedIn } from './requests.ts';

type Handler = (asked: Asked, params: never) => Promise<unknown>;
type Read = { readonly kind: ReadKind; readonly valid: ValidateFunction; readonly handler: Handler };

/** `GET|POST /api/reads/<name>`: everything that can be read, by name. */
export function readsRoute(
  app: FastifyInstance,
  deps: Deps,
  kinds: Readonly<Record<string, ReadKind>>,
  handlers: Readonly<Record<string, unknown>>,
): void {
  const reads = new Map<string, Read>(
    Object.entries(kinds).map(([name, kind]) => {
      return [name, { kind, valid: compileParams(kind.params), handler: handlers[name] as Handler }];
    }),
  );
  const answer = async (request: FastifyRequest, params: Record<string, unknown>) => {
    const read = reads.get((request.params as { name: string }).name);
    if (read === undefined) throw problem('not_found', { what: 'read' });
    const asked = await whoAsks(deps, request, read.kind);
    if (!read.valid(params)) throw problem('request.malformed', { fields: faultyFields(read.valid) });
    return read.handler(asked, params as never);
  };
  app.get('/api/reads/:name', async (request) => {
    const params = { ...(request.query as Record<string, unknown>) };
    const { kind } = reads.get((request.params as { name: string }).name) ?? {};
    // What says something about a person has no place in an address, where it is logged along the way.
    if (kind?.personal && ['plate', 'document', 'phone', 'addresses'].some((key) => key in params))
      throw problem('request.malformed', { why: 'personal_in_address' });
    return answer(request, params);
  });
  app.post('/api/reads/:name', async (request) =>
    answer(request, { ...((request.body ?? {}) as Record<string, unknown>) }),
  );
}

/** Checks that the one who asks may; what the county's scope is for the roles that let them. */
export async function whoAsks(
  deps: Deps,
  request: FastifyRequest,
  kind: Pick<ReadKind, 'who'>,
): Promise<Asked> {
  if (kind.who === 'anyone') {
    // An ended session is no hindrance to what needs none.
    const known = await signedIn(deps, request, { changingPassword: true }).catch((error: unknown) => {
      if (error instanceof Problem && error.code.startsWith('session.')) return undefined;
      throw error;
    });
    if (known !== undefined) return { deps, actor: known, county: known.county, scope: undefined };
    const { rows } = await deps.pool.query<{ county: string }>(
      'SELECT county FROM kernel.county ORDER BY created LIMIT 1',
    );
    const county = rows[0]?.county ?? '';
    return { deps, county, actor: { id: '', kind: 'account', county, grants: [] }, scope: undefined };
  }
  const actor = await signedIn(deps, request);
  return { deps, actor, county: actor.county, scope: allowedScope(deps, actor, kind.who) };
}

function allowedScope(deps: Deps, actor: SignedIn, who: ReadKind['who']): readonly string[] | undefined {
  if (who === 'anyone') return undefined;
  if (who === 'device') {
    if (actor.device === undefined) throw problem('access.denied', { why: 'device' });
    return undefined;
  }
  const prefixes = scopeOf(actor, who as readonly Role[], new Date(deps.now()).toISOString());
  if (prefixes.length === 0) throw problem('access.denied');
  return prefixes.some((prefix) => actor.county.startsWith(prefix)) ? undefined : prefixes;
}
