/**
 * Who may do what. A role is given to an account for an area and from a time; the three that watch one another
 * (system administrator, security administrator, auditor) are never given to the same account (GB/T 22239-2019).
 */
export const roles = [
  'checkpoint_crew',
  'checkpoint_lead',
  'community_officer',
  'unit_lead',
  'verification_desk',
  'task_force_lead',
  'data_desk',
  'signer',
  'commander',
  'system_admin',
  'security_admin',
  'auditor',
] as const;
export type Role = (typeof roles)[number];

/** Roles of which one account holds at most one. */
export const exclusiveRoles: readonly Role[] = ['system_admin', 'security_admin', 'auditor'];

/**
 * Roles that work at a desk and therefore sign in with a second factor. Crews and community officers have the enrolled
 * device as theirs.
 */
export const deskRoles: readonly Role[] = [
  'checkpoint_lead',
  'unit_lead',
  'verification_desk',
  'task_force_lead',
  'data_desk',
  'signer',
  'commander',
  'system_admin',
  'security_admin',
  'auditor',
];

/** Agencies that stand at a post together. The clinician is the one of `health`. */
export const agencies = [
  'police',
  'health',
  'cdc',
  'transport',
  'township',
  'village',
  'volunteer',
  'other',
] as const;
export type Agency = (typeof agencies)[number];

/** Purposes for which personal data may be opened; each opening is logged with one of them. */
export const purposes = [
  'verification',
  'correction',
  'medical',
  'tracing',
  'complaint',
  'export',
  'audit',
] as const;
export type Purpose = (typeof purposes)[number];

/** One who acts: an account at a desk, or an account (or nobody in particular) on an enrolled device. */
export type Actor = {
  /** The account, or the device itself when nobody signed in on it (a script's device). */
  readonly id: string;
  readonly kind: 'account' | 'device' | 'server';
  readonly county: string;
  readonly grants: readonly Grant[];
  readonly agency?: Agency | undefined;
  readonly device?: string | undefined;
};

/** A role held for an area (12-digit code: the area and all below it) from an instant until another. */
export type Grant = {
  readonly role: Role;
  readonly area: string;
  readonly from: string;
  readonly until?: string | undefined;
};

/** True when the actor holds one of the roles at the instant `at` (ISO 8601). */
export function holds(actor: Actor, allowed: readonly Role[], at: string): boolean {
  const instant = Date.parse(at);
  return actor.grants.some(
    (grant) =>
      allowed.includes(grant.role) &&
      Date.parse(grant.from) <= instant &&
      (grant.until === undefined || instant < Date.parse(grant.until)),
  );
}

/** The reason why these roles cannot be held together, or undefined when they can. */
export function rolesConflict(held: readonly Role[]): string | undefined {
  const exclusive = [...new Set(held)].filter((role) => exclusiveRoles.includes(role));
  return exclusive.length > 1 ? `roles_exclude_one_another:${exclusive.join(',')}` : undefined;
}
