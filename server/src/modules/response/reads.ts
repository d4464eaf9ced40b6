import { isInside } from '@lianfang/domain/kernel/areaCode.ts';
import { problem } from '@lianfang/domain/kernel/problem.ts';
import { moveOf } from '@lianfang/domain/kernel/taskEntries.ts';
import type { responseReads as table } from '@lianfang/domain/modules/response/reads.ts';
import { headPosition } from '../../kernel/ledger/reads.ts';
import { type Asked, type ReadsFor, scopePatterns } from '../../kernel/reads.ts';
import { peopleAt } from '../../kernel/tasks/people.ts';
import * as directives from './directive/store.ts';
import * as directory from './directory/store.ts';
import { fieldReads } from './field/reads.ts';
import * as forces from './force/store.ts';
import { responseSources } from './indicators.ts';
import * as leaders from './leader/store.ts';
import { concerns, exceptionsOf, leaderRows } from './leading.ts';
import * as life from './life/store.ts';
import * as meetings from './meeting/store.ts';
import {
  checklistRow,
  directiveRow,
  meetingRow,
  namesOf,
  responseRow,
  standingOf,
  taskForceRow,
} from './rows.ts';
import type { Seen, StandingRecord } from './standing.ts';
import * as timeline from './timeline/store.ts';

