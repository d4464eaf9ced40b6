import type { Role } from '@lianfang/domain/kernel/access.ts';
import { isInside } from '@lianfang/domain/kernel/areaCode.ts';
import { type Level, levels, type TaskKind } from '@lianfang/domain/kernel/task.ts';
import { isWorkingHour } from '@lianfang/domain/kernel/taskRules.ts';
import type pg from 'pg';

/** Somebody who can be told, and whether he is on duty at the instant that was asked about. */
export type Person = {
  readonly account: string;
  readonly name: string;
  readonly unit: string | undefined;
  readonly unitName: string | undefined;
  readonly teams: readonly { readonly team: string; readonly lead: boolean }[];
  readonly grants: readonly { readonly role: Role; readonly area: string }[];
  readonly onDuty: boolean;
  /** By a plan; else by working hours. */
  readonly planned: boolean;
  /** Who acts for him at that instant. */
  readonly substitute: string | undefined;
};

const DAY = 86_400_000;

/** Everybody of a county with a role in force, as of an instant. Who has no duty within a day of it works by working hours. */
export async function peopleAt(
  db: pg.Pool | pg.ClientBase,
  county: string,
  at: string,
): Promise<Map<string, Person>> {
  const near = (ms: number) => new Date(Date.parse(at) + ms).toISOString();
  const { rows } = await db.query<{
    account: string;
    name: string;
    unit: string | null;
    unitName: string | null;
    teams: { team: string; lead: boolean }[] | null;
    grants: { role: Role; area: string }[] | null;
    planned: boolean;
    serving: boolean;
    substitute: string | null;
  }>({
    name: 'tasks.people',
    text: `SELECT a.id AS account, a.display AS name, a.unit, u.name AS "unitName",
             (SELECT json_agg(json_build_object('team', m.team, 'lead', m.lead)) FROM tasks.team_member m
                WHERE m.county = $1 AND m.account = a.id) AS teams,
             (SELECT json_agg(json_build_object('role', g.role, 'area', g.area)) FROM access.role_grant g
                WHERE g.county = $1 AND g.account = a.id AND g.from_at <= $2 AND (g.until_at IS NULL OR g.until_at > $2)) AS grants,
             EXISTS (SELECT 1 FROM tasks.duty d WHERE d.county = $1 AND d.account = a.id AND d.until_at > d.from_at AND d.from_at < $4 AND d.until_at > $3) AS planned,
             EXISTS (SELECT 1 FROM tasks.duty d WHERE d.county = $1 AND d.account = a.id AND d.from_at <= $2 AND d.until_at > $2) AS serving,
             (SELECT s.substitute FROM tasks.substitute s WHERE s.county = $1 AND s.account = a.id AND s.from_at <= $2 AND s.until_at > $2
                ORDER BY s.position DESC LIMIT 1) AS substitute
           FROM access.account a LEFT JOIN access.unit u ON u.county = a.county AND u.id = a.unit
           WHERE a.county = $1 AND a.disabled_at IS NULL ORDER BY a.display, a.id`,
    values: [county, at, near(-DAY), near(DAY)],
  });
  const working = isWorkingHour(at);
  return new Map(
    rows.map((row) => [
      row.account,
      {
        account: row.account,
        name: row.name,
        unit: row.unit ?? undefined,
        unitName: row.unitName ?? undefined,
        teams: row.teams ?? [],
        grants: row.grants ?? [],
        planned: row.planned,
        onDuty: row.planned ? row.serving : working,
        substitute: row.substitute ?? undefined,
      },
    ]),
  );
}

/** Who there is to tell of a task: enough of it to find them. */
export type Told = { readonly unit: string; readonly account: string | null; readonly area: string };

/**
 * Those of a level who are on duty: nobody else is told. Who has a substitute is told through him. The levels: the owner
 * (or, of a unit's task, its people with a working role), the lead of the owning unit, whoever leads or issues the line of
 * work for the area, the commander.
 */
export function toTell(
  people: ReadonlyMap<string, Person>,
  kind: TaskKind,
  task: Told,
  level: Level,
): string[] {
  const found = [...people.values()].filter((person) => isOfLevel(person, kind, task, level));
  const acting = found.map((person) => people.get(person.substitute ?? '') ?? person);
  return [...new Set(acting.filter(({ onDuty }) => onDuty).map(({ account }) => account))];
}

/** The first level from one on at which somebody is on duty; `unheard` when there is none up to the top. */
export function heardFrom(
  people: ReadonlyMap<string, Person>,
  kind: TaskKind,
  task: Told,
  from: Level,
): { level: Level; accounts: string[]; unheard: boolean } {
  for (const level of levels.slice(levels.indexOf(from))) {
    const accounts = toTell(people, kind, task, level);
    if (accounts.length > 0) return { level, accounts, unheard: false };
  }
  return { level: 'command_post', accounts: [], unheard: true };
}

function isOfLevel(person: Person, kind: TaskKind, task: Told, level: Level): boolean {
  const holds = (roles: readonly Role[]) =>
    person.grants.some(({ role, area }) => roles.includes(role) && isInside(task.area, area));
  switch (level) {
    case 'owner':
      if (task.account !== null) return person.account === task.account;
      return belongs(person, task.unit) && person.grants.some(({ role }) => kind.workers.includes(role));
    case 'unit_lead':
      return (
        (person.unit === task.unit && person.grants.some(({ role }) => role === 'unit_lead')) ||
        person.teams.some(({ team, lead }) => lead && team === task.unit) ||
        holds(kind.leads ?? [])
      );
    case 'task_force_lead':
      return holds(['task_force_lead', ...kind.issuers.filter((role) => role !== 'commander')]);
    case 'command_post':
      return holds(['commander']);
  }
}

function belongs(person: Person, unit: string): boolean {
  return person.unit === unit || person.teams.some(({ team }) => team === unit);
}
