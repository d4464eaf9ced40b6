import { indicators } from '@lianfang/domain/indicators.ts';
import { problem } from '@lianfang/domain/kernel/problem.ts';
import type {
  PassageFilter,
  PassageRow,
  checkpointReads as table,
} from '@lianfang/domain/modules/checkpoint/reads.ts';
import { FEVER_FROM } from '@lianfang/domain/modules/checkpoint/rules.ts';
import { indicatorValues } from '../../kernel/indicators/values.ts';
import { headPosition } from '../../kernel/ledger/reads.ts';
import { lastSeq } from '../../kernel/ledger/store.ts';
import { countyOf } from '../../kernel/places.ts';
import { type Asked, type ReadsFor, scopePatterns } from '../../kernel/reads.ts';
import { areaNames, fieldPlaces } from '../area/api.ts';
import * as duty from './duty/store.ts';
import { checkpointSources } from './indicators.ts';
import { homePlates, turnBackNotice } from './notice.ts';
import * as store from './read/store.ts';

export const checkpointReads = {
  'checkpoint.posts': async (asked, { from, to }) => {
    const { deps, county } = asked;
    const at = new Date(deps.now()).toISOString();
    const window = {
      from: from ?? new Date(deps.now() - 86_400_000).toISOString(),
      to: to ?? at,
      scope: asked.scope,
    };
    const [posts, shifts, last, fevers, values] = await Promise.all([
      duty.posts(deps.pool, county),
      duty.latestShifts(deps.pool, county),
      duty.lastPassages(deps.pool, county),
      duty.feverCounts(deps.pool, county, at, { scope: scopePatterns(asked.scope) }),
      indicatorValues(deps.pool, checkpointSources, county, window, 'post'),
    ]);
    const names = await areaNames(
      deps.pool,
      posts.map(({ area }) => area),
    );
    return {
      at,
      position: String(values.position),
      posts: posts
        .filter(
          ({ area }) => asked.scope === undefined || asked.scope.some((prefix) => area.startsWith(prefix)),
        )
        .map((post) => {
          const shift = shifts.get(post.code);
          const lastPassageAt = last.get(post.code);
          const areaName = names.get(post.area);
          return {
            code: post.code,
            name: post.name,
            type: post.type,
            area: post.area,
            ...(areaName !== undefined && { areaName }),
            active: post.active,
            ...(post.aliases.length > 0 && { aliases: post.aliases }),
            ...(shift?.open && {
              shift: {
                id: shift.open.id,
                openedAt: shift.open.opened_at,
                agencies: shift.open.agencies,
                ...(shift.open.label !== null && { label: shift.open.label }),
              },
            }),
            ...(shift?.handover !== undefined && { handover: shift.handover }),
            ...(lastPassageAt !== undefined && { lastPassageAt }),
            fevers: fevers.get(post.code) ?? { open: 0, overdue: 0 },
            values: values.rows.get(post.code) ?? Object.fromEntries(indicators.map(({ id }) => [id, 0])),
          };
        }),
    };
  },

  'checkpoint.passages': async (asked, params) => {
    const query = passageQuery(asked, params);
    const limit = params.limit ?? 50;
    const [records, total, head] = await Promise.all([
      store.passagePage(asked.deps.pool, asked.county, query, markOf(params.after), limit),
      store.passageTotal(asked.deps.pool, asked.county, query),
      headPosition(asked.deps.pool, asked.county),
    ]);
    const last = records.length === limit ? records.at(-1) : undefined;
    const shifts = await shiftsOfRecords(asked, records);
    return {
      rows: records.map((record) => passageRow(record, shifts)),
      total,
      position: head,
      ...(last && {
        next: Buffer.from(JSON.stringify([last.occurred, last.id, last.person ?? 0])).toString('base64url'),
      }),
    };
  },

  'checkpoint.passage': async (asked, { id }) => {
    const { deps, county, scope } = asked;
    const versions = await store.versionsOf(deps.pool, county, id, scopePatterns(scope));
    const current = versions.at(-1);
    if (current === undefined) throw problem('not_found', { what: 'passage' });
    const [persons, fevers, shifts] = await Promise.all([
      store.personsOf(deps.pool, county, current.id),
      duty.feversOf(deps.pool, county, current.passage),
      shiftsOfRecords(asked, versions),
    ]);
    return {
      current: passageRow(current, shifts),
      versions: versions.map((version) => passageRow(version, shifts)),
      persons: persons.map((person) => ({
        person: person.person,
        ...(person.document_type !== null && { documentType: person.document_type }),
        ...(person.document_state !== null && { documentState: person.document_state }),
        ...(person.temperature !== null && { temperature: person.temperature }),
        fever: person.fever,
        ...(person.certificate !== 'none' && {
          certificate: {
            result: person.certificate,
            ...(person.certificate_hours !== null && { ageHours: person.certificate_hours }),
          },
        }),
        sampled: person.sampled,
        hasPhone: person.has_phone,
      })),
      feverTasks: fevers.map((fever) => ({
        ...feverEnd(fever),
        person: fever.person,
        openedAt: fever.opened_at,
        dueAt: fever.due_at,
      })),
    };
  },

  'checkpoint.shifts': async ({ deps, county, scope }, { post, area, from, to }) => {
    const shifts = await duty.shifts(deps.pool, county, {
      post,
      area,
      from,
      to,
      scope: scopePatterns(scope),
    });
    return {
      shifts: shifts.map((shift) => ({
        id: shift.id,
        post: shift.post,
        ...(shift.label !== null && { label: shift.label }),
        openedAt: shift.opened_at,
        ...(shift.closed_at !== null && { closedAt: shift.closed_at }),
        agencies: shift.agencies,
        ...(shift.handover !== null && { handover: shift.handover }),
        passages: Number(shift.passages),
        persons: Number(shift.persons),
      })),
    };
  },

  'checkpoint.fevers': async ({ deps, county, scope }, { state = 'open', post, area, limit = 200 }) => {
    const at = new Date(deps.now()).toISOString();
    const [rows, counts] = await Promise.all([
      duty.fevers(deps.pool, county, { state, post, area, limit, scope: scopePatterns(scope) }),
      duty.feverCounts(deps.pool, county, at, { area, scope: scopePatterns(scope) }),
    ]);
    const mine = [...counts]
      .filter(([code]) => post === undefined || code === post)
      .map(([, count]) => count);
    return {
      fevers: rows.map((fever) => ({
        ...feverEnd(fever),
        passage: fever.passage,
        person: fever.person,
        post: fever.post,
        ...(fever.temperature !== null && { temperature: fever.temperature }),
        openedAt: fever.opened_at,
        dueAt: fever.due_at,
        overdue: fever.ended_at === null && fever.due_at < at,
      })),
      open: mine.reduce((sum, { open }) => sum + open, 0),
      overdue: mine.reduce((sum, { overdue }) => sum + overdue, 0),
    };
  },

  'checkpoint.field': async ({ deps, actor, county }) => {
    const device = actor.device;
    if (device === undefined) throw problem('access.denied', { what: 'device' });
    const [own, place, posts, shifts] = await Promise.all([
      countyOf(deps.pool, county),
      deps.places.ofDevice(county, device),
      duty.posts(deps.pool, county),
      duty.latestShifts(deps.pool, county),
    ]);
    const post = posts.find(({ code }) => code === place.post);
    if (own === undefined || post === undefined) throw problem('not_found', { what: 'post' });
    const shift = shifts.get(post.code);
    return {
      device,
      county,
      countyName: own.name,
      exercise: own.exercise,
      post: { code: post.code, name: post.name, area: post.area },
      lastSeq: await lastSeq(deps.pool, county, device),
      feverFrom: FEVER_FROM,
      homePlates: homePlates(own.area),
      crew: await deps.places.crewOf(county, device),
      places: await fieldPlaces(deps.pool, county),
      notice: turnBackNotice(own.name),
      ...(shift?.open && {
        shift: {
          id: shift.open.id,
          openedAt: shift.open.opened_at,
          ...(shift.open.label !== null && { label: shift.open.label }),
        },
      }),
      ...(shift?.handover !== undefined && { handover: shift.handover }),
    };
  },
} satisfies ReadsFor<typeof table>;

