import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Actor } from '@lianfang/domain/kernel/access.ts';
import { type Answer, Delivery } from '@lianfang/domain/kernel/entry.ts';
import { problem } from '@lianfang/domain/kernel/problem.ts';
import type { FastifyInstance } from 'fastify';
import { deviceActors } from '../access/deviceStore.ts';
import type { Deps } from '../deps.ts';
import { type Kinds, type Prepared, prepare, type Sender } from '../ledger/door.ts';
import type { Queue } from '../ledger/queue.ts';
import { compile } from '../ledger/schemas.ts';
import { heardOf } from '../ledger/store.ts';
import { type SignedIn, signedIn } from './requests.ts';

const validDelivery = compile(Delivery);

export type Counted = (status: Answer['status'], entries: number) => void;

/** `POST /api/entries`: the one door for everything that anyone did or saw. */
export function entriesRoute(
  app: FastifyInstance,
  tools: { deps: Deps; kinds: Kinds; queue: Queue; counted: Counted },
): void {
  app.post('/api/entries', { bodyLimit: 2_000_000 }, async (request) => {
    const actor = await signedIn(tools.deps, request);
    if (!validDelivery(request.body)) throw problem('request.malformed', { fields: ['entries'] });
    return deliver(tools, actor, request.body as Delivery);
  });
}

type Answers = {
  answers: Answer[];
  receivedAt: string;
  lastSeq?: number;
  /** Numbers of the device that were never answered, by first and last. */
  missing?: [number, number][];
};

async function deliver(
  { deps, kinds, queue, counted }: { deps: Deps; kinds: Kinds; queue: Queue; counted: Counted },
  actor: SignedIn,
  delivery: Delivery,
): Promise<Answers> {
  const { county, device } = actor;
  const received = deps.now();
  const sender = await senderOf(deps, actor, delivery, received);
  await turn();
  const outcomes = delivery.entries.map((raw) => prepare(kinds, raw, sender));
  const prepared = outcomes.filter((outcome): outcome is Prepared => 'digest' in outcome);
  const contact =
    device === undefined
      ? undefined
      : {
          device,
          captured: delivery.captured,
          undelivered: delivery.undelivered,
          seen: delivery.seen === undefined ? undefined : BigInt(delivery.seen),
          skewSeconds:
            delivery.sentAt === undefined ? 0 : Math.round((Date.parse(delivery.sentAt) - received) / 1000),
        };
  const stored =
    prepared.length > 0 || contact !== undefined ? await queue.deliver(county, { prepared, contact }) : [];
  let next = 0;
  const answers = outcomes.map((outcome) => ('digest' in outcome ? (stored[next++] as Answer) : outcome));
  for (const { status } of answers) counted(status, 1);
  return {
    answers,
    receivedAt: new Date(received).toISOString(),
    ...(device !== undefined && (await heardOf(deps.pool, county, device))),
  };
}

let last = Promise.resolve();

/**
 * One delivery at the door in a turn of the event loop. Several that have come together would otherwise be taken one after the
 * other in one turn, and whatever the database has answered meanwhile, with the head of the ledger locked, would lie there.
 */
function turn(): Promise<void> {
  last = last.then(() => nextTurn());
  return last;
}

async function senderOf(deps: Deps, actor: SignedIn, delivery: Delivery, received: number): Promise<Sender> {
  const { county, device } = actor;
  const entries = delivery.entries as { actor?: unknown; post?: unknown }[];
  const named = entries.some((entry) => entry?.actor !== undefined);
  const [sealer, { areas, posts }, crew] = await Promise.all([
    deps.vault.sealer(county, received),
    placesOf(
      deps,
      actor,
      entries.map((entry) => entry?.post),
    ),
    device === undefined || !named ? undefined : deviceActors(deps, county, device),
  ]);
  return {
    county,
    device,
    origin: actor.id,
    actorOf: (id) => (id === undefined || id === actor.id ? (actor as Actor) : crew?.get(id)),
    posts,
    areaOf: (post) => areas.get(post),
    received,
    sentAt: delivery.sentAt,
    sealer,
    vault: deps.vault,
  };
}

/**
 * The posts of a device (the present one first) and the areas of all posts. A refusal is for ever, so none is given on
 * what is only remembered: a device that has just been moved, or a post just defined, is asked for again.
 */
async function placesOf(
  { places }: Deps,
  { county, device }: SignedIn,
  named: readonly unknown[],
): Promise<{ areas: ReadonlyMap<string, string>; posts: readonly string[] | undefined }> {
  const ask = async (fresh: boolean) => {
    const [areas, place] = await Promise.all([
      places.areas(county, fresh),
      device === undefined ? undefined : places.ofDevice(county, device, fresh),
    ]);
    const posts = place && [...new Set([...(place.post === undefined ? [] : [place.post]), ...place.all])];
    return { areas, posts };
  };
  const remembered = await ask(false);
  const isKnown = (post: unknown) =>
    typeof post !== 'string' || (remembered.areas.has(post) && remembered.posts?.includes(post) !== false);
  const unsaid =
    named.includes(undefined) && remembered.posts?.some((post) => remembered.areas.has(post)) === false;
  return named.every(isKnown) && !unsaid ? remembered : ask(true);
}
