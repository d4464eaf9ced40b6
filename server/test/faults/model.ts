import type { Answer } from '@lianfang/domain/kernel/entry.ts';
import type { Passage, Person } from '@lianfang/domain/modules/checkpoint/schema.ts';
import * as fc from 'fast-check';
import { newId, type Plain, places } from './plain.ts';

/** What a day at the posts may look like, and what the figures then must be, counted one by one. */

export type Version = {
  id: string;
  root: string;
  position: number;
  superseded: number | undefined;
  post: string;
  area: string;
  occurred: number;
  passage: Passage;
};
export type Shift = {
  id: string;
  post: string;
  area: string;
  opened: number;
  position: number;
  closed: number | undefined;
  closedPosition: number | undefined;
};
export type Model = { versions: Version[]; shifts: Shift[] };

export type Deed =
  | { do: 'register'; minute: number; passage: Passage }
  | { do: 'correct'; which: number; latest: boolean; passage: Passage }
  | { do: 'void'; which: number }
  | { do: 'open'; minute: number }
  | { do: 'close'; which: number; minute: number };
export type Batch = { device: number; deeds: Deed[] };

const optional = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined });
const person: fc.Arbitrary<Person> = fc
  .record({
    temperature: optional(fc.constantFrom(36.1, 36.9, 37.2, 37.3, 38.4)),
    symptoms: optional(fc.boolean()),
    certificate: optional(
      fc.record({ result: fc.constantFrom('none' as const, 'negative' as const, 'positive' as const) }),
    ),
    sampled: optional(fc.boolean()),
    phone: optional(fc.constantFrom('19900000001', '19900000002')),
    document: optional(
      fc.record({ type: fc.constant('id_card' as const), number: fc.constant('610399199003070012') }),
    ),
  })
  .map(without);
export const passage: fc.Arbitrary<Passage> = fc
  .record({
    mode: fc.constantFrom('vehicle' as const, 'vehicle' as const, 'pedestrian' as const),
    persons: fc.array(person, { minLength: 1, maxLength: 4 }),
    outcome: fc.constantFrom('passed' as const, 'turned_back' as const, 'sent_to_sampling' as const),
    from: optional(fc.constantFrom('宝鸡市', '汉中市')),
  })
  .map((one) =>
    without({
      ...one,
      ...(one.mode === 'vehicle' && { plate: '陕CF37K2', vehicleType: 'car' as const }),
      ...(one.outcome === 'turned_back' && { reason: 'other' as const }),
    }),
  );

/** Minutes into three days, often a full hour. */
const minute = fc.oneof(
  fc.integer({ min: 0, max: 71 }).map((hour) => hour * 60),
  fc.double({ min: 0, max: 72 * 60, noNaN: true, noDefaultInfinity: true }),
);
const which = fc.nat({ max: 1000 });
const deed: fc.Arbitrary<Deed> = fc.oneof(
  { weight: 8, arbitrary: fc.record({ do: fc.constant('register' as const), minute, passage }) },
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constant('correct' as const), which, latest: fc.boolean(), passage }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('void' as const), which }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('open' as const), minute }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('close' as const), which, minute }) },
);
export const batches = (most: number): fc.Arbitrary<Batch[]> =>
  fc.array(
    fc.record({
      device: fc.nat({ max: places.length - 1 }),
      deeds: fc.array(deed, { minLength: 1, maxLength: 12 }),
    }),
    { minLength: 1, maxLength: most },
  );

export type Phone = { device: string; token: string; seq: number };

/** Delivers a batch and takes it into the model; throws when an answer is not what the model expects. */
export async function perform(
  plain: Plain,
  phones: readonly Phone[],
  model: Model,
  start: number,
  batch: Batch,
): Promise<void> {
  const phone = phones[batch.device] as Phone;
  const place = places[batch.device] as (typeof places)[number];
  const ms = (minutes: number) => Math.floor(start + minutes * 60_000);
  const steps = batch.deeds.map((deed) => stepOf(model, place, deed, ms));
  // Entries of a batch refer to what stood in the model before it: two of them about one passage are both let in.
  const entries = steps.flatMap((step) =>
    step === undefined
      ? []
      : [
          {
            id: newId(plain.clock.now),
            device: phone.device,
            seq: ++phone.seq,
            post: place.post,
            ...step.entry,
          },
        ],
  );
  const response = await plain.app.inject({
    method: 'POST',
    url: '/api/entries',
    headers: { authorization: `Bearer ${phone.token}` },
    payload: { entries },
  });
  if (response.statusCode !== 200) throw new Error(response.body);
  const answers = response.json().answers as Answer[];
  const done = steps.filter((step) => step !== undefined);
  for (const [index, answer] of answers.entries()) {
    const { id } = entries[index] as { id: string };
    const expected = (done[index] as Step).take(id, Number(answer.position));
    if (answer.status !== (expected ? 'applied' : 'refused'))
      throw new Error(`${JSON.stringify(entries[index])}: ${answer.status} ${answer.reason}`);
  }
}

type Step = {
  entry: { kind: string; at: string; data: object };
  /** Takes it into the model; false when it must have been refused. */
  take: (id: string, position: number) => boolean;
};

