import * as z from 'zod/mini';
import { roles } from './access.ts';
import { Instant } from './entry.ts';
import { Id } from './ids.ts';
import { readKind } from './read.ts';

const desk = ['checkpoint_lead', 'data_desk', 'signer', 'commander'] as const;
const admins = ['system_admin', 'security_admin', 'auditor'] as const;
const Count = z.int();
const Position = z.string();
const Limit = z.optional(z.int().check(z.minimum(1), z.maximum(500)));
const CutOff = z.optional(Position.check(z.regex(/^\d{1,18}$/)));

/** How far one device is: what it has captured, what has arrived, since when something is missing. */
export const DeviceState = z.object({
  id: Id,
  name: z.string(),
  post: z.optional(z.string()),
  /** Of a phone that stands at no post: whose it is. */
  unitName: z.optional(z.string()),
  state: z.enum(['active', 'revoked']),
  /** Highest `seq` known to have been given out, by its own word or by what arrived. */
  captured: Count,
  received: Count,
  /** captured − received: on the device or lost with it. */
  missing: Count,
  /** The missing numbers as ranges, at most 20. */
  gaps: z.array(z.tuple([Count, Count])),
  lastDeliveryAt: z.optional(Instant),
  lastContactAt: z.optional(Instant),
  /** Since when it has been behind, undefined when it is not. */
  behindSince: z.optional(Instant),
  skewSeconds: z.optional(Count),
});
export type DeviceState = z.infer<typeof DeviceState>;

export const Figure = z.object({
  indicator: z.string(),
  value: Count,
  /** The period before of the same length. */
  before: z.optional(Count),
  of: z.optional(z.string()),
});
export type Figure = z.infer<typeof Figure>;

const Window = {
  from: Instant,
  to: Instant,
  area: z.optional(z.string().check(z.regex(/^\d{6}(\d{6})?$/))),
  post: z.optional(z.string().check(z.maxLength(32))),
  cutOff: CutOff,
};

