import { type Actor, agencies, type Role, roles } from '@lianfang/domain/kernel/access.ts';
import { Id } from '@lianfang/domain/kernel/ids.ts';
import { problem } from '@lianfang/domain/kernel/problem.ts';
import * as z from 'zod/mini';
import { parsed } from '../parsed.ts';
import {
  addAccount,
  addUnit,
  changePassword,
  disableAccount,
  enableAccount,
  grantRole,
  resetPassword,
  resetTotp,
  revokeRole,
  unlockAccount,
} from './accounts.ts';
import type { AccessDeps } from './deps.ts';
import { findDevice } from './deviceStore.ts';
import { moveDevice, revokeDevice } from './devices.ts';
import { makeEnrolmentCode } from './enrolment.ts';
import { demand } from './permissions.ts';
import { revokeSession } from './sessions.ts';
import { countyArea, unitArea } from './store.ts';
import { dissolveUnit, moveAccount } from './units.ts';

export type CommandDeps = AccessDeps & { readonly publicUrl: string };
type Command<P extends z.ZodMiniType> = {
  /** Roles that may, for the whole county. `self`: anyone signed in, over what is his. */
  readonly who: readonly Role[] | 'self';
  readonly params: P;
  readonly run: (
    deps: CommandDeps,
    actor: Actor & { session?: string },
    params: z.output<P>,
  ) => Promise<object>;
};

function command<P extends z.ZodMiniType>(one: Command<P>): Command<P> {
  return one;
}

const text = (most: number) => z.string().check(z.trim(), z.minLength(1), z.maxLength(most));
const Password = z.string().check(z.minLength(1), z.maxLength(512));
const Area = z.string().check(z.regex(/^\d{6}(\d{6})?$/));
const Post = z.string().check(z.regex(/^[A-Za-z0-9_-]{1,32}$/));
const RoleName = z.enum(roles);
const ofAccount = z.strictObject({ account: Id });
const ofRole = z.strictObject({ account: Id, role: RoleName, area: Area });

/** Roles that the system administrator may give to a new account; the watching ones are the security administrator's. */
const operational: readonly Role[] = [
  'checkpoint_crew',
  'checkpoint_lead',
  'data_desk',
  'signer',
  'commander',
];
/** A lead may enrol and revoke the phones of posts, or of units, in his area: they get lost at night. */
const postKeepers: readonly Role[] = ['system_admin', 'checkpoint_lead'];
const unitKeepers: readonly Role[] = ['system_admin', 'unit_lead'];
const deviceKeepers: readonly Role[] = ['system_admin', 'checkpoint_lead', 'unit_lead'];

/**
 * The administration of access by name. Powers are split so that no one alone takes over a desk account: the system
 * administrator makes accounts and resets passwords, the security administrator gives roles and second factors.
 */
