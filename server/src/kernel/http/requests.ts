import type { Actor } from '@lianfang/domain/kernel/access.ts';
import { problem } from '@lianfang/domain/kernel/problem.ts';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { authenticate } from '../access/sessions.ts';
import type { Deps } from '../deps.ts';

export const SESSION_COOKIE = 'lianfang_session';

/** The one who asks, with the session that says so. */
export type SignedIn = Actor & {
  readonly session: string;
  readonly sessionExpires: string;
  readonly mustChangePassword?: boolean;
};

/** The session's token from the header of a script or phone, or from the cookie of a browser. */
function tokenOf(request: FastifyRequest): { token: string; byCookie: boolean } | undefined {
  const header = request.headers.authorization;
  if (header !== undefined) {
    const [, token] = /^Bearer ([\w.~+/=-]{16,512})$/.exec(header) ?? [];
    return token === undefined ? undefined : { token, byCookie: false };
  }
  const cookie = (request.headers.cookie ?? '')
    .split(/;\s*/)
    .find((part) => part.startsWith(`${SESSION_COOKIE}=`));
  return cookie === undefined
    ? undefined
    : { token: cookie.slice(SESSION_COOKIE.length + 1), byCookie: true };
}

/**
 * The session's token as `tokenOf` finds it. A change asked for with a cookie needs the header `x-lianfang`, which a page of
 * another origin cannot send (V3.5 of ASVS: no request forgery); throws `access.denied` without it.
 */
export function ownTokenOf(request: FastifyRequest): string | undefined {
  const found = tokenOf(request);
  if (found?.byCookie && request.method !== 'GET' && request.headers['x-lianfang'] === undefined)
    throw problem('access.denied', { why: 'origin' });
  return found?.token;
}

/**
 * Who asks; throws `session.missing` or `session.expired`. With the header `x-lianfang-unattended` a page says that it asks
 * by itself while nobody touches it: that keeps no session alive. Who must change the password can do nothing else
 * (`changingPassword`), but be told who they are. `touch: false`: see `authenticate`.
 */
export async function signedIn(
  deps: Deps,
  request: FastifyRequest,
  how: { changingPassword?: boolean; touch?: boolean } = {},
): Promise<SignedIn> {
  const token = ownTokenOf(request);
  if (token === undefined) throw problem('session.missing');
  const touch = how.touch !== false && request.headers['x-lianfang-unattended'] === undefined;
  const actor = await authenticate(deps, token, { touch });
  if (actor === undefined) throw problem('session.expired');
  if ((actor as SignedIn).mustChangePassword === true && how.changingPassword !== true)
    throw problem('session.password_change');
  return actor;
}

/** Gives the browser its cookie, or takes it back with an empty token. */
export function setSessionCookie(
  request: FastifyRequest,
  reply: FastifyReply,
  token: string,
  expires: string | undefined,
): void {
  const parts = [`${SESSION_COOKIE}=${token}`, 'Path=/', 'HttpOnly', 'SameSite=Strict'];
  if (expires !== undefined) parts.push(`Expires=${new Date(expires).toUTCString()}`);
  if (token === '') parts.push('Max-Age=0');
  if (request.protocol === 'https') parts.push('Secure');
  void reply.header('set-cookie', parts.join('; '));
}
