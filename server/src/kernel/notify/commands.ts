import { randomBytes } from 'node:crypto';
import type { Actor, Role } from '@lianfang/domain/kernel/access.ts';
import { Id, uuidv7 } from '@lianfang/domain/kernel/ids.ts';
import { channelKinds, messageKinds } from '@lianfang/domain/kernel/notify.ts';
import { problem } from '@lianfang/domain/kernel/problem.ts';
import * as z from 'zod/mini';
import { change } from '../access/log.ts';
import { demand } from '../access/permissions.ts';
import { openSecret, sealSecret } from '../access/seal.ts';
import { countyArea } from '../access/store.ts';
import type { Deps } from '../deps.ts';
import { parsed } from '../parsed.ts';
import { checkAddress, type Secrets } from './channels.ts';
import { secretContext, sendTest } from './deliver.ts';
import * as store from './store.ts';

type Command<P extends z.ZodMiniType> = {
  /** Roles that may, for the whole county; `self`: anyone signed in, over what is theirs. */
  readonly who: readonly Role[] | 'self';
  readonly params: P;
  readonly run: (deps: Deps, actor: Actor, params: z.output<P>) => Promise<object>;
};

function command<P extends z.ZodMiniType>(one: Command<P>): Command<P> {
  return one;
}

const text = (most: number) => z.string().check(z.minLength(1), z.maxLength(most), z.regex(/^\P{Cc}*$/u));
const Header = z.string().check(z.regex(/^[A-Za-z0-9-]{1,64}$/));

const ChannelGiven = z.strictObject({
  /** The channel to change; a new one without it. */
  channel: z.optional(Id),
  kind: z.enum(channelKinds),
  name: text(64),
  /** The address with its key, as copied from the robot's page. Left out in a change, address and secrets stay. */
  url: z.optional(text(2000)),
  secret: z.optional(text(200)),
  sms: z.optional(
    z.strictObject({
      method: z.enum(['POST', 'GET', 'PUT']),
      headers: z.optional(z.record(Header, text(1000))),
      body: z.optional(z.string().check(z.maxLength(4000))),
      phones: z.array(z.string().check(z.regex(/^\+?\d{5,15}$/))).check(z.minLength(1), z.maxLength(50)),
      accepted: z.optional(text(100)),
    }),
  ),
  /** What it hears of; everything without it. */
  kinds: z.optional(z.array(z.enum(messageKinds)).check(z.minLength(1))),
  /** Only what is told to people of this unit. */
  unit: z.optional(Id),
  language: z.optional(z.enum(['zh', 'en'])),
  active: z.optional(z.boolean()),
});
type ChannelGiven = z.infer<typeof ChannelGiven>;

export const notifyCommands = {
  'notify.channel.set': command({
    who: ['system_admin'],
    params: ChannelGiven,
    run: setChannel,
  }),
  'notify.channel.remove': command({
    who: ['system_admin'],
    params: z.strictObject({ channel: Id }),
    async run(deps, actor, { channel }) {
      await change(deps, actor, async (client, note) => {
        if (!(await store.removeChannel({ client, county: actor.county }, channel)))
          throw problem('not_found', { what: 'channel' });
        note('notify.channel.removed', channel);
      });
      return {};
    },
  }),
  'notify.channel.test': command({
    who: ['system_admin'],
    params: z.strictObject({ channel: Id }),
    async run(deps, actor, { channel }) {
      const [found] = await store.channels(deps.pool, actor.county, channel);
      if (found === undefined) throw problem('not_found', { what: 'channel' });
      const outcome = await sendTest(deps, actor.county, found);
      return outcome.is === 'sent' ? { sent: true } : { sent: false, error: outcome.error };
    },
  }),
  'notify.read': command({
    who: 'self',
    params: z.strictObject({
      /** All that is unread without it. */
      messages: z.optional(z.array(Id).check(z.minLength(1), z.maxLength(500))),
    }),
    async run({ pool, now }, actor, { messages }) {
      return {
        read: await store.markRead(pool, actor.county, actor.id, messages, new Date(now()).toISOString()),
      };
    },
  }),
} as const;

/**
 * Runs a command of notifications by its name. Throws `not_found` for a name unknown, `access.denied`, `request.malformed`
 * (`fields`).
 */
export async function runNotifyCommand(
  deps: Deps,
  actor: Actor,
  name: string,
  params: unknown,
): Promise<object> {
  const known = Object.hasOwn(notifyCommands, name)
    ? notifyCommands[name as keyof typeof notifyCommands]
    : undefined;
  if (!known) throw problem('not_found', { what: 'command' });
  if (known.who === 'self') {
    if (actor.kind !== 'account') throw problem('access.denied', { why: 'account' });
  } else demand(actor, known.who, deps.now(), await countyArea(deps.pool, actor.county));
  return (known as Command<z.ZodMiniType>).run(deps, actor, parsed(known.params as z.ZodMiniType, params));
}

async function setChannel(deps: Deps, actor: Actor, given: ChannelGiven): Promise<object> {
  const { county } = actor;
  const id = given.channel ?? uuidv7(deps.now(), randomBytes(10));
  const [before] = given.channel === undefined ? [] : await store.channels(deps.pool, county, given.channel);
  if (given.channel !== undefined && before === undefined) throw problem('not_found', { what: 'channel' });
  if (given.unit !== undefined && !(await store.unitExists(deps.pool, county, given.unit)))
    throw problem('not_found', { what: 'unit' });
  const context = secretContext(county, id);
  const secrets = secretsOf(
    given,
    before?.kind === given.kind
      ? (JSON.parse(openSecret(deps.keyring, context, before.sealed).toString('utf8')) as Secrets)
      : undefined,
  );
  const host = checkAddress(given.kind, secrets.url);
  await change(deps, actor, async (client, note) => {
    await store.setChannel(
      { client, county },
      {
        id,
        kind: given.kind,
        name: given.name,
        host,
        robot: deps.vault.contentDigest(`robot ${secrets.url}`),
        sealed: sealSecret(deps.keyring, context, Buffer.from(JSON.stringify(secrets))),
        kinds: given.kinds ?? before?.kinds ?? [...messageKinds],
        unit: given.unit ?? null,
        language: given.language ?? before?.language ?? 'zh',
        active: given.active ?? true,
      },
      { actor: actor.id, at: new Date(deps.now()).toISOString() },
    );
    note('notify.channel.set', id, { kind: given.kind, host });
  });
  return { channel: id };
}

/** A change says only what is new: whoever renames a channel does not have its key at hand. */
function secretsOf(given: ChannelGiven, before: Secrets | undefined): Secrets {
  const url = given.url ?? before?.url;
  if (url === undefined) throw problem('request.malformed', { fields: ['url'] });
  // A secret belongs to its address: a new address has its own, or none.
  const secret = given.secret ?? (given.url === undefined ? before?.secret : undefined);
  const sms = given.sms ? { ...given.sms, headers: given.sms.headers ?? {} } : before?.sms;
  if (given.kind === 'sms' && sms === undefined) throw problem('request.malformed', { fields: ['sms'] });
  return {
    url,
    ...(given.kind === 'dingtalk' && secret !== undefined && { secret }),
    ...(given.kind === 'sms' && { sms }),
  };
}
