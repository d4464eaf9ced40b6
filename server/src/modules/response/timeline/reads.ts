import { moveOf } from '@lianfang/domain/kernel/taskEntries.ts';
import type { responseReads as table } from '@lianfang/domain/modules/response/reads.ts';
import type { ReadsFor } from '../../../kernel/reads.ts';
import { marked, placeOf, presentOf, seenBy } from '../asked.ts';
import * as life from '../life/store.ts';
import { namesOf } from '../rows.ts';
import * as timeline from './store.ts';

export const timelineReads = {
  'response.timeline': async (asked, { response, after, limit = 100 }) => {
    const { deps, county } = asked;
    const present = presentOf(await life.responses(deps.pool, county), response);
    if (present === undefined) return { rows: [] };
    const seen = await seenBy(asked);
    const found = await timeline.timeline(deps.pool, county, present.id, seen, placeOf(after), limit + 1);
    const rows = found.slice(0, limit);
    const last = found.length > limit ? rows.at(-1) : undefined;
    const ofLeader = (kind: string) => kind.startsWith('response.leader.');
    const names = await namesOf(deps.pool, county, {
      accounts: rows.flatMap(({ actor, kind, title }) => (ofLeader(kind) ? [actor, title] : [actor])),
    });
    return {
      rows: rows.map((row) => ({
        position: row.position,
        entry: row.entry,
        kind: entryOfMove.get(row.kind) ?? row.kind,
        at: row.at,
        by: names.person(row.actor),
        subject: row.subject,
        title: ofLeader(row.kind) ? names.person(row.title).display : row.title,
        ...(row.level !== null && { level: row.level }),
        ...(row.number !== null && { count: row.number }),
      })),
      ...(last && { next: marked(last.position, last.n) }),
    };
  },
} satisfies ReadsFor<Pick<typeof table, 'response.timeline'>>;

/** The entry that makes a move, by the move as the timeline's query names it. */
const entryOfMove = new Map<string, string>(
  Object.entries(moveOf).map(([entry, move]) => [`task.${move}`, entry]),
);
