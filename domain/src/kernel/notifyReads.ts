import * as z from 'zod/mini';
import { roles } from './access.ts';
import { Instant } from './entry.ts';
import { Id } from './ids.ts';
import { channelKinds, messageKinds } from './notify.ts';
import { readKind } from './read.ts';

export const InboxMessage = z.object({
  id: Id,
  kind: z.enum(messageKinds),
  count: z.int(),
  /** A path of the product (`/desk/…`). */
  link: z.string(),
  at: Instant,
  readAt: z.optional(Instant),
});
export type InboxMessage = z.infer<typeof InboxMessage>;

/** A channel as it is shown: never its key, secret, headers or numbers. */
export const ChannelShown = z.object({
  id: Id,
  kind: z.enum(channelKinds),
  name: z.string(),
  /** Where it sends to, without path and key. */
  host: z.string(),
  kinds: z.array(z.enum(messageKinds)),
  unit: z.optional(z.object({ id: Id, name: z.string() })),
  language: z.enum(['zh', 'en']),
  active: z.boolean(),
  changedAt: Instant,
  changedBy: z.string(),
  lastSentAt: z.optional(Instant),
  failingSince: z.optional(Instant),
  /** A code: `timeout`, `connection`, `http.503`, `errcode.93000`. */
  lastError: z.optional(z.string()),
  /** Messages that wait to be sent, those being tried again included. */
  waiting: z.int(),
});
export type ChannelShown = z.infer<typeof ChannelShown>;

export const notifyReads = {
  /** The asker's own messages, newest first. */
  'notify.inbox': readKind({
    params: z.strictObject({
      unread: z.optional(z.boolean()),
      after: z.optional(z.string().check(z.maxLength(120))),
      limit: z.optional(z.int().check(z.minimum(1), z.maximum(200))),
    }),
    result: z.object({ messages: z.array(InboxMessage), unread: z.int(), next: z.optional(z.string()) }),
    who: roles,
  }),
  'notify.channels': readKind({
    params: z.strictObject({}),
    result: z.object({ channels: z.array(ChannelShown) }),
    who: ['system_admin'],
  }),
} as const;
