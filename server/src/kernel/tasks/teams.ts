import type { Tx } from '../ledger/handlers.ts';
import type { By } from './said.ts';

/** People of several agencies put together for one line of work: a unit of its own that can own tasks. */
export type Team = {
  readonly id: string;
  readonly name: string;
  /** 12 digits. */
  readonly area: string;
  readonly members: readonly { readonly account: string; readonly lead: boolean }[];
};

/** Forms a team, or changes its name, area and members: the last word counts. */
export async function formTeam({ client, county }: Tx, team: Team, by: By): Promise<void> {
  await client.query(
    `INSERT INTO tasks.team (county, id, name, area, formed_at, position) VALUES ($1, $2, $3, $4, $5, $6)
     ON CONFLICT (county, id) DO UPDATE SET name = excluded.name, area = excluded.area, position = excluded.position`,
    [county, team.id, team.name, team.area, by.at, String(by.position)],
  );
  await client.query('DELETE FROM tasks.team_member WHERE county = $1 AND team = $2', [county, team.id]);
  const members = [...new Map(team.members.map((member) => [member.account, member])).values()];
  await client.query(
    'INSERT INTO tasks.team_member (county, team, account, lead) SELECT $1, $2, * FROM unnest($3::uuid[], $4::boolean[])',
    [county, team.id, members.map(({ account }) => account), members.map(({ lead }) => lead)],
  );
}

/** Dissolves a team: what it has to do goes back to whoever gave it, at the next run of the escalation. */
export async function dissolveTeam({ client, county }: Tx, team: string, by: By): Promise<void> {
  await client.query(
    'UPDATE tasks.team SET dissolved_at = $3, position = $4 WHERE county = $1 AND id = $2 AND dissolved_at IS NULL',
    [county, team, by.at, String(by.position)],
  );
}