function stepOf(
  model: Model,
  { post, area }: { post: string; area: string },
  deed: Deed,
  ms: (minutes: number) => number,
): Step | undefined {
  const at = (minutes: number) => new Date(ms(minutes)).toISOString();
  if (deed.do === 'register') {
    return {
      entry: { kind: 'checkpoint.passage.registered', at: at(deed.minute), data: deed.passage },
      take(id, position) {
        const occurred = ms(deed.minute);
        model.versions.push({
          id,
          root: id,
          position,
          superseded: undefined,
          post,
          area,
          occurred,
          passage: deed.passage,
        });
        return true;
      },
    };
  }
  if (deed.do === 'open') {
    return {
      entry: {
        kind: 'checkpoint.shift.opened',
        at: at(deed.minute),
        data: { members: [{ agency: 'police' }] },
      },
      take(id, position) {
        model.shifts.push({
          id,
          post,
          area,
          opened: ms(deed.minute),
          position,
          closed: undefined,
          closedPosition: undefined,
        });
        return true;
      },
    };
  }
  if (deed.do === 'close') {
    const shift = pick(model.shifts, deed.which);
    if (shift === undefined) return undefined;
    return {
      entry: { kind: 'checkpoint.shift.closed', at: at(deed.minute), data: { shift: shift.id } },
      take(_id, position) {
        if (shift.closed !== undefined) return false;
        shift.closed = ms(deed.minute);
        shift.closedPosition = position;
        return true;
      },
    };
  }
  const version = pick(model.versions, deed.which);
  if (version === undefined) return undefined;
  const { root } = version;
  const current = () => model.versions.find((one) => one.root === root && one.superseded === undefined);
  if (deed.do === 'void') {
    return {
      entry: { kind: 'checkpoint.passage.voided', at: at(0), data: { voids: root, why: '作废' } },
      take(_id, position) {
        const last = current();
        if (last === undefined) return false;
        last.superseded = position;
        return true;
      },
    };
  }
  const named = deed.latest ? (current()?.id ?? root) : root;
  return {
    entry: {
      kind: 'checkpoint.passage.corrected',
      at: at(0),
      data: { corrects: named, passage: deed.passage, why: '更正' },
    },
    take(id, position) {
      const last = current();
      if (last === undefined || (named !== root && named !== last.id)) return false;
      last.superseded = position;
      const { post, area, occurred } = last;
      model.versions.push({
        id,
        root,
        position,
        superseded: undefined,
        post,
        area,
        occurred,
        passage: deed.passage,
      });
      return true;
    },
  };
}

export type Asked = {
  from: number;
  to: number;
  cutOff: number;
  post?: string | undefined;
  area?: string | undefined;
  scope?: readonly string[] | undefined;
};

/** The figures of a window at a cut-off, recounted one by one. `key` groups them; undefined is the total. */
export function recount(
  model: Model,
  asked: Asked,
  key: (one: { post: string; area: string; occurred?: number }) => string | undefined,
): Map<string, Record<string, number>> {
  const figures = new Map<string, Record<string, number>>();
  const add = (group: string | undefined, indicator: string, value: number) => {
    if (group === undefined || value === 0) return;
    const row = figures.get(group) ?? {};
    row[indicator] = (row[indicator] ?? 0) + value;
    figures.set(group, row);
  };
  const there = ({ post, area }: { post: string; area: string }) =>
    (asked.post === undefined || post === asked.post) &&
    (asked.area === undefined || area.startsWith(asked.area.replace(/0+$/, ''))) &&
    (asked.scope === undefined || asked.scope.some((prefix) => area.startsWith(prefix)));
  const staffed = new Map<string, { post: string; area: string }>();
  for (const version of model.versions) {
    const { position, superseded, occurred, passage } = version;
    if (position > asked.cutOff || (superseded !== undefined && superseded <= asked.cutOff)) continue;
    if (occurred < asked.from || occurred >= asked.to || !there(version)) continue;
    staffed.set(version.post, version);
    const vehicle = passage.mode === 'vehicle' ? 1 : 0;
    const back = passage.outcome === 'turned_back' ? 1 : 0;
    const group = key(version);
    add(group, 'checkpoint.vehicles.checked', vehicle);
    add(group, 'checkpoint.vehicles.turned_back', vehicle * back);
    for (const { certificate, sampled, temperature, symptoms } of passage.persons) {
      add(group, 'checkpoint.persons.screened', 1);
      add(group, 'checkpoint.persons.turned_back', back);
      add(
        group,
        'checkpoint.certificates.verified',
        certificate !== undefined && certificate.result !== 'none' ? 1 : 0,
      );
      add(group, 'checkpoint.samples.collected', sampled === true ? 1 : 0);
      add(
        group,
        'checkpoint.fevers.found',
        (temperature !== undefined && temperature >= 37.3) || symptoms === true ? 1 : 0,
      );
    }
  }
  for (const shift of model.shifts) {
    if (shift.position > asked.cutOff || !there(shift)) continue;
    const known = shift.closedPosition !== undefined && shift.closedPosition <= asked.cutOff;
    const end = Math.min(
      shift.opened + 86_400_000,
      known ? (shift.closed as number) : Number.POSITIVE_INFINITY,
    );
    if (shift.opened < asked.to && end > asked.from) staffed.set(shift.post, shift);
  }
  for (const { post, area } of staffed.values()) add(key({ post, area }), 'checkpoint.posts.staffed', 1);
  return figures;
}

function pick<T>(list: readonly T[], which: number): T | undefined {
  return list.length === 0 ? undefined : list[which % list.length];
}

function without<T extends object>(object: T): T {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined)) as T;
}