/** The filter as the store takes it: look-ups become keyed hashes, an indicator its own condition. */
export function passageQuery({ deps, county, scope }: Asked, filter: PassageFilter): store.PassageQuery {
  const { plate, document, phone, indicator, after: _after, limit: _limit, ...rest } = filter;
  const source =
    indicator === undefined ? undefined : checkpointSources[indicator as keyof typeof checkpointSources];
  if (indicator !== undefined && (source === undefined || !('from' in source)))
    throw problem('not_found', { what: 'indicator' });
  return {
    ...rest,
    scope: scopePatterns(scope),
    ...(plate !== undefined && { plateToken: deps.vault.token(county, 'plate', plate) }),
    ...(document !== undefined && { documentToken: deps.vault.token(county, 'document', document) }),
    ...(phone !== undefined && { phoneToken: deps.vault.token(county, 'phone', phone) }),
    ...(source !== undefined && 'from' in source && { counted: source }),
  };
}

function markOf(after: string | undefined): store.Mark | undefined {
  if (after === undefined) return undefined;
  try {
    const [occurred, id, person] = JSON.parse(Buffer.from(after, 'base64url').toString()) as [
      string,
      string,
      number,
    ];
    if (Number.isNaN(Date.parse(occurred)) || !/^[0-9a-f-]{36}$/.test(id) || !Number.isInteger(person))
      throw new Error('mark');
    return { occurred, id, person };
  } catch {
    throw problem('request.malformed', { field: 'after' });
  }
}

