import type { Role } from '@lianfang/domain/kernel/access.ts';
import { problem } from '@lianfang/domain/kernel/problem.ts';
import type { TaskKind } from '@lianfang/domain/kernel/task.ts';
import type { TaskRow, taskReads as table } from '@lianfang/domain/kernel/taskReads.ts';
import { handsOf, lightOf, possibleMoves, waitsFor } from '@lianfang/domain/kernel/taskRules.ts';
import type pg from 'pg';
import { prefixOf } from '../access/permissions.ts';
import { type Asked, type ReadsFor, scopePatterns } from '../reads.ts';
import { balance, board } from './board.ts';
import { standingOf } from './moved.ts';
import { moverOf } from './movers.ts';
import { peopleAt } from './people.ts';
import * as store from './readStore.ts';

/** Names of areas, told by the module that has them. */
export type AreaNames = (db: pg.Pool, codes: readonly string[]) => Promise<ReadonlyMap<string, string>>;

const over: readonly Role[] = ['unit_lead', 'task_force_lead', 'commander'];

function iso(asked: Asked): string {
  return new Date(asked.deps.now()).toISOString();
}

/** The reads of the engine over the kinds of the product. */
export function taskReads(kinds: Readonly<Record<string, TaskKind>>, areaNames: AreaNames) {
  /** Records as rows, with the names of areas, units and people beside the ids. */
  async function rowsOf(asked: Asked, records: readonly store.NamedTask[]): Promise<TaskRow[]> {
    const at = iso(asked);
    const names = await areaNames(asked.deps.pool, [...new Set(records.map(({ area }) => area))]);
    return records.flatMap((record) => {
      const kind = kinds[record.kind];
      return kind === undefined ? [] : [rowOf(record, kind, at, names.get(record.area))];
    });
  }

  return {
    'task.list': async (asked, { limit = 50, after, ...filter }) => {
      const at = iso(asked);
      const query = { ...filter, at, scope: scopePatterns(asked.scope) };
      const [records, total] = await Promise.all([
        store.page(asked.deps.pool, asked.county, query, markOf(after), limit),
        store.total(asked.deps.pool, asked.county, query, kinds),
      ]);
      const last = records.length === limit ? records.at(-1) : undefined;
      return {
        at,
        rows: await rowsOf(asked, records),
        total,
        ...(last && { next: Buffer.from(JSON.stringify([last.due_at, last.id])).toString('base64url') }),
      };
    },

    'task.mine': async (asked, { limit = 500, without }) => {
      const { deps, county, actor } = asked;
      const crew = actor.device === undefined ? [] : await deps.places.crewOf(county, actor.device);
      const accounts = [...new Set([actor.id, ...crew.map(({ account }) => account)])];
      const { records, total } = await store.mine(deps.pool, county, accounts, iso(asked), limit, without);
      return { at: iso(asked), tasks: await rowsOf(asked, records), total };
    },

    'task.one': async (asked, { id }) => {
      const { deps, county, actor } = asked;
      const record = await store.oneTask(deps.pool, county, id);
      const kind = record && kinds[record.kind];
      if (record === undefined || kind === undefined) throw problem('not_found', { what: 'task' });
      const client = await deps.pool.connect();
      const mover = await moverOf({ client, county }, actor.id, iso(asked)).finally(() => client.release());
      const hands = handsOf(kind, standingOf(record), mover);
      const seen = asked.scope === undefined || asked.scope.some((prefix) => record.area.startsWith(prefix));
      if (!seen && hands.length === 0) throw problem('not_found', { what: 'task' });
      const [[task], steps] = await Promise.all([
        rowsOf(asked, [record]),
        store.stepsOf(deps.pool, county, id),
      ]);
      return {
        task: task as TaskRow,
        openedBy: { entry: record.opened_entry, actor: record.opened_by, position: record.opened_position },
        steps: steps.map((step) => ({
          entry: step.entry,
          position: step.position,
          move: step.move,
          by: step.actor,
          ...(step.actor_name !== null && { byName: step.actor_name }),
          at: step.at,
          from: step.was,
          to: step.state,
          ...(step.level !== null && { level: step.level }),
          ...(step.reason !== null && { reason: step.reason }),
          ...(step.due_at !== null && { due: step.due_at }),
          ...(step.unit !== null && {
            owner: {
              unit: step.unit,
              ...(step.unit_name !== null && { unitName: step.unit_name }),
              ...(step.account !== null && { account: step.account }),
            },
          }),
          contested: step.contested,
        })),
        moves: possibleMoves(kind, standingOf(record), hands),
      };
    },

    'task.board': async (asked, { by, ...narrow }) => {
      const at = iso(asked);
      const query = { ...narrow, at, scope: scopePatterns(asked.scope) };
      const { rows, total } = await board(asked.deps.pool, asked.county, by, query, kinds);
      const keys = rows.map(({ key }) => key);
      const names =
        by === 'area'
          ? await areaNames(asked.deps.pool, keys)
          : by === 'unit'
            ? await store.unitNames(asked.deps.pool, asked.county, keys)
            : new Map(by === 'kind' ? keys.map((key) => [key, kinds[key]?.title.zh ?? key]) : []);
      return {
        at,
        rows: rows.map((row) => {
          const name = names.get(row.key);
          return { ...row, ...(name !== undefined && { name }) };
        }),
        total,
      };
    },

    'task.balance': async (asked, narrow) => {
      const at = iso(asked);
      const query = { ...narrow, at, scope: scopePatterns(asked.scope) };
      return { at, ...(await balance(asked.deps.pool, asked.county, query, kinds)) };
    },

    'task.escalations': async (asked, { limit = 50, after, ...filter }) => {
      const query = { ...filter, scope: scopePatterns(asked.scope) };
      const [records, total] = await Promise.all([
        store.escalations(asked.deps.pool, asked.county, query, markOf(after), limit),
        store.escalationTotal(asked.deps.pool, asked.county, query),
      ]);
      const names = await areaNames(asked.deps.pool, [...new Set(records.map(({ area }) => area))]);
      const last = records.length === limit ? records.at(-1) : undefined;
      return {
        rows: records.map((record) => {
          const areaName = names.get(record.area);
          return { ...record, ...(areaName !== undefined && { areaName }) };
        }),
        total,
        ...(last && { next: Buffer.from(JSON.stringify([last.at, last.task])).toString('base64url') }),
      };
    },

    'task.duty': async (asked, { at = iso(asked), unit }) => {
      const { deps, county } = asked;
      const [everyone, areas] = await Promise.all([
        peopleAt(deps.pool, county, at),
        store.unitAreas(deps.pool, county),
      ]);
      const people = [...everyone.values()].filter(({ unit: own, teams, grants }) => {
        const place = areas.get(own ?? '') ?? county.padEnd(12, '0');
        const ofUnit = unit === undefined || own === unit || teams.some(({ team }) => team === unit);
        const inScope = asked.scope?.some((prefix) => place.startsWith(prefix)) ?? true;
        // The way up is everybody's business: whoever is set over the asker's area is shown, too.
        const isAbove = grants.some(
          ({ role, area }) =>
            over.includes(role) && asked.scope?.some((prefix) => prefix.startsWith(prefixOf(area))),
        );
        return grants.length > 0 && ofUnit && (inScope || isAbove);
      });
      const duties = await store.dutiesAround(
        deps.pool,
        county,
        people.map(({ account }) => account),
        at,
      );
      return {
        at,
        people: people.map(({ account, name, unit: own, unitName, grants, onDuty, planned, substitute }) => ({
          account,
          name,
          ...(own !== undefined && { unit: own }),
          ...(unitName !== undefined && { unitName }),
          roles: [...new Set(grants.map(({ role }) => role))],
          onDuty,
          planned,
          ...(substitute !== undefined && { substitute }),
        })),
        duties,
      };
    },
  } satisfies ReadsFor<typeof table>;
}

