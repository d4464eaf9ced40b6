import { areaPrefix } from '@lianfang/domain/kernel/areaCode.ts';
import type { MeetingHeld } from '@lianfang/domain/modules/response/schema.ts';
import type { Window } from '../../../kernel/indicators/values.ts';
import type { Passed, Tx } from '../../../kernel/ledger/handlers.ts';
import type { DirectiveQuery } from '../directive/store.ts';
import { ALL, type Db, placeOf, type Seen } from '../standing.ts';

export async function insertMeeting(
  { client, county }: Tx,
  passed: Passed<MeetingHeld>,
  { number, area, decisions }: { number: number; area: string; decisions: readonly object[] },
): Promise<void> {
  const { response, title, heldAt, until, place, chair, units, minutes } = passed.what;
  await client.query(
    `INSERT INTO response.meeting (county, id, number, response, title, area, held_at, until_at, place, chair, units, minutes, decisions, position)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)`,
    [
      county,
      passed.id,
      number,
      response,
      title,
      area,
      heldAt,
      until ?? null,
      place ?? null,
      chair,
      units,
      minutes,
      JSON.stringify(decisions),
      String(passed.position),
    ],
  );
}

export async function countedMeetings(
  db: Db,
  county: string,
  window: Window,
): Promise<{ post: string; area: string }[]> {
  const { rows } = await db.query<{ area: string }>(
    `SELECT m.area FROM response.meeting m WHERE m.county = $1 AND m.held_at >= $2 AND m.held_at < $3 AND m.position <= $4
       AND m.area LIKE $5 AND ($6::text[] IS NULL OR m.area LIKE ANY ($6))`,
    [county, window.from, window.to, ...placeOf(window)],
  );
  return rows.map(({ area }) => ({ post: '', area }));
}

export type MeetingRecord = {
  id: string;
  number: number;
  response: string;
  title: string;
  held_at: string;
  until_at: string | null;
  place: string | null;
  chair: string;
  units: string[];
  minutes: string;
  decisions: { text: string; directive?: string }[];
  position: string;
  all: string;
};

/** Meetings, the last one held first; `counted`: only what a figure of the asker's areas counts. */
export async function meetingPage(
  db: Db,
  county: string,
  query: Pick<DirectiveQuery, 'response' | 'from' | 'to' | 'area' | 'cutOff'> & { readonly counted: boolean },
  seen: Seen,
  after: readonly [string, number] | undefined,
  limit: number,
): Promise<MeetingRecord[]> {
  const { rows } = await db.query<MeetingRecord>(
    `SELECT * FROM (SELECT m.id, m.number, m.response, m.title, m.held_at, m.until_at, m.place, m.chair, m.units, m.minutes, m.decisions,
         m.position, count(*) OVER () AS "all"
       FROM response.meeting m WHERE m.county = $1 AND ($2::uuid IS NULL OR m.response = $2) AND ($3::timestamptz IS NULL OR m.held_at >= $3)
         AND ($4::timestamptz IS NULL OR m.held_at < $4) AND m.position <= $5 AND m.area LIKE $6
         AND ($7::text[] IS NULL OR m.area LIKE ANY ($7) OR (NOT $8 AND m.units && $9))) l
     WHERE $10::bigint IS NULL OR (l.position, l.number) < ($10, $11::integer) ORDER BY l.position DESC, l.number DESC LIMIT $12`,
    [
      county,
      query.response ?? null,
      query.from ?? null,
      query.to ?? null,
      String(query.cutOff ?? ALL),
      query.area === undefined ? '%' : `${areaPrefix(query.area.padEnd(12, '0'))}%`,
      seen.scope,
      query.counted,
      seen.units,
      after?.[0] ?? null,
      after?.[1] ?? null,
      limit,
    ],
  );
  return rows;
}