export const responseReads = {
  ...fieldReads,
  'response.now': async (asked, { response }) => {
    const { deps, county } = asked;
    const at = now(asked);
    const [all, position] = await Promise.all([
      life.responses(deps.pool, county),
      headPosition(deps.pool, county),
    ]);
    const present = presentOf(all, response);
    const [levels, counts] = await Promise.all([
      present === undefined ? [] : life.levelsOf(deps.pool, county, present.id),
      present === undefined ? undefined : life.countsOf(deps.pool, county, present.id, at),
    ]);
    const names = await namesOf(deps.pool, county, {
      accounts: [...levels.map(({ set_by }) => set_by), ...(present?.closed_by ? [present.closed_by] : [])],
      areas: all.map(({ area }) => area),
    });
    const [latest] = levels;
    return {
      at,
      position,
      ...(present !== undefined &&
        latest !== undefined && {
          response: {
            ...responseRow(present, names),
            legalBasis: latest.basis,
            measures: latest.measures,
            activatedBy: names.person(levels.at(-1)?.set_by as string),
            levels: levels.map((level) => ({
              level: level.level,
              from: level.from_at,
              by: names.person(level.set_by),
              legalBasis: level.basis,
              measures: level.measures,
              ...(level.why !== null && { why: level.why }),
            })),
            ...(present.closed_at !== null && {
              closed: {
                at: present.closed_at,
                by: names.person(present.closed_by as string),
                why: present.closed_why as string,
              },
            }),
          },
        }),
      taskForces: Number(counts?.task_forces ?? 0),
      meetings: Number(counts?.meetings ?? 0),
      leaders: Number(counts?.leaders ?? 0),
      directives: { ...standingOf(counts ?? nothing), issued: Number(counts?.issued ?? 0) },
      ...(counts !== undefined &&
        Number(counts.items) > 0 && {
          checklist: {
            items: Number(counts.items),
            done: Number(counts.items_done),
            overdue: Number(counts.items_overdue),
          },
        }),
      all: all.map((one) => responseRow(one, names)),
    };
  },

  'response.task_forces': async (asked, { response, state, indicator, to, area, cutOff }) => {
    const { deps, county, scope } = asked;
    if (indicator !== undefined && indicator !== 'response.task_forces.active') throw notOurs();
    const figure =
      indicator === undefined ? undefined : { to: to ?? now(asked), area, scope, cutOff: positionOf(cutOff) };
    const [records, mine, position] = await Promise.all([
      forces.taskForces(deps.pool, county, {
        response,
        // What a figure counted may have been dissolved since.
        state: indicator === undefined ? (state ?? 'active') : 'all',
        at: now(asked),
        figure,
      }),
      seenBy(asked),
      headPosition(deps.pool, county),
    ]);
    const shown = records.filter(
      ({ id, area: of }) =>
        figure !== undefined ||
        ((concerns(of, scope) || mine.units.includes(id)) &&
          (area === undefined || isInside(of, wide(area)))),
    );
    const names = await namesOf(deps.pool, county, {
      accounts: shown.flatMap((one) => one.people.map(({ account }) => account)),
      areas: shown.map((one) => one.area),
    });
    return { taskForces: shown.map((one) => taskForceRow(one, names)), total: shown.length, position };
  },

  'response.directives': async (asked, params) => {
    const { deps, county } = asked;
    const { response, state, unit, taskForce, mine, own, from, to, area, indicator, limit = 50 } = params;
    if (indicator !== undefined && !isDirectiveFigure(indicator)) throw notOurs();
    const query = {
      response,
      state,
      unit: taskForce ?? unit,
      issuedBy: mine === true ? asked.actor.id : undefined,
      own,
      from,
      to,
      area,
      indicator,
      cutOff: positionOf(params.cutOff),
      at: now(asked),
    };
    const seen = await seenBy(asked);
    const [found, position] = await Promise.all([
      directives.directivePage(deps.pool, county, query, seen, placeOf(params.after), limit + 1),
      headPosition(deps.pool, county),
    ]);
    const rows = found.slice(0, limit);
    return {
      rows: await directiveRows(asked, rows),
      total: Number(found[0]?.all ?? 0),
      ...nextOf(found, limit),
      position,
      at: now(asked),
    };
  },

  'response.directive': async (asked, { id }) => {
    const { deps, county } = asked;
    const at = now(asked);
    const seen = await seenBy(asked);
    const [record] = await directives.directivePage(deps.pool, county, { id, at }, seen, undefined, 1);
    if (record === undefined) throw problem('not_found', { what: 'directive' });
    const [[directive], targets, steps] = await Promise.all([
      directiveRows(asked, [record]),
      directives.targetsOf(deps.pool, county, [id]),
      directives.stepsOf(deps.pool, county, id),
    ]);
    const names = await namesOf(deps.pool, county, {
      accounts: [
        ...targets.flatMap(({ account, owner_account }) => [account ?? [], owner_account ?? []].flat()),
        ...steps.map(({ actor }) => actor),
      ],
      units: targets.map(({ unit }) => unit),
    });
    return {
      directive: { ...(directive as NonNullable<typeof directive>), text: record.body },
      targets: targets.map((target) => {
        const account = target.owner_account ?? target.account;
        return {
          task: target.task,
          unit: target.unit,
          unitName: names.unit(target.unit),
          ...(target.team && { taskForce: target.unit }),
          ...(account !== null && { account: names.person(account) }),
          state: target.state,
          dueAt: target.due_at,
          overdue: isOverdue(target, at),
          ...(target.acknowledged_at !== null && { acknowledgedAt: target.acknowledged_at }),
          ...(target.finished_at !== null && { finishedAt: target.finished_at }),
          ...(target.confirmed_at !== null && { confirmedAt: target.confirmed_at }),
        };
      }),
      steps: steps.map(({ task, move, at: when, actor, reason, entry }) => ({
        task,
        move,
        at: when,
        by: names.person(actor),
        ...(reason !== null && { reason }),
        entry,
      })),
    };
  },

  'response.meetings': async (asked, params) => {
    const { deps, county } = asked;
    const { response, from, to, area, indicator, limit = 50 } = params;
    if (indicator !== undefined && indicator !== 'response.meetings.held') throw notOurs();
    const query = {
      response,
      from,
      to,
      area,
      cutOff: positionOf(params.cutOff),
      counted: indicator !== undefined,
    };
    const [found, position] = await Promise.all([
      meetings.meetingPage(deps.pool, county, query, await seenBy(asked), placeOf(params.after), limit + 1),
      headPosition(deps.pool, county),
    ]);
    const rows = found.slice(0, limit);
    const names = await namesOf(deps.pool, county, {
      accounts: rows.map(({ chair }) => chair),
      units: rows.flatMap(({ units }) => units),
    });
    return {
      meetings: rows.map((row) => meetingRow(row, names)),
      total: Number(found[0]?.all ?? 0),
      ...nextOf(found, limit),
      position,
    };
  },

  'response.leaders': async (asked, { response, ended = false }) => {
    const records = await leaders.leaders(asked.deps.pool, asked.county, { response, ended });
    return { leaders: await leaderRows(asked, records) };
  },

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

  'response.timeline': async (asked, { response, after, limit = 100 }) => {
    const { deps, county } = asked;
    const present = presentOf(await life.responses(deps.pool, county), response);
    if (present === undefined) return { rows: [] };
    const seen = await seenBy(asked);
    const found = await timeline.timeline(deps.pool, county, present.id, seen, placeOf(after), limit + 1);
    const rows = found.slice(0, limit);
    const last = found.length > limit ? rows.at(-1) : undefined;
    const ofLeader = (kind: string) => kind.startsWith('response.leader.');
    const names = await namesOf(deps.pool, county, {
      accounts: rows.flatMap(({ actor, kind, title }) => (ofLeader(kind) ? [actor, title] : [actor])),
    });
    return {
      rows: rows.map((row) => ({
        position: row.position,
        entry: row.entry,
        kind: entryOfMove.get(row.kind) ?? row.kind,
        at: row.at,
        by: names.person(row.actor),
        subject: row.subject,
        title: ofLeader(row.kind) ? names.person(row.title).display : row.title,
        ...(row.level !== null && { level: row.level }),
        ...(row.number !== null && { count: row.number }),
      })),
      ...(last && { next: marked(last.position, last.n) }),
    };
  },

  'response.checklist': async (asked, { response }) => {
    const { deps, county } = asked;
    const all = await life.responses(deps.pool, county);
    // The one that was ended last, unless one is asked for: a new one may be active while the old one is being wound up.
    const chosen =
      response === undefined ? all.find((one) => one.closed_at !== null) : presentOf(all, response);
    const records = chosen === undefined ? [] : await life.items(deps.pool, county, chosen.id);
    const names = await namesOf(deps.pool, county, {
      accounts: records.flatMap(({ account, done_by }) => [account ?? [], done_by ?? []].flat()),
      units: records.map(({ unit }) => unit),
      areas: chosen === undefined ? [] : [chosen.area],
    });
    const items = records.map((record) => checklistRow(record, names, now(asked)));
    return {
      ...(chosen !== undefined && { response: responseRow(chosen, names) }),
      items,
      done: items.filter(({ done }) => done).length,
      overdue: items.filter(({ overdue }) => overdue).length,
    };
  },

  'response.mine': async (asked) => {
    const { deps, county, actor } = asked;
    const at = now(asked);
    const memberships = await directory.unitsOf(deps.pool, county, actor.id);
    const units = memberships.map(({ unit }) => unit);
    const [own, waiting] = await Promise.all([
      leaders.leaders(deps.pool, county, { ended: false, account: actor.id }),
      directives.waitingFor(deps.pool, county, actor.id, units),
    ]);
    const { exceptions, total } = await exceptionsOf(asked, own, at);
    return {
      at,
      leaderOf: await leaderRows(asked, own),
      exceptions,
      exceptionsTotal: total,
      taskForces: memberships.flatMap(({ unit, team }) =>
        team === null ? [] : [{ id: unit, unit, name: team.name, as: team.role }],
      ),
      directives: waiting.map(({ due_at, ...one }) => ({
        ...one,
        dueAt: due_at,
        overdue: Date.parse(due_at) < Date.parse(at),
      })),
    };
  },
} satisfies ReadsFor<typeof table>;