type Shifts = Awaited<ReturnType<typeof duty.shiftsOf>>;

function shiftsOfRecords({ deps, county }: Asked, records: readonly store.PassageRecord[]): Promise<Shifts> {
  const ids = records.flatMap(({ shift }) => (shift === null ? [] : [shift]));
  return ids.length === 0 ? Promise.resolve(new Map()) : duty.shiftsOf(deps.pool, county, ids);
}

function passageRow(record: store.PassageRecord, shifts: Shifts): PassageRow {
  const ofShift = record.shift === null ? undefined : shifts.get(record.shift);
  return {
    id: record.id,
    passage: record.passage,
    position: record.position,
    post: record.post,
    occurred: record.occurred,
    claimed: record.claimed,
    received: record.received,
    mode: record.mode,
    ...(record.vehicle_type !== null && { vehicleType: record.vehicle_type as PassageRow['vehicleType'] }),
    ...(record.origin !== null && { from: record.origin }),
    ...(record.destination !== null && { to: record.destination }),
    outcome: record.outcome as PassageRow['outcome'],
    ...(record.reason !== null && { reason: record.reason as PassageRow['reason'] }),
    persons: record.persons,
    certificates: record.certificates,
    samples: record.samples,
    fevers: record.fevers,
    ...(record.shift !== null && { shift: record.shift }),
    ...(ofShift && {
      ofShift: { openedAt: ofShift.opened_at, ...(ofShift.label !== null && { label: ofShift.label }) },
    }),
    device: record.device,
    flags: record.flags,
    state: record.superseded_as ?? 'current',
    ...(record.person !== undefined && { person: record.person }),
    ...(record.source !== null && { source: record.source }),
  };
}

function feverEnd(fever: duty.FeverRecord) {
  return fever.ended_at === null
    ? {}
    : {
        endedAt: fever.ended_at,
        ...(fever.outcome !== null && { outcome: fever.outcome as 'normal_on_remeasure' }),
      };
}
