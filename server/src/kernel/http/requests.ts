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
export function tokenOf(request: FastifyRequest): { token: string; byCookie: boolean } | undefined {
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
 * Who asks; throws `session.missing` or `session.expired`. A change asked for with a cookie needs the header `x-lianfang`,
 * which a page of another origin cannot send (V3.5 of ASVS: no request forgery). Who must change the password can do
 * nothing else (`changingPassword`), but be told who they are.
 */
export async function signedIn(
  deps: Deps,
  request: FastifyRequest,
  changingPassword = false,
): Promise<SignedIn> {
  const found = tokenOf(request);
  if (found === undefined) throw problem('session.missing');
  if (found.byCookie && request.method !== 'GET' && request.headers['x-lianfang'] === undefined)
    throw problem('access.denied', { why: 'origin' });
  const actor = await authenticate(deps, found.token);
  if (actor === undefined) throw problem('session.expired');
  if ((actor as SignedIn).mustChangePassword === true && !changingPassword)
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
