import { randomBytes } from 'node:crypto';
import { uuidv7 } from '@lianfang/domain/kernel/ids.ts';
import { type Digest, digestOf } from '@lianfang/domain/kernel/notify.ts';
import { openSecret } from '../access/seal.ts';
import { inTransaction } from '../db/pool.ts';
import type { Deps } from '../deps.ts';
import { adapters, checkAddress, type Outcome, outcomeOf, type Secrets } from './channels.ts';
import { send } from './http.ts';
import * as store from './store.ts';

/** How long a service may take to answer. */
const LIMIT_MS = 8_000;
/** A try that nobody came back from (the server was killed) is made again after this. */
const LEASE_MS = 60_000;
const MINUTE = 60_000;
/** Pauses grow from half a minute to half an hour; after a day a message is no news any more: the inbox has it. */
const FIRST_PAUSE_MS = 30_000;
const LONGEST_PAUSE_MS = 30 * MINUTE;
const END_MS = 24 * 60 * MINUTE;
/** Messages of inboxes are kept for this long. */
const KEEP_MS = 90 * 24 * 60 * MINUTE;

/** Where a click leads when a message is about several things. */
const INBOX = '/desk/#/inbox';

export type DeliveryDeps = Pick<Deps, 'pool' | 'keyring' | 'now' | 'publicUrl' | 'log'>;

/**
 * Once a minute, for each county: what was told since goes to each channel as one message. At least once: a message is
 * fixed before its first try and marked as in doubt during it; when no answer comes, or the server dies, the same message with
 * the same number goes out again, for robots take nothing by which they could know it again.
 */
export async function deliverDue(deps: DeliveryDeps, county: string, limitMs = LIMIT_MS): Promise<void> {
  await gather(deps, county);
  const due = await store.dueBatches(deps.pool, county, iso(deps.now()));
  const channels = new Map((await store.channels(deps.pool, county)).map((channel) => [channel.id, channel]));
  await Promise.all(
    due.map(async (batch) => {
      const channel = channels.get(batch.channel);
      if (channel !== undefined) await tryOne(deps, county, channel, batch, limitMs);
    }),
  );
}

export function forgetOld(deps: DeliveryDeps, county: string): Promise<void> {
  return store.clearOld(deps.pool, county, iso(deps.now() - KEEP_MS));
}

/** Makes one message of all that waits for a channel, unless one is still under way. */
async function gather({ pool, now, publicUrl }: DeliveryDeps, county: string): Promise<void> {
  await inTransaction(pool, async (client) => {
    const tx = { client, county };
    for (const { id: channel, language } of await store.channelsToGather(tx)) {
      const parts = await store.takeParts(tx, channel);
      const news = parts.filter(({ at }) => Date.parse(at) > now() - END_MS);
      if (news.length === 0) continue;
      const id = uuidv7(now(), randomBytes(10));
      const told = news.map((part) => ({ ...part, link: absolute(publicUrl, part.link) }));
      const digest = digestOf(told, language, absolute(publicUrl, INBOX), id.slice(-4));
      await store.insertBatch(tx, {
        id,
        channel,
        text: JSON.stringify(digest),
        parts: parts.length,
        at: iso(now()),
      });
    }
  });
}

async function tryOne(
  deps: DeliveryDeps,
  county: string,
  channel: store.ChannelRow,
  batch: store.BatchRow,
  limitMs: number,
): Promise<void> {
  const { pool, now } = deps;
  if (now() - Date.parse(batch.madeAt) > END_MS) {
    await inTransaction(pool, (client) =>
      store.endBatch({ client, county }, batch.id, {
        state: 'given_up',
        at: iso(now()),
        doubtful: false,
        error: 'too_old',
      }),
    );
    return;
  }
  const claimed = await inTransaction(pool, async (client) => {
    const tx = { client, county };
    const free = await turnOf(tx, channel, now());
    if (free > now()) {
      await store.postponeBatch(tx, batch.id, iso(free));
      return false;
    }
    if (!(await store.claimBatch(tx, batch.id, iso(now()), iso(now() + LEASE_MS)))) return false;
    await useTurn(tx, channel, now());
    return true;
  });
  if (!claimed) return;
  const outcome = await sendDigest(deps, county, channel, JSON.parse(batch.text) as Digest, limitMs);
  await inTransaction(pool, async (client) => {
    const tx = { client, county };
    const at = iso(now());
    if (outcome.is === 'sent') {
      await store.endBatch(tx, batch.id, { state: 'sent', at, doubtful: false });
      await store.channelWorks(tx, channel.id, at);
      return;
    }
    if (outcome.is === 'throttled') await quieten(tx, channel, now() + outcome.quietMs);
    await store.keepFailure(tx, batch, {
      error: outcome.error,
      next: iso(now() + pauseAfter(outcome, batch.attempts + 1)),
      doubtful: outcome.is === 'failed' && outcome.doubtful,
      at,
    });
  });
  if (outcome.is !== 'sent')
    deps.log.warn({ channel: channel.id, error: outcome.error }, 'a notification could not be sent yet');
}

