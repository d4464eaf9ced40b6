import * as z from 'zod/mini';
import { ask, type Reply } from '../connectivity/http.ts';
import { newSigningKeys, publicJwk, signText } from '../crypto/signing.ts';
import { newDeviceKey } from '../crypto/vault.ts';
import { beginSeq, type Database, type DeviceKeys, type DeviceRow, STRICT } from '../outbox/database.ts';
import type { Tally } from '../outbox/queue.ts';

const Enrolled = z.object({
  device: z.string(),
  county: z.string(),
  post: z.optional(z.string()),
  unit: z.optional(z.string()),
  lastSeq: z.number(),
});
const Challenge = z.object({ challenge: z.string() });
const Session = z.object({ token: z.string(), expires: z.string() });

/** Why something that needs the server did not happen: no connection, or the server's own code. */
export type Failure = { readonly failed: 'lost' | 'unexpected' | (string & {}); readonly details?: unknown };

export function failureOf(reply: Reply): Failure {
  if (reply.kind === 'problem') return { failed: reply.code, details: reply.details };
  return { failed: reply.kind === 'lost' ? 'lost' : 'unexpected' };
}

/** A short code as typed or scanned: capitals, without the hyphen and spaces it is shown with. */
export function enrolmentCode(text: string): string | undefined {
  const fromLink = /#enrol=([^&\s]+)/.exec(text)?.[1];
  const code = decodeURIComponent(fromLink ?? text)
    .toUpperCase()
    .replace(/[\s-]/g, '');
  return /^[0-9A-Z]{6,16}$/.test(code) ? code : undefined;
}

/**
 * Makes this phone a device of its post or unit: keys are made here, the server gets the public half. The keys are on the
 * disk before the request goes out, so that a lost answer can be asked again with the same key.
 */
export async function enrol(
  db: Database,
  code: string,
  name: string,
  now: number,
): Promise<DeviceRow | Failure> {
  const keys = (await deviceKeys(db)) ?? { signing: await newSigningKeys(), wrapping: await newDeviceKey() };
  await db.put('meta', keys, 'keys');
  const reply = await ask('POST', '/api/devices', {
    body: { code, publicKey: await publicJwk(keys.signing), name },
  });
  if (reply.kind !== 'answered') return failureOf(reply);
  const answer = z.safeParse(Enrolled, reply.body);
  if (!answer.success) return { failed: 'unexpected' };
  const { device, county, post = '', unit, lastSeq } = answer.data;
  const row: DeviceRow = {
    device,
    county,
    post,
    name,
    enrolledAt: now,
    ...(unit === undefined ? {} : { unit }),
  };
  const tx = db.transaction(['meta', 'delivered'], 'readwrite', STRICT);
  const meta = tx.objectStore('meta');
  const { seen: _, ...tally } = (await meta.get('tally')) as Tally;
  meta.put(row, 'device');
  // A device of its own begins its own count, whatever this browser has counted as another.
  meta.put({ ...tally, seq: lastSeq }, 'tally');
  // What was delivered as another device, or to another ledger, is none of this one's.
  tx.objectStore('delivered').clear();
  await tx.done;
  beginSeq(lastSeq);
  await navigator.storage?.persist?.().catch(() => false);
  return row;
}

export async function enrolledDevice(db: Database): Promise<DeviceRow | undefined> {
  return (await db.get('meta', 'device')) as DeviceRow | undefined;
}

export async function deviceKeys(db: Database): Promise<DeviceKeys | undefined> {
  return (await db.get('meta', 'keys')) as DeviceKeys | undefined;
}

export type DeviceSession = {
  /** A token that is good for now; with `renew` a fresh one. A failure says why there is none. */
  token(renew?: boolean): Promise<string | Failure>;
};

/** The device's session: opened by signing the server's challenge, kept in memory only, renewed when asked. */
export function deviceSession(device: string, signing: CryptoKeyPair, now: () => number): DeviceSession {
  let held: { token: string; until: number } | undefined;
  let opening: Promise<string | Failure> | undefined;
  const open = async (): Promise<string | Failure> => {
    const first = await ask('POST', '/api/session', { body: { device } });
    if (first.kind !== 'answered') return failureOf(first);
    const challenge = z.safeParse(Challenge, first.body);
    if (!challenge.success) return { failed: 'unexpected' };
    const signature = await signText(signing, challenge.data.challenge);
    const body = { device, challenge: challenge.data.challenge, signature };
    const second = await ask('POST', '/api/session', { body });
    if (second.kind !== 'answered') return failureOf(second);
    const session = z.safeParse(Session, second.body);
    if (!session.success) return { failed: 'unexpected' };
    // The phone's clock may be days off: the length of the session is the server's affair, a 401 tells its end.
    const lifetime = Math.max(Date.parse(session.data.expires) - now(), 600_000);
    held = { token: session.data.token, until: now() + lifetime - 60_000 };
    return held.token;
  };
  return {
    async token(renew = false) {
      if (renew) held = undefined;
      if (held !== undefined && now() < held.until) return held.token;
      opening ??= open().finally(() => {
        opening = undefined;
      });
      return opening;
    },
  };
}
