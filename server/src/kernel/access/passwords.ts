import { randomBytes, randomInt } from 'node:crypto';
import { problem } from '@lianfang/domain/kernel/problem.ts';
import argon2 from '@node-rs/argon2';
import { commonPasswords } from './commonPasswords.ts';

export type PasswordPolicy = {
  readonly name: 'djbh3' | 'asvs';
  /** Characters at least. */
  readonly length: number;
  /** How many of capitals, small letters, digits, others must occur. */
  readonly classes: number;
  /** Days after which it must be changed; undefined: never for its age alone. */
  readonly days: number | undefined;
  /** How many of the last ones may not be taken again. */
  readonly remembered: number;
};

/** `djbh3`: 等保 2.0 level 3 (GB/T 22239-2019, 8.1.4.1 a) as assessors apply it. `asvs`: OWASP ASVS 5.0, V6.2. */
export const passwordPolicies: Readonly<Record<PasswordPolicy['name'], PasswordPolicy>> = {
  djbh3: { name: 'djbh3', length: 10, classes: 3, days: 90, remembered: 5 },
  asvs: { name: 'asvs', length: 12, classes: 1, days: undefined, remembered: 1 },
};

const MOST = 128;
/** The OWASP minimum for argon2id; some 25 ms and 19 MiB. The library's default algorithm is argon2id. */
const cost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/** The policy of `LIANFANG_PASSWORD_POLICY`, `djbh3` when it is not set. Throws `usage` for a name unknown. */
export function passwordPolicy(
  name: string | undefined = process.env.LIANFANG_PASSWORD_POLICY,
): PasswordPolicy {
  if (name === undefined || name === '') return passwordPolicies.djbh3;
  if (name !== 'djbh3' && name !== 'asvs') {
    throw problem('usage', { setting: 'LIANFANG_PASSWORD_POLICY', allowed: Object.keys(passwordPolicies) });
  }
  return passwordPolicies[name];
}

/**
 * Throws `session.password_policy` (details `why`, `policy`, `length`, `classes`) when the password does not satisfy
 * the policy. `names` are what it may not contain: the account's name and its owner's.
 */
export function checkPassword(policy: PasswordPolicy, password: string, names: readonly string[]): void {
  const why = fault(policy, spelled(password), names);
  if (why) refuse(policy, why);
}

/** Throws `session.password_policy` (`used_before`) when the password is one of these hashes. */
export async function checkUnused(
  policy: PasswordPolicy,
  password: string,
  hashes: readonly string[],
): Promise<void> {
  for (const one of hashes) if (await argon2.verify(one, spelled(password))) refuse(policy, 'used_before');
}

export function hashPassword(password: string): Promise<string> {
  return argon2.hash(spelled(password), cost);
}

let decoy: Promise<string> | undefined;

/** True when the password belongs to the hash. Without a hash it takes as long and is false: no name can be probed. */
export async function isPassword(stored: string | undefined, password: string): Promise<boolean> {
  decoy ??= argon2.hash(randomBytes(32), cost);
  const typed = password.length > MOST * 4 ? '' : spelled(password);
  const matches = await argon2.verify(stored ?? (await decoy), typed);
  return matches && stored !== undefined;
}

/** True when the policy wants a password set at `setAt` (ISO 8601) to be changed by now (ms). */
export function isOverdue(policy: PasswordPolicy, setAt: string, now: number): boolean {
  return policy.days !== undefined && now - Date.parse(setAt) >= policy.days * 86_400_000;
}

/** No 0 O o, 1 I l: it is read from paper and typed on a phone. */
const alphabet = ['ABCDEFGHJKLMNPQRSTUVWXYZ', 'abcdefghijkmnpqrstuvwxyz', '23456789'];

/** A random password that satisfies both policies: four groups of four, 90 bits. */
export function generatePassword(): string {
  const all = alphabet.join('');
  for (;;) {
    const group = () => Array.from({ length: 4 }, () => all[randomInt(all.length)]).join('');
    const password = [group(), group(), group(), group()].join('-');
    if (alphabet.every((some) => [...some].some((character) => password.includes(character))))
      return password;
  }
}

/** The same keys pressed with an input method in full width are the same password. */
function spelled(password: string): string {
  return password.normalize('NFKC');
}

function fault(policy: PasswordPolicy, password: string, names: readonly string[]): string | undefined {
  const length = [...password].length;
  if (length < policy.length) return 'too_short';
  if (length > MOST) return 'too_long';
  const classes = [/\p{Lu}/u, /\p{Ll}/u, /\p{Nd}/u, /[^\p{Lu}\p{Ll}\p{Nd}]/u].filter((some) =>
    some.test(password),
  );
  if (classes.length < policy.classes) return 'classes';
  const lower = password.toLowerCase();
  const known = names
    .map((name) => name.normalize('NFKC').toLowerCase())
    .filter((name) => [...name].length >= 2);
  if (known.some((name) => lower.includes(name))) return 'contains_name';
  // Capitals, tails of digits and signs, and @ for a do not make a common word uncommon.
  const meant = lower.replaceAll('@', 'a').replaceAll('$', 's').replaceAll('0', 'o');
  const words = [lower, ...[lower, meant].map((text) => text.replace(/[^\p{L}]/gu, ''))];
  if (words.some((word) => commonPasswords.has(word)) || new Set(lower).size < 5) return 'common';
  return undefined;
}

function refuse(policy: PasswordPolicy, why: string): never {
  const { name, length, classes } = policy;
  throw problem('session.password_policy', { why, policy: name, length, classes });
}