export const kernelReads = {
  'access.me': readKind({
    params: z.strictObject({}),
    result: z.object({
      account: z.optional(
        z.object({ id: Id, name: z.string(), display: z.string(), agency: z.optional(z.string()) }),
      ),
      device: z.optional(Id),
      county: z.string(),
      countyName: z.string(),
      exercise: z.boolean(),
      grants: z.array(z.object({ role: z.enum(roles), area: z.string() })),
      mustChangePassword: z.boolean(),
      lastLogin: z.optional(z.object({ at: Instant, from: z.optional(z.string()) })),
      expires: Instant,
    }),
    who: 'anyone',
  }),
  /** Whose server this is: what a page may say before anyone has signed in. */
  'access.county': readKind({
    params: z.strictObject({}),
    result: z.object({
      county: z.string(),
      countyName: z.string(),
      exercise: z.boolean(),
      /** Whom to call when one cannot sign in (`LIANFANG_SUPPORT_PHONE`). */
      supportPhone: z.optional(z.string()),
      /** The site's record number (备案号), which must stand on its first page (`LIANFANG_RECORD_NO`). */
      recordNo: z.optional(z.string()),
    }),
    who: 'anyone',
  }),
  'access.accounts': readKind({
    params: z.strictObject({}),
    result: z.object({
      accounts: z.array(
        z.object({
          id: Id,
          name: z.string(),
          display: z.string(),
          unit: z.optional(z.string()),
          agency: z.optional(z.string()),
          state: z.enum(['active', 'locked', 'disabled']),
          grants: z.array(
            z.object({ role: z.enum(roles), area: z.string(), from: Instant, until: z.optional(Instant) }),
          ),
          lastLoginAt: z.optional(Instant),
          secondFactor: z.boolean(),
          /** Not signed in for 90 days: to be put out of use. */
          stale: z.optional(z.boolean()),
        }),
      ),
    }),
    who: admins,
  }),
  'access.units': readKind({
    params: z.strictObject({}),
    result: z.object({
      units: z.array(z.object({ id: Id, name: z.string(), agency: z.string(), area: z.string() })),
    }),
    who: [...admins, 'checkpoint_lead', 'unit_lead'],
  }),
  'access.sessions': readKind({
    params: z.strictObject({ all: z.optional(z.boolean()) }),
    result: z.object({
      sessions: z.array(
        z.object({
          id: Id,
          account: z.optional(z.string()),
          device: z.optional(Id),
          createdAt: Instant,
          lastSeenAt: Instant,
          expires: Instant,
          agent: z.optional(z.string()),
          current: z.boolean(),
        }),
      ),
    }),
    who: roles,
  }),
  'access.log': readKind({
    /** In the ledger's order after a position; with `before`, what stands before that one, the newest first. */
    params: z.strictObject({ after: CutOff, before: CutOff, limit: Limit }),
    result: z.object({
      rows: z.array(
        z.object({
          position: Position,
          at: Instant,
          kind: z.string(),
          by: z.optional(z.string()),
          what: z.string(),
          detail: z.record(z.string(), z.unknown()),
        }),
      ),
      next: z.optional(Position),
    }),
    who: ['auditor', 'security_admin'],
  }),
  'ledger.state': readKind({
    params: z.strictObject({}),
    result: z.object({
      county: z.string(),
      position: Position,
      hash: z.string(),
      signedAt: z.optional(Instant),
      held: Count,
      refused: Count,
      alarms: Count,
    }),
    who: [...desk, ...admins],
  }),
  'ledger.devices': readKind({
    params: z.strictObject({}),
    result: z.object({ at: Instant, devices: z.array(DeviceState), behind: Count }),
    who: [...desk, 'unit_lead', 'system_admin', 'security_admin'],
  }),
  'ledger.tray': readKind({
    params: z.strictObject({ status: z.optional(z.enum(['held', 'refused'])), limit: Limit }),
    result: z.object({
      rows: z.array(
        z.object({
          id: Id,
          status: z.enum(['held', 'refused']),
          kind: z.string(),
          post: z.optional(z.string()),
          device: z.optional(Id),
          reason: z.optional(z.string()),
          base: z.optional(Id),
          received: Instant,
          released: z.optional(Instant),
        }),
      ),
    }),
    who: ['checkpoint_lead', 'data_desk', 'commander'],
  }),
  'ledger.alarms': readKind({
    params: z.strictObject({ limit: Limit }),
    result: z.object({
      rows: z.array(
        z.object({ id: Id, at: Instant, code: z.string(), detail: z.record(z.string(), z.unknown()) }),
      ),
    }),
    who: [...desk, ...admins],
  }),
  'ledger.feed': readKind({
    params: z.strictObject({ after: CutOff, limit: Limit }),
    result: z.object({
      rows: z.array(
        z.object({
          position: Position,
          id: Id,
          hash: z.string(),
          content: z.record(z.string(), z.unknown()),
        }),
      ),
      head: Position,
    }),
    who: ['data_desk', 'commander', 'auditor'],
  }),
  'indicators.values': readKind({
    params: z.strictObject({ ...Window, by: z.optional(z.enum(['post', 'hour', 'area'])) }),
    result: z.object({
      position: Position,
      at: Instant,
      figures: z.array(Figure),
      /** Present with `by`: one row a post, hour (ISO) or area code. */
      rows: z.optional(
        z.array(
          z.object({ key: z.string(), name: z.optional(z.string()), values: z.record(z.string(), Count) }),
        ),
      ),
    }),
    who: desk,
  }),
  'indicators.definitions': readKind({
    params: z.strictObject({}),
    result: z.object({
      indicators: z.array(
        z.object({
          id: z.string(),
          unit: z.string(),
          version: z.int(),
          of: z.optional(z.string()),
          title: z.object({ zh: z.string(), en: z.string() }),
          definition: z.object({ zh: z.string(), en: z.string() }),
        }),
      ),
    }),
    who: [...desk, ...admins],
  }),
} as const;
