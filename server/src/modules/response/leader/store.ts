import type { LeaderAssigned } from '@lianfang/domain/modules/response/schema.ts';
import type { Passed, Tx } from '../../../kernel/ledger/handlers.ts';
import type { Db } from '../standing.ts';

export async function insertLeader({ client, county }: Tx, passed: Passed<LeaderAssigned>): Promise<void> {
  const { response, account, areas, posts, remit } = passed.what;
  await client.query(
    `INSERT INTO response.leader (county, id, response, account, areas, posts, remit, from_at, position)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
    [
      county,
      passed.id,
      response,
      account,
      areas,
      posts,
      remit ?? null,
      passed.occurred,
      String(passed.position),
    ],
  );
}

/** The response of an assignment that has not ended, with who it is; undefined when there is none. */
export async function assignment(
  { client, county }: Tx,
  id: string,
): Promise<{ response: string; account: string } | undefined> {
  const { rows } = await client.query<{ response: string; account: string }>(
    'SELECT response, account FROM response.leader WHERE county = $1 AND id = $2 AND until_at IS NULL',
    [county, id],
  );
  return rows[0];
}

export async function endLeader({ client, county }: Tx, id: string, at: string): Promise<void> {
  await client.query(
    'UPDATE response.leader SET until_at = greatest($3, from_at) WHERE county = $1 AND id = $2',
    [county, id, at],
  );
}

export type LeaderRecord = {
  id: string;
  response: string;
  account: string;
  areas: string[];
  posts: string[];
  remit: string | null;
  from_at: string;
  until_at: string | null;
};

export async function leaders(
  db: Db,
  county: string,
  { response, ended, account }: { response?: string | undefined; ended: boolean; account?: string },
): Promise<LeaderRecord[]> {
  const { rows } = await db.query<LeaderRecord>(
    `SELECT l.id, l.response, l.account, l.areas, l.posts, l.remit, l.from_at, l.until_at FROM response.leader l
     WHERE l.county = $1 AND ($2::uuid IS NULL OR l.response = $2) AND ($3 OR l.until_at IS NULL) AND ($4::uuid IS NULL OR l.account = $4)
     ORDER BY l.until_at IS NOT NULL, l.position`,
    [county, response ?? null, ended, account ?? null],
  );
  return rows;
}

export type TroubleRecord = {
  id: string;
  kind: string;
  subject: string;
  area: string;
  due_at: string;
  what: 'task_overdue' | 'task_returned' | 'task_contested';
  all: string;
};

/** Tasks in these areas that somebody must look at, the longest overdue first, and how many there are. */
export async function troubles(
  db: Db,
  county: string,
  areas: readonly string[],
  at: string,
  limit: number,
): Promise<TroubleRecord[]> {
  const { rows } = await db.query<TroubleRecord>(
    `SELECT k.id, k.kind, k.subject, k.area, k.due_at, count(*) OVER () AS "all",
       CASE WHEN k.contested THEN 'task_contested' WHEN k.state = 'returned' THEN 'task_returned' ELSE 'task_overdue' END AS what
     FROM tasks.task k WHERE k.county = $1 AND k.area LIKE ANY ($2) AND k.live
       AND (k.contested OR k.state = 'returned' OR (k.state IN ('open', 'accepted') AND k.due_at < $3)) ORDER BY k.due_at, k.id LIMIT $4`,
    [county, areas, at, limit],
  );
  return rows;
}
