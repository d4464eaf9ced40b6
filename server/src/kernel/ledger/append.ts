import { randomBytes } from 'node:crypto';
import { uuidv7 } from '@lianfang/domain/kernel/ids.ts';
import { problem } from '@lianfang/domain/kernel/problem.ts';
import type { Vault } from '../access/seal.ts';
import { type Kinds, prepare, type Sender } from './door.ts';
import type { Queue } from './queue.ts';

/** The server itself as an origin of entries: reveals, releases, commits of imports. */
export const SERVER_ORIGIN = '00000000-0000-7000-8000-000000000000';

/**
 * Writes one entry of the server's own making and gives its position. With the same `as.id` and content again it gives the
 * same position and writes nothing. Throws when a rule refuses it, which is a fault of ours.
 */
export async function appendEntry(
  tools: { kinds: Kinds; vault: Vault; queue: Queue; now: () => number },
  county: string,
  kind: string,
  data: object,
  actor: { readonly id: string } = { id: SERVER_ORIGIN },
  as?: { readonly id: string; readonly at: string },
): Promise<{ position: string }> {
  const received = tools.now();
  const sender: Sender = {
    county,
    device: undefined,
    origin: SERVER_ORIGIN,
    actorOf: () => ({ id: actor.id, kind: 'server', county, grants: [] }),
    posts: undefined,
    areaOf: () => undefined,
    received,
    sentAt: undefined,
    sealer: await tools.vault.sealer(county, received),
    vault: tools.vault,
  };
  const entry = prepare(
    tools.kinds,
    {
      id: as?.id ?? uuidv7(received, randomBytes(10)),
      kind,
      at: as?.at ?? new Date(received).toISOString(),
      data,
    },
    sender,
  );
  const [answer] =
    'digest' in entry
      ? await tools.queue.deliver(county, { prepared: [entry], contact: undefined })
      : [entry];
  if (answer?.status !== 'applied') throw problem('server.fault', { kind, reason: answer?.reason });
  return { position: answer.position as string };
}
