/** Parameters of a query by their places: `$2`. `from` and `to` may be null there: no bound. */
type Bounds = { readonly from: string; readonly to: string; readonly cutOff: string };

/**
 * What each figure of directives counts, as SQL over `d` (response.directive) in a period, as known at a cut-off: the same
 * text counts it and opens it into its rows. A figure counts what happened in the period, so that a day that is over keeps
 * its figures, and days add up. How a directive stood is told by the history of its tasks; the first parameter is the county.
 */
export function directiveFigure(indicator: string, bounds: Bounds): string | undefined {
  const ordered = `d.inside IS NULL AND d.position <= ${bounds.cutOff}`;
  const all = (done: string, when: string) =>
    `${ordered} AND (SELECT count(*) > 0 AND bool_and(coalesce(${done}, false)) AND ${within(`max(${when})`, bounds)}
       FROM ${targetsAt(bounds.cutOff)} WHERE t.county = $1 AND t.directive = d.id AND x.state IS DISTINCT FROM 'cancelled')`;
  switch (indicator) {
    case 'response.directives.issued':
      return `${ordered} AND ${within('d.issued_at', bounds)}`;
    case 'response.directives.acknowledged':
      return all('x.acknowledged_at IS NOT NULL', 'x.acknowledged_at');
    case 'response.directives.done_in_time':
      return all(
        `x.state IN ('done', 'confirmed') AND x.finished_at <= coalesce(x.due_at, d.due_at)`,
        'x.finished_at',
      );
    default:
      return undefined;
  }
}

function within(instant: string, { from, to }: Bounds): string {
  return `(${from}::timestamptz IS NULL OR ${instant} >= ${from}) AND (${to}::timestamptz IS NULL OR ${instant} < ${to})`;
}

/** The addressees of a directive as they stood at the cut-off. */
function targetsAt(cutOff: string): string {
  const steps = (wanted: string) =>
    `FROM tasks.step s WHERE s.county = $1 AND s.task = t.task AND s.position <= ${cutOff} AND ${wanted} ORDER BY s.position`;
  return `response.target t CROSS JOIN LATERAL (SELECT
      (SELECT s.state ${steps('NOT s.contested')} DESC LIMIT 1) AS state,
      (SELECT s.at ${steps(`s.move IN ('accept', 'report_progress', 'finish')`)} LIMIT 1) AS acknowledged_at,
      (SELECT s.at ${steps(`s.move = 'finish' AND NOT s.contested`)} DESC LIMIT 1) AS finished_at,
      (SELECT s.due_at ${steps(`s.move <> 'ask_extension' AND s.due_at IS NOT NULL`)} DESC LIMIT 1) AS due_at) x`;
}

/** Task forces that there were when a period ended, as SQL over `f` (response.task_force). */
export function taskForceFigure({ to, cutOff }: Omit<Bounds, 'from'>): string {
  return `f.formed_at < ${to} AND f.position <= ${cutOff}
    AND (f.dissolved_position IS NULL OR f.dissolved_position > ${cutOff} OR f.dissolved_at >= ${to})`;
}