export const accessCommands = {
  'access.account.add': command({
    who: ['system_admin'],
    params: z.strictObject({
      name: text(32),
      display: text(64),
      unit: z.optional(Id),
      roles: z.array(z.strictObject({ role: RoleName, area: Area })).check(z.maxLength(20)),
      password: Password,
    }),
    async run(deps, actor, params) {
      const beyond = params.roles.some(({ role }) => !operational.includes(role));
      if (beyond && actor.kind !== 'server') throw problem('access.denied', { why: 'exclusive_role' });
      return addAccount(deps, actor, { ...params, mustChange: true });
    },
  }),
  'access.account.disable': command({
    who: ['system_admin'],
    params: ofAccount,
    run: (deps, actor, { account }) => done(disableAccount(deps, actor, account)),
  }),
  'access.account.enable': command({
    who: ['system_admin'],
    params: ofAccount,
    run: (deps, actor, { account }) => done(enableAccount(deps, actor, account)),
  }),
  'access.account.unlock': command({
    who: ['security_admin'],
    params: ofAccount,
    run: (deps, actor, { account }) => done(unlockAccount(deps, actor, account)),
  }),
  'access.password.reset': command({
    who: ['system_admin'],
    params: z.strictObject({ account: Id, password: Password }),
    run: (deps, actor, { account, password }) => done(resetPassword(deps, actor, account, password)),
  }),
  'access.password.change': command({
    who: 'self',
    params: z.strictObject({ old: Password, new: Password }),
    run: (deps, actor, params) =>
      done(changePassword(deps, actor, { old: params.old, fresh: params.new, keepSession: actor.session })),
  }),
  'access.totp.reset': command({
    who: ['security_admin'],
    params: ofAccount,
    run: (deps, actor, { account }) => resetTotp(deps, actor, account),
  }),
  'access.role.grant': command({
    who: ['security_admin'],
    params: ofRole,
    run: grantRole,
  }),
  'access.role.revoke': command({
    who: ['security_admin'],
    params: ofRole,
    run: (deps, actor, params) => done(revokeRole(deps, actor, params)),
  }),
  'access.unit.add': command({
    who: ['system_admin'],
    params: z.strictObject({ name: text(64), agency: z.enum(agencies), area: Area }),
    run: addUnit,
  }),
  'access.unit.dissolve': command({
    who: ['system_admin'],
    params: z.strictObject({ unit: Id }),
    run: (deps, actor, { unit }) => done(dissolveUnit(deps, actor, unit)),
  }),
  'access.account.move': command({
    who: ['system_admin'],
    params: z.strictObject({ account: Id, unit: z.optional(Id) }),
    run: (deps, actor, { account, unit }) => done(moveAccount(deps, actor, account, unit)),
  }),
  'access.device.code': command({
    who: deviceKeepers,
    params: z
      .strictObject({ post: z.optional(Post), unit: z.optional(Id), name: z.optional(text(64)) })
      .check(z.refine(({ post, unit }) => (post === undefined) !== (unit === undefined), { path: ['post'] })),
    async run(deps, actor, params) {
      if (params.post !== undefined) await demandPost(deps, actor, params.post);
      if (params.unit !== undefined) await demandUnit(deps, actor, params.unit);
      const { code, expires } = await makeEnrolmentCode(deps, actor, params);
      return { code, expires, url: `${deps.publicUrl.replace(/\/$/, '')}/field/#enrol=${code}` };
    },
  }),
  'access.device.revoke': command({
    who: deviceKeepers,
    params: z.strictObject({ device: Id, why: text(200) }),
    async run(deps, actor, { device, why }) {
      await demandDevice(deps, actor, device);
      return done(revokeDevice(deps, actor, device, why));
    },
  }),
  'access.device.move': command({
    who: deviceKeepers,
    params: z.strictObject({ device: Id, post: Post }),
    async run(deps, actor, { device, post }) {
      await demandDevice(deps, actor, device);
      await demandPost(deps, actor, post);
      return done(moveDevice(deps, actor, device, post));
    },
  }),
  'access.session.revoke': command({
    who: 'self',
    params: z.strictObject({ session: Id }),
    run: (deps, actor, { session }) => done(revokeSession(deps, actor, session)),
  }),
} as const;

export type AccessCommand = keyof typeof accessCommands;

/**
 * Runs a command by its name: checks the role for the county (a lead's for the post), then the parameters, then does it.
 * Throws `not_found` for a name unknown, `access.denied`, `session.password_change`, `request.malformed` (`fields`).
 */
export async function runAccessCommand(
  deps: CommandDeps,
  actor: Actor & { session?: string; mustChangePassword?: boolean },
  name: string,
  params: unknown,
): Promise<object> {
  const known = Object.hasOwn(accessCommands, name) ? accessCommands[name as AccessCommand] : undefined;
  if (!known) throw problem('not_found', { what: 'command' });
  if (known.who === 'self') {
    if (actor.kind !== 'account') throw problem('access.denied', { why: 'account' });
  } else {
    demand(actor, known.who, deps.now());
    if (known.who !== deviceKeepers)
      demand(actor, known.who, deps.now(), await countyArea(deps.pool, actor.county));
  }
  if (actor.mustChangePassword && name !== 'access.password.change') throw problem('session.password_change');
  return (known as Command<z.ZodMiniType>).run(deps, actor, parsed(known.params as z.ZodMiniType, params));
}

/** The post must exist and lie in the actor's area. */
async function demandPost(deps: CommandDeps, actor: Actor, post: string): Promise<void> {
  const area = (await deps.places.areas(actor.county)).get(post);
  if (area === undefined) throw problem('not_found', { what: 'post' });
  demand(actor, postKeepers, deps.now(), area);
}

/** The unit must exist and lie in the actor's area. */
async function demandUnit(deps: CommandDeps, actor: Actor, unit: string): Promise<void> {
  const area = await unitArea(deps.pool, actor.county, unit);
  if (area === undefined) throw problem('not_found', { what: 'unit' });
  demand(actor, unitKeepers, deps.now(), area);
}

/** The device must be one of the county, at a post or of a unit in the actor's area; one whose post is gone is the county's. */
async function demandDevice(deps: CommandDeps, actor: Actor, device: string): Promise<void> {
  const row = await findDevice(deps.pool, actor.county, device);
  if (!row) throw problem('not_found', { what: 'device' });
  const area = row.post === null ? row.unitArea : (await deps.places.areas(actor.county)).get(row.post);
  const keepers = row.post === null ? unitKeepers : postKeepers;
  demand(actor, keepers, deps.now(), area ?? (await countyArea(deps.pool, actor.county)));
}

async function done(work: Promise<void>): Promise<object> {
  await work;
  return {};
}
