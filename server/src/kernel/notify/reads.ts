import type { notifyReads as table } from '@lianfang/domain/kernel/notifyReads.ts';
import { problem } from '@lianfang/domain/kernel/problem.ts';
import type { ReadsFor } from '../reads.ts';
import * as store from './store.ts';

export const notifyReads = {
  'notify.inbox': async ({ deps, county, actor }, { unread = false, after, limit = 50 }) => {
    const [rows, count] = await Promise.all([
      store.inbox(deps.pool, county, actor.id, { unread, after: markOf(after), limit }),
      store.unreadCount(deps.pool, county, actor.id),
    ]);
    const last = rows.length === limit ? rows.at(-1) : undefined;
    return {
      messages: rows.map(({ readAt, ...message }) => ({ ...message, ...(readAt !== null && { readAt }) })),
      unread: count,
      ...(last && { next: Buffer.from(JSON.stringify([last.at, last.id])).toString('base64url') }),
    };
  },

  'notify.channels': async ({ deps, county }) => ({
    channels: (await store.channels(deps.pool, county)).map((row) => ({
      id: row.id,
      kind: row.kind,
      name: row.name,
      host: row.host,
      kinds: row.kinds,
      ...(row.unit !== null && { unit: { id: row.unit, name: row.unitName ?? '' } }),
      language: row.language,
      active: row.active,
      changedAt: row.changedAt,
      changedBy: row.changedBy,
      ...(row.lastSentAt !== null && { lastSentAt: row.lastSentAt }),
      ...(row.failingSince !== null && { failingSince: row.failingSince }),
      ...(row.lastError !== null && { lastError: row.lastError }),
      waiting: row.waiting,
    })),
  }),
} satisfies ReadsFor<typeof table>;

function markOf(after: string | undefined): { at: string; id: string } | undefined {
  if (after === undefined) return undefined;
  try {
    const [at, id] = JSON.parse(Buffer.from(after, 'base64url').toString());
    if (!Number.isNaN(Date.parse(at)) && /^[0-9a-f-]{36}$/.test(id)) return { at, id };
  } catch {
    // Said below.
  }
  throw problem('request.malformed', { fields: ['after'] });
}
