import type { Tx } from '../../../kernel/ledger/handlers.ts';

// The deadline of a row is that of its task, whoever set it last: its list, somebody who granted more time, a reopening. What a
// list says is where it begins (`verification.row.due`), and stays as it was.

/** The deadline of a task and where it comes from. */
export async function deadlineOf(
  { client, county }: Tx,
  task: string,
): Promise<{ dueAt: string; dueRule: string } | undefined> {
  const { rows } = await client.query<{ dueAt: string; dueRule: string }>({
    name: 'verification.deadline',
    text: `SELECT due_at AS "dueAt", due_rule AS "dueRule" FROM tasks.task WHERE county = $1 AND id = $2`,
    values: [county, task],
  });
  return rows[0];
}

/**
 * Deadlines that were set anew, as known at a cut-off: SQL of a table with `subject` (a row) and `due_at`. A row that is not in
 * it has the deadline of its list. Rows go on from task to task with their deadline, so the newest of all their tasks' is theirs.
 * `cutOff`: the parameter of a position, null for now; the first parameter is the county.
 */
export function deadlinesAt(cutOff: string): string {
  // The row of each such step is looked up by its task: few are set anew, and a join would read every task there is.
  return `(SELECT DISTINCT ON (x.subject) x.subject, x.due_at FROM (
      SELECT (SELECT t.subject FROM tasks.task t WHERE t.county = $1 AND t.id = s.task) AS subject, s.due_at, s.position FROM tasks.step s
      WHERE s.county = $1 AND s.due_at IS NOT NULL AND s.move <> 'ask_extension' AND (${cutOff}::bigint IS NULL OR s.position <= ${cutOff})) x
    ORDER BY x.subject, x.position DESC)`;
}