function rowOf(record: store.NamedTask, kind: TaskKind, at: string, areaName: string | undefined): TaskRow {
  const standing = standingOf(record);
  return {
    id: record.id,
    kind: record.kind,
    title: { ...kind.title },
    subject: record.subject,
    ...(record.part !== null && { part: record.part }),
    origin: { type: record.origin_type, id: record.origin },
    area: record.area,
    ...(areaName !== undefined && { areaName }),
    owner: {
      unit: record.unit,
      ...(record.unit_name !== null && { unitName: record.unit_name }),
      ...(record.account !== null && { account: record.account }),
      ...(record.account_name !== null && { accountName: record.account_name }),
    },
    state: record.state,
    light: lightOf(kind, standing, at),
    waitsFor: waitsFor(kind, standing),
    priority: record.priority,
    openedAt: record.opened_at,
    dueAt: record.due_at,
    dueRule: record.due_rule,
    ...(record.level !== null && { level: record.level }),
    unheard: record.unheard,
    contested: record.contested,
    ...(record.asked_due !== null && {
      asked: { due: record.asked_due, ...(record.reason !== null && { reason: record.reason }) },
    }),
    ...(record.reason !== null && { reason: record.reason }),
    ...(record.ended_at !== null && { endedAt: record.ended_at }),
  };
}

/** Where a page ended: an instant and an id. Throws `request.malformed`. */
function markOf(after: string | undefined): store.Mark | undefined {
  if (after === undefined) return undefined;
  try {
    const [at, id] = JSON.parse(Buffer.from(after, 'base64url').toString()) as [string, string];
    if (Number.isNaN(Date.parse(at)) || !/^[0-9a-f-]{36}$/.test(id)) throw new Error('mark');
    return { at, id };
  } catch {
    throw problem('request.malformed', { fields: ['after'] });
  }
}
