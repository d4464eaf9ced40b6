import * as z from 'zod/mini';
import { ask } from '../connectivity/http.ts';
import { newPassphrase } from '../crypto/exportFile.ts';
import { type StoreKeys, storeKeys } from '../crypto/seal.ts';
import { newSecret, unwrapSecret, type WrappedSecret, wrapSecret } from '../crypto/vault.ts';
import { type CrewRow, type Database, STRICT } from '../outbox/database.ts';
import { type Failure, failureOf } from './device.ts';

const Joined = z.object({
  account: z.string(),
  name: z.string(),
  agency: z.optional(z.nullable(z.string())),
  roles: z.array(z.string()),
});
export type Joined = { account: string; name: string; agency: string; roles: readonly string[] };

/** Asks the server to put a crew member on this phone; needs the network, once per person. */
export async function joinCrew(
  token: string,
  sign: { account: string; password: string; code?: string },
): Promise<Joined | Failure> {
  const reply = await ask('POST', '/api/crew', { body: sign, token });
  if (reply.kind !== 'answered') return failureOf(reply);
  const joined = z.safeParse(Joined, reply.body);
  return joined.success
    ? { ...joined.data, agency: joined.data.agency ?? 'other' }
    : { failed: 'unexpected' };
}

export const PIN_LENGTH = 6;

/** PINs that anyone would try first. */
export function weakPin(pin: string): boolean {
  if (!/^\d{6}$/.test(pin)) return true;
  const steps = [...pin].slice(1).map((digit, index) => (Number(digit) - Number(pin[index]) + 10) % 10);
  const even = steps.every((step) => step === steps[0]) && [0, 1, 9].includes(steps[0] as number);
  return even || /^(\d\d)\1\1$/.test(pin) || /^(\d{3})\1$/.test(pin);
}

/** Who can open this phone, in the order in which they are offered. */
export async function crewOf(db: Database): Promise<CrewRow[]> {
  return (await db.getAll('crew')).sort((a, b) => (a.name < b.name ? -1 : 1));
}

/**
 * Makes a recovery code for this phone: with it, and nothing else, the store opens when every PIN is forgotten. It is
 * shown once, to be written on paper and kept by the post's leader; an earlier one is worth nothing from then on.
 */
export async function makeRecoveryCode(
  db: Database,
  deviceKey: CryptoKey,
  voucher: Voucher,
  now: number,
): Promise<{ code: string } | PinTry> {
  const tried = await tryPin(db, deviceKey, voucher, now);
  if (!('secret' in tried)) return tried;
  const code = newPassphrase();
  const wrapped = await wrapSecret(tried.secret, plainCode(code), deviceKey);
  tried.secret.fill(0);
  const tx = db.transaction('meta', 'readwrite', STRICT);
  tx.store.put(wrapped, 'recovery');
  await tx.done;
  return { code };
}

/** Whether there is a recovery code that could open this phone. */
export async function hasRecoveryCode(db: Database): Promise<boolean> {
  return (await db.count('meta', 'recovery')) > 0;
}

/** Opens the store with the recovery code for a person who has just proved who they are, and gives them a new PIN. */
export async function recover(
  db: Database,
  deviceKey: CryptoKey,
  code: string,
  person: Joined,
  pin: string,
): Promise<PinTry> {
  const wrapped = (await db.get('meta', 'recovery')) as WrappedSecret | undefined;
  const secret = wrapped && (await unwrapSecret(wrapped, plainCode(code), deviceKey));
  // 79 bits: trying them out needs no delay to be hopeless.
  if (secret === undefined) return { wrong: 1, waitMs: 0 };
  return admit(db, deviceKey, secret, person, pin);
}

function plainCode(code: string): string {
  return code.toUpperCase().replace(/[^0-9A-Z]/g, '');
}

/** A colleague who vouches: the store's secret can be wrapped for another person only by one who can open it. */
export type Voucher = { account: string; pin: string };
export type PinTry =
  | { readonly opened: StoreKeys }
  | { readonly wrong: number; readonly waitMs: number }
  | { readonly unknown: true };

/**
 * Gives a person a PIN on this phone. The first person makes the store's secret; for everyone after, a colleague's
 * PIN is needed. Returns the opened store, or how the voucher's PIN was wrong.
 */
export async function setPin(
  db: Database,
  deviceKey: CryptoKey,
  person: Joined,
  pin: string,
  voucher: Voucher | undefined,
  now: number,
): Promise<PinTry> {
  const members = await crewOf(db);
  let secret = newSecret();
  if (members.length > 0) {
    if (voucher === undefined) return { unknown: true };
    const tried = await tryPin(db, deviceKey, voucher, now);
    if (!('secret' in tried)) return tried;
    secret = tried.secret;
  }
  return admit(db, deviceKey, secret, person, pin);
}

/** Wraps the secret for a person's PIN and opens the store. The secret is wiped. */
async function admit(
  db: Database,
  deviceKey: CryptoKey,
  secret: Uint8Array<ArrayBuffer>,
  person: Joined,
  pin: string,
): Promise<PinTry> {
  const row: CrewRow = { ...person, secret: await wrapSecret(secret, pin, deviceKey), wrong: 0 };
  const tx = db.transaction('crew', 'readwrite', STRICT);
  tx.store.put(row);
  await tx.done;
  const opened = await storeKeys(secret);
  secret.fill(0);
  return { opened };
}

/** Opens the store with a person's PIN; works without a network. */
export async function unlock(
  db: Database,
  deviceKey: CryptoKey,
  voucher: Voucher,
  now: number,
): Promise<PinTry> {
  const tried = await tryPin(db, deviceKey, voucher, now);
  if (!('secret' in tried)) return tried;
  const opened = await storeKeys(tried.secret);
  tried.secret.fill(0);
  return { opened };
}

/** How long to wait after so many wrong PINs: nothing twice, then 15 s, 30 s … up to 15 min. */
export function pinDelayMs(wrong: number): number {
  return wrong < 3 ? 0 : Math.min(900_000, 15_000 * 2 ** (wrong - 3));
}

/** How long this person still has to wait. A clock that was set back does not make it longer than the delay itself. */
export function pinWaitMs(row: Pick<CrewRow, 'wrong' | 'lockedUntil'>, now: number): number {
  return Math.max(0, Math.min((row.lockedUntil ?? 0) - now, pinDelayMs(row.wrong)));
}

async function tryPin(
  db: Database,
  deviceKey: CryptoKey,
  { account, pin }: Voucher,
  now: number,
): Promise<{ secret: Uint8Array<ArrayBuffer> } | PinTry> {
  const row = await db.get('crew', account);
  if (row === undefined) return { unknown: true };
  const waitMs = pinWaitMs(row, now);
  if (waitMs > 0) return { wrong: row.wrong, waitMs };
  // Counted before it is tried: pulling the battery at the right moment gives no free tries.
  const wrong = row.wrong + 1;
  await db.put('crew', { ...row, wrong, lockedUntil: now + pinDelayMs(wrong) });
  const secret = await unwrapSecret(row.secret, pin, deviceKey);
  if (secret === undefined) return { wrong, waitMs: pinDelayMs(wrong) };
  const { lockedUntil: _, ...open } = row;
  await db.put('crew', { ...open, wrong: 0 });
  return { secret };
}
