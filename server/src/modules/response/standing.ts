import { areaPrefix } from '@lianfang/domain/kernel/areaCode.ts';
import type pg from 'pg';
import type { Window } from '../../kernel/indicators/values.ts';

export type Db = pg.Pool | pg.ClientBase;

/** Beyond every position that there will be. */
export const ALL = '9223372036854775807';

/** What a query may give the asker: areas that begin so (null: all), and what his units or he himself have to do with. */
export type Seen = { readonly scope: string[] | null; readonly units: string[]; readonly actor: string };

/** The cut-off, the area and the scope of a figure as parameters. */
export function placeOf(
  figure?: Pick<Window, 'area' | 'scope' | 'cutOff'>,
): [string, string, string[] | null] {
  return [
    String(figure?.cutOff ?? ALL),
    figure?.area === undefined ? '%' : `${areaPrefix(figure.area.padEnd(12, '0'))}%`,
    figure?.scope === undefined ? null : figure.scope.map((prefix) => `${prefix}%`),
  ];
}

/** Counts of tasks by state, as `count(…)` columns over `k`; `$at` is the parameter of the present instant. */
export function standing(at: string): string {
  return `count(*) FILTER (WHERE k.state = 'open') AS open, count(*) FILTER (WHERE k.state = 'accepted') AS accepted,
  count(*) FILTER (WHERE k.state = 'done') AS done, count(*) FILTER (WHERE k.state = 'confirmed') AS confirmed,
  count(*) FILTER (WHERE k.state = 'returned') AS returned, count(*) FILTER (WHERE k.state = 'cancelled') AS cancelled,
  count(*) FILTER (WHERE k.state IN ('open', 'accepted', 'returned') AND k.due_at < ${at}) AS overdue, count(*) AS total`;
}

export type StandingRecord = Record<
  'open' | 'accepted' | 'done' | 'confirmed' | 'returned' | 'cancelled' | 'overdue' | 'total',
  string
>;
