import type { Passed, Tx } from '../../../kernel/ledger/handlers.ts';
import type { Db, Seen } from '../standing.ts';

export type Event = {
  readonly response: string;
  readonly kind: string;
  readonly subject: string;
  readonly area: string;
  readonly title: string;
  readonly level?: number | undefined;
  readonly number?: number | undefined;
};

/** Writes what happened into the timeline: the entry itself, and what else came of it, in order. */
export async function writeEvents(
  { client, county }: Tx,
  { id, position, occurred, actor }: Pick<Passed<unknown>, 'id' | 'position' | 'occurred' | 'actor'>,
  events: readonly Event[],
): Promise<void> {
  for (const [n, event] of events.entries()) {
    await client.query({
      name: 'response.event',
      text: `INSERT INTO response.event (county, response, position, n, entry, kind, at, actor, subject, area, title, level, number)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`,
      values: [
        county,
        event.response,
        String(position),
        n,
        id,
        event.kind,
        occurred,
        actor,
        event.subject,
        event.area,
        event.title,
        event.level ?? null,
        event.number ?? null,
      ],
    });
  }
}

export type TimelineRecord = {
  position: string;
  n: number;
  entry: string;
  kind: string;
  at: string;
  actor: string;
  subject: string;
  title: string;
  level: number | null;
  number: number | null;
};

/**
 * The timeline from a place on, newest first: what the command post wrote, and each move of a directive's task but those up.
 * What concerns the whole of a response is everyone's to see.
 */
export async function timeline(
  db: Db,
  county: string,
  response: string,
  seen: Seen,
  after: readonly [string, number] | undefined,
  limit: number,
): Promise<TimelineRecord[]> {
  const { rows } = await db.query<TimelineRecord>(
    `SELECT * FROM (
       SELECT e.position, e.n::integer AS n, e.entry, e.kind, e.at, e.actor, e.subject, e.title, e.level, e.number FROM response.event e
       WHERE e.county = $1 AND e.response = $2 AND ($3::text[] IS NULL OR e.area LIKE ANY ($3) OR e.actor = $5
         OR e.kind IN ('response.activated', 'response.level.changed', 'response.closed')
         OR EXISTS (SELECT 1 FROM response.target t WHERE t.county = $1 AND t.directive = e.subject AND (t.unit = ANY ($4) OR t.account = $5)))
       UNION ALL
       SELECT s.position, row_number() OVER (PARTITION BY s.position ORDER BY s.task)::integer, s.entry, 'task.' || s.move, s.at, s.actor, s.task,
         d.title, NULL, d.number FROM response.directive d JOIN response.target t ON t.county = d.county AND t.directive = d.id
         JOIN tasks.step s ON s.county = t.county AND s.task = t.task
       WHERE d.county = $1 AND d.response = $2 AND s.move <> 'escalate'
         AND ($3::text[] IS NULL OR d.area LIKE ANY ($3) OR s.area LIKE ANY ($3) OR d.issued_by = $5 OR t.unit = ANY ($4) OR t.account = $5)) l
     WHERE $6::bigint IS NULL OR (l.position, l.n) < ($6, $7::integer) ORDER BY l.position DESC, l.n DESC LIMIT $8`,
    [county, response, seen.scope, seen.units, seen.actor, after?.[0] ?? null, after?.[1] ?? null, limit],
  );
  return rows;
}
