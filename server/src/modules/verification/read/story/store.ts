import type { Finding } from '@lianfang/domain/modules/verification/schema.ts';
import type pg from 'pg';

type Db = pg.Pool | pg.ClientBase;

export type AttemptRecord = {
  readonly id: string;
  readonly row: string;
  readonly at: string;
  readonly how: 'visit' | 'call' | 'message' | 'video';
  readonly result: 'no_answer' | 'switched_off' | 'wrong_number' | 'nobody_home' | 'hung_up' | 'other';
  readonly who: string | null;
};

export async function attemptsOf(db: Db, county: string, rows: readonly string[]): Promise<AttemptRecord[]> {
  const found = await db.query<AttemptRecord>({
    name: 'verification.attempts',
    text: `SELECT x.id, x.row, x.at, x.how, x.result, a.display AS who FROM verification.attempt x
           LEFT JOIN access.account a ON a.county = x.county AND a.id = x.actor
           WHERE x.county = $1 AND x.row = ANY ($2::uuid[]) ORDER BY x.at, x.id`,
    values: [county, rows],
  });
  return found.rows;
}

export type FindingRecord = {
  readonly id: string;
  readonly row: string;
  readonly finding: Finding;
  readonly at: string;
  readonly recorded_at: string;
  readonly how: AttemptRecord['how'];
  readonly state: 'stands' | 'rival' | 'replaced';
  readonly concealed: boolean;
  readonly evidence: string[];
  readonly moved_to: string | null;
  readonly right_area: string | null;
  readonly attempts: { at: string; how: AttemptRecord['how']; result: AttemptRecord['result'] }[];
  readonly wrong: string[];
  readonly who: string | null;
};

export async function findingsOf(db: Db, county: string, rows: readonly string[]): Promise<FindingRecord[]> {
  const found = await db.query<FindingRecord>({
    name: 'verification.findings',
    text: `SELECT f.id, f.row, f.finding, f.at, f.recorded_at, f.how, f.state, f.concealed, f.evidence, f.moved_to, f.right_area, f.attempts,
             f.wrong, a.display AS who FROM verification.finding f LEFT JOIN access.account a ON a.county = f.county AND a.id = f.actor
           WHERE f.county = $1 AND f.row = ANY ($2::uuid[]) ORDER BY f.position`,
    values: [county, rows],
  });
  return found.rows;
}

export type EventRecord = {
  readonly id: string;
  readonly at: string;
  readonly kind: string;
  readonly area: string | null;
  readonly unit_name: string | null;
  readonly reason: string | null;
  readonly who: string | null;
};

export async function eventsOf(db: Db, county: string, row: string): Promise<EventRecord[]> {
  const { rows } = await db.query<EventRecord>({
    name: 'verification.events',
    text: `SELECT e.id, e.at, e.kind, e.area, u.name AS unit_name, e.reason, a.display AS who FROM verification.event e
           LEFT JOIN access.account a ON a.county = e.county AND a.id = e.actor LEFT JOIN access.unit u ON u.county = e.county AND u.id = e.unit
           WHERE e.county = $1 AND e.row = $2 ORDER BY e.position`,
    values: [county, row],
  });
  return rows;
}

/** The tasks that a row has had, first to last, and the rows that repeat it. */
export async function aroundRow(
  db: Db,
  county: string,
  row: string,
): Promise<{ tasks: string[]; repeats: string[] }> {
  const { rows } = await db.query<{ tasks: string[]; repeats: string[] }>({
    name: 'verification.around_row',
    text: `SELECT ARRAY(SELECT t.id FROM tasks.task t WHERE t.county = $1 AND t.subject = $2 AND t.kind = 'verification.row'
                    ORDER BY coalesce(t.part, 0)) AS tasks,
             ARRAY(SELECT d.id FROM verification.row d WHERE d.county = $1 AND d.duplicate_of = $2 ORDER BY d.position LIMIT 200) AS repeats`,
    values: [county, row],
  });
  return rows[0] ?? { tasks: [], repeats: [] };
}