const nothing: StandingRecord = {
  open: '0',
  accepted: '0',
  done: '0',
  confirmed: '0',
  returned: '0',
  cancelled: '0',
  overdue: '0',
  total: '0',
};

/** The entry that makes a move, by the move as the timeline's query names it. */
const entryOfMove = new Map<string, string>(
  Object.entries(moveOf).map(([entry, move]) => [`task.${move}`, entry]),
);

function now({ deps }: Asked): string {
  return new Date(deps.now()).toISOString();
}

/** The response asked for; else the active one, or the newest. Throws for one that there is not. */
function presentOf(
  all: readonly life.ResponseRecord[],
  id: string | undefined,
): life.ResponseRecord | undefined {
  if (id === undefined) return all.find(({ closed_at }) => closed_at === null) ?? all[0];
  const found = all.find((one) => one.id === id);
  if (found === undefined) throw problem('not_found', { what: 'response' });
  return found;
}

function isDirectiveFigure(indicator: string): boolean {
  return indicator.startsWith('response.directives.') && indicator in responseSources;
}

function notOurs() {
  return problem('request.malformed', { fields: ['indicator'] });
}

function positionOf(cutOff: string | undefined): bigint | undefined {
  return cutOff === undefined ? undefined : BigInt(cutOff);
}

function wide(area: string): string {
  return area.padEnd(12, '0');
}

async function seenBy({ deps, county, actor, scope }: Asked): Promise<Seen> {
  const units = await directory.unitsOf(deps.pool, county, actor.id);
  return { scope: scopePatterns(scope), units: units.map(({ unit }) => unit), actor: actor.id };
}

function isOverdue({ state, due_at }: directives.TargetRecord, at: string): boolean {
  return ['open', 'accepted', 'returned'].includes(state) && Date.parse(due_at) < Date.parse(at);
}

async function directiveRows({ deps, county }: Asked, records: readonly directives.DirectiveRecord[]) {
  const targets = Map.groupBy(
    await directives.targetsOf(
      deps.pool,
      county,
      records.map(({ id }) => id),
    ),
    ({ directive }) => directive,
  );
  const all = [...targets.values()].flat();
  const names = await namesOf(deps.pool, county, {
    accounts: [...records.map(({ issued_by }) => issued_by), ...all.flatMap(({ account }) => account ?? [])],
    units: all.map(({ unit }) => unit),
    areas: records.map(({ area }) => area),
  });
  return records.map((record) => directiveRow(record, targets.get(record.id) ?? [], names));
}

/** A place in a list that goes by position and number, as its reader hands it back. */
function marked(position: string, n: number): string {
  return `${position}.${n}`;
}

function placeOf(after: string | undefined): readonly [string, number] | undefined {
  if (after === undefined) return undefined;
  const [, position, n] = /^(\d{1,18})\.(\d{1,9})$/.exec(after) ?? [];
  if (position === undefined || n === undefined) throw problem('request.malformed', { fields: ['after'] });
  return [position, Number(n)];
}

function nextOf(
  found: readonly { readonly position: string; readonly number: number }[],
  limit: number,
): { next?: string } {
  const last = found.length > limit ? found[limit - 1] : undefined;
  return last === undefined ? {} : { next: marked(last.position, last.number) };
}