/** One message at once, whatever waits: for whoever sets the channel up. It counts towards the robot's limit. */
export async function sendTest(
  deps: DeliveryDeps,
  county: string,
  channel: store.ChannelRow,
  limitMs = LIMIT_MS,
): Promise<Outcome> {
  const { pool, now, publicUrl } = deps;
  const free = await inTransaction(pool, async (client) => {
    const tx = { client, county };
    const until = await turnOf(tx, channel, now());
    if (until <= now()) await useTurn(tx, channel, now());
    return until;
  });
  if (free > now()) return { is: 'throttled', error: 'own_limit', quietMs: free - now() };
  const zh = channel.language === 'zh';
  const digest: Digest = {
    title: zh ? '联防提醒' : 'Lianfang',
    lines: [zh ? '这是一条测试消息' : 'This is a test'],
    link: absolute(publicUrl, '/'),
    number: randomBytes(2).toString('hex'),
  };
  const outcome = await sendDigest(deps, county, channel, digest, limitMs);
  await inTransaction(pool, async (client) => {
    const tx = { client, county };
    if (outcome.is === 'throttled') await quieten(tx, channel, now() + outcome.quietMs);
    if (outcome.is === 'sent') await store.channelWorks(tx, channel.id, iso(now()));
    else await store.channelFailed(tx, channel.id, { error: outcome.error, at: iso(now()) });
  });
  return outcome;
}

async function sendDigest(
  { keyring, now }: DeliveryDeps,
  county: string,
  channel: store.ChannelRow,
  digest: Digest,
  limitMs: number,
): Promise<Outcome> {
  const secrets = JSON.parse(
    openSecret(keyring, secretContext(county, channel.id), channel.sealed).toString('utf8'),
  ) as Secrets;
  try {
    // What the operator allowed when it was set up may be allowed no more.
    checkAddress(channel.kind, secrets.url);
  } catch {
    return { is: 'refused', error: 'address', lasting: true };
  }
  const outgoing = adapters[channel.kind].request(secrets, digest, channel.language, now());
  return outcomeOf(channel.kind, secrets, await send(outgoing, limitMs));
}

/** What a channel's secrets are sealed under, so that they fit no other one. */
export function secretContext(county: string, channel: string): string {
  return `notify|${county}|${channel}`;
}

/** From when on (ms) the robot may be used: not while its service wants quiet, nor more often than it takes a minute. */
async function turnOf(
  tx: { client: Parameters<typeof store.lockRobot>[0]['client']; county: string },
  { kind, robot }: store.ChannelRow,
  nowMs: number,
): Promise<number> {
  const { recent, quietUntil } = await store.lockRobot(tx, robot);
  const used = recent.map((at) => Date.parse(at)).filter((at) => at > nowMs - MINUTE);
  const most = adapters[kind].perMinute;
  const free = used.length < most ? nowMs : (used.toSorted((a, b) => a - b).at(-most) as number) + MINUTE;
  return Math.max(free, quietUntil === null ? 0 : Date.parse(quietUntil));
}

async function useTurn(
  tx: Parameters<typeof turnOf>[0],
  { robot }: store.ChannelRow,
  nowMs: number,
): Promise<void> {
  const { recent } = await store.lockRobot(tx, robot);
  const used = recent.filter((at) => Date.parse(at) > nowMs - MINUTE);
  await store.keepRobot(tx, robot, { recent: [...used, iso(nowMs)], quietUntil: null });
}

async function quieten(
  tx: Parameters<typeof turnOf>[0],
  { robot }: store.ChannelRow,
  untilMs: number,
): Promise<void> {
  const { recent, quietUntil } = await store.lockRobot(tx, robot);
  const until = Math.max(untilMs, quietUntil === null ? 0 : Date.parse(quietUntil));
  await store.keepRobot(tx, robot, { recent, quietUntil: iso(until) });
}

function pauseAfter(outcome: Outcome, attempts: number): number {
  if (outcome.is === 'throttled') return outcome.quietMs;
  if (outcome.is === 'refused' && outcome.lasting) return LONGEST_PAUSE_MS;
  return Math.min(FIRST_PAUSE_MS * 2 ** (attempts - 1), LONGEST_PAUSE_MS);
}

function absolute(publicUrl: string, link: string): string {
  return link.startsWith('/') ? publicUrl.replace(/\/$/, '') + link : link;
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}
