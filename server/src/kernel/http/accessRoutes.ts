import type { Answer } from '@lianfang/domain/kernel/entry.ts';
import type { FastifyInstance } from 'fastify';
import * as z from 'zod/mini';
import { runAccessCommand } from '../access/commands.ts';
import { deviceChallenge, deviceSession } from '../access/deviceSessions.ts';
import { enrolCrew } from '../access/devices.ts';
import { enrolDevice } from '../access/enrolment.ts';
import { demand } from '../access/permissions.ts';
import { accessReads } from '../access/reads.ts';
import { type RevealGuards, reveal } from '../access/reveal.ts';
import { signIn, signOut } from '../access/sessions.ts';
import type { Deps } from '../deps.ts';
import { runNotifyCommand } from '../notify/commands.ts';
import { parsed } from '../parsed.ts';
import { ownTokenOf, setSessionCookie, signedIn } from './requests.ts';

const short = (most: number) => z.string().check(z.minLength(1), z.maxLength(most));
const AccountSignIn = z.strictObject({
  account: short(64),
  password: short(256),
  code: z.optional(short(16)),
});
const DeviceSignIn = z.strictObject({
  device: z.uuid(),
  challenge: z.optional(short(512)),
  signature: z.optional(short(256)),
});
const Enrol = z.strictObject({
  code: short(32),
  publicKey: z.looseObject({ kty: z.literal('EC'), crv: z.literal('P-256'), x: short(64), y: short(64) }),
  name: short(64),
});
const Reveal = z.strictObject({
  purpose: short(32),
  why: short(200),
  entries: z.array(z.uuid()).check(z.minLength(1), z.maxLength(50)),
});

const Release = z.strictObject({ entry: z.uuid() });

/** Tries of a password or code from one address in a minute; a county's phones may share one. */
const tries = { config: { rateLimit: { max: 300, timeWindow: '1 minute' } } };

/** Sessions, devices, commands of administration and the one door to personal data. */
export function accessRoutes(
  app: FastifyInstance,
  deps: Deps,
  release: (county: string, entry: string, by: string) => Promise<Answer>,
  guards: RevealGuards = {},
): void {
  app.post('/api/session', tries, async (request, reply) => {
    const meta = { agent: request.headers['user-agent'], from: request.ip };
    const { body } = request;
    if (typeof body === 'object' && body !== null && 'device' in body) {
      const { device, challenge, signature } = parsed(DeviceSignIn, body);
      if (challenge === undefined || signature === undefined)
        return { challenge: deviceChallenge(deps, device) };
      return deviceSession(deps, { device, challenge, signature, ...meta });
    }
    const { token, expires, actor } = await signIn(deps, { ...parsed(AccountSignIn, body), ...meta });
    setSessionCookie(request, reply, token, expires);
    return {
      token,
      expires,
      me: await accessReads['access.me']({ deps, actor, county: actor.county, scope: undefined }, {}),
    };
  });

  app.delete('/api/session', async (request, reply) => {
    const token = ownTokenOf(request);
    if (token !== undefined) await signOut(deps, token);
    setSessionCookie(request, reply, '', undefined);
    return reply.code(204).send();
  });

  app.post('/api/devices', tries, async (request) =>
    enrolDevice(deps, { ...parsed(Enrol, request.body), from: request.ip } as Parameters<
      typeof enrolDevice
    >[1]),
  );

  app.post('/api/crew', tries, async (request) =>
    enrolCrew(deps, await signedIn(deps, request), parsed(AccountSignIn, request.body)),
  );

  app.post('/api/reveals', async (request) => {
    const actor = await signedIn(deps, request);
    return {
      reveals: await reveal(
        deps,
        actor,
        parsed(Reveal, request.body) as Parameters<typeof reveal>[2],
        guards,
      ),
    };
  });

  app.post('/api/commands/:name', async (request) => {
    const { name } = request.params as { name: string };
    const actor = await signedIn(deps, request, { changingPassword: name === 'access.password.change' });
    if (name.startsWith('notify.')) return runNotifyCommand(deps, actor, name, request.body ?? {});
    if (name !== 'ledger.release') return runAccessCommand(deps, actor, name, request.body ?? {});
    demand(actor, ['checkpoint_lead', 'data_desk', 'commander'], deps.now());
    const { entry } = parsed(Release, request.body);
    return { answer: await release(actor.county, entry, actor.id) };
  });
}
