import type { responseReads as table } from '@lianfang/domain/modules/response/reads.ts';
import type { ReadsFor } from '../../../kernel/reads.ts';
import { peopleAt } from '../../../kernel/tasks/people.ts';
import { now } from '../asked.ts';
import * as forces from '../force/store.ts';
import { concerns } from '../leader/leading.ts';
import { namesOf } from '../rows.ts';
import * as directory from './store.ts';

export const directoryReads = {
  'response.directory': async (asked) => {
    const { deps, county, scope } = asked;
    const at = now(asked);
    const [units, contacts, people, teams] = await Promise.all([
      directory.units(deps.pool, county),
      directory.contacts(deps.pool, county),
      peopleAt(deps.pool, county, at),
      forces.taskForces(deps.pool, county, { response: undefined, state: 'active', at }),
    ]);
    const names = await namesOf(deps.pool, county, { areas: [...units, ...teams].map(({ area }) => area) });
    const everyone = [...people.values()];
    const colleague = ({ account, name, unitName }: (typeof everyone)[number]) => ({
      account,
      display: name,
      ...(unitName !== undefined && { unitName }),
    });
    const teamUnits = teams.map(({ id, name, area }) => ({
      id,
      name,
      area,
      agency: 'other' as const,
      team: id,
    }));
    return {
      at,
      units: [...teamUnits, ...units.map((unit) => ({ ...unit, team: undefined }))]
        .filter(({ area }) => concerns(area, scope))
        .map(({ id, name, agency, area, team }) => {
          const contact = contacts.get(id);
          const own = everyone.filter(
            (one) => one.unit === id || one.teams.some((membership) => membership.team === id),
          );
          const leads = own.filter((one) =>
            team === undefined
              ? one.grants.some(({ role }) => role === 'unit_lead')
              : one.teams.some((membership) => membership.team === id && membership.lead),
          );
          return {
            unit: id,
            name,
            agency,
            area,
            areaName: names.area(area),
            ...(team !== undefined && { taskForce: team }),
            ...(contact !== undefined && { phone: contact.phone, setAt: contact.set_at }),
            ...(contact?.backup != null && { backup: contact.backup }),
            ...(contact?.note != null && { note: contact.note }),
            leads: leads.map(colleague),
            // Who has a substitute is reached through him.
            onDuty: own
              .map((one) => people.get(one.substitute ?? '') ?? one)
              .filter((one, n, all) => one.onDuty && all.indexOf(one) === n)
              .map(colleague),
          };
        }),
    };
  },
} satisfies ReadsFor<Pick<typeof table, 'response.directory'>>;
