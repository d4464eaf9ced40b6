import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { applied, openRoom, type Phone, type Room, visit } from './testTools.ts';

// Every figure is counted from records and opens into them: the number and the rows behind it are the same, whatever the
// period, the area, what has been done since, and who asks.

const HOUR = 3_600_000;
const figures = [
  'received',
  'duplicate',
  'closed',
  'returned',
  'verified_on_site',
  'open',
  'overdue',
] as const;
const areas = [
  undefined,
  '610330',
  '610330000000',
  '610330100000',
  '610330101000',
  '610330104000',
  '610399000000',
] as const;

let room: Room;
let start: number;
const marks: { at: number; position: string }[] = [];

beforeAll(async () => {
  room = await openRoom();
  const { kit, desk } = room;
  start = Math.floor(kit.clock.now / HOUR) * HOUR;
  const { unitlead, verifier } = desk;
  const keep = async () => {
    const [head] = await room.sql('SELECT position FROM ledger.head WHERE county = $1');
    marks.push({ at: kit.clock.now, position: head.position });
    kit.clock.now += 40 * 60_000;
  };
  const first = await room.list(
    [
      ...Array.from({ length: 6 }, (_, n) => ({ address: `凤县双石铺镇${n + 1}组1号`, person: n + 1 })),
      { address: '凤县凤州镇2组2号', person: 7 },
      { address: '凤县凤州镇2组3号', person: 8 },
      { address: '四川省成都市武侯区', person: 9 },
      { address: '凤县双石铺镇1组1号', person: 1 },
    ],
    { due: '+1' },
  );
  await keep();
  const [a, b, c, d, e] = first.rows as [string, string, string, string, string];
  const found = (row: string, finding: string, more: object = {}) =>
    applied(unitlead.write('verification.finding.recorded', visit(kit.clock.now, row, finding, more)));
  await found(a, 'found_in_order');
  await found(b, 'not_at_address', { movedTo: { area: '610330104000' } });
  await found(c, 'outside_county', { right: { area: '610302000000' } });
  await found(d, 'refused', { how: 'call' });
  await keep();
  await applied(verifier.write('verification.row.placed', { row: first.rows[8], area: '610330104000' }));
  await applied(verifier.write('verification.row.reopened', { row: a, why: '再看' }));
  const second = await room.list([
    { address: '凤县双石铺镇5组1号', person: 5 },
    { address: '凤县双石铺镇9组1号', person: 30 },
    { address: '凤县河口镇9组2号', person: 31 },
  ]);
  await keep();
  await found(e, 'found_in_order');
  await applied(verifier.write('verification.finding.recorded', visit(kit.clock.now, b, 'found_in_order')));
  await applied(verifier.write('verification.list.withdrawn', { list: second.list, why: '来源单位撤回' }));
  await keep();
});
afterAll(() => room?.close());

const iso = (ms: number) => new Date(ms).toISOString();

/** The values of the figures in a period, and how many rows each opens into. */
async function both(params: object, by: 'commander' | 'verifier' | 'unitlead' = 'commander') {
  const { read } = room.desk[by];
  const given = await room.desk.commander.read('indicators.values', params);
  const counted = Object.fromEntries(
    figures.map((name) => [
      name,
      given.figures.find((one: { indicator: string }) => one.indicator === `verification.rows.${name}`).value,
    ]),
  );
  const opened: Record<string, number> = {};
  for (const name of figures) {
    const page = await read('verification.rows', {
      ...params,
      indicator: `verification.rows.${name}`,
      limit: 500,
    });
    expect(page.total).toBe(page.rows.length);
    expect(new Set(page.rows.map(({ id }: { id: string }) => id)).size).toBe(page.rows.length);
    opened[name] = page.total;
  }
  return { counted, opened };
}

test('each figure opens exactly the rows that it counts, in every period and area, now and as it was known', async () => {
  const { now } = room.kit.clock;
  const windows = [
    [start - HOUR, now + HOUR],
    [start - HOUR, (marks[1]?.at ?? 0) + 1],
    [(marks[0]?.at ?? 0) + 1, (marks[2]?.at ?? 0) + 1],
    [start + HOUR, start + 2 * HOUR],
    [start - 48 * HOUR, start - 24 * HOUR],
    [start - HOUR, now + 48 * HOUR],
  ] as const;
  const seen = new Set<string>();
  let turn = 0;
  for (const [from, to] of windows)
    for (const area of areas)
      for (const cutOff of [undefined, ...marks.map(({ position }) => position)]) {
        // Every second of the combinations: each window, area and cut-off is among them with most of the others.
        if (turn++ % 2 === 1) continue;
        const params = { from: iso(from), to: iso(to), ...(area && { area }), ...(cutOff && { cutOff }) };
        const { counted, opened } = await both(params);
        expect(opened, JSON.stringify(params)).toEqual(counted);
        for (const [name, value] of Object.entries(counted)) if (value > 0) seen.add(name);
      }
  // Each of them has counted something somewhere.
  expect([...seen].sort()).toEqual([...figures].sort());
}, 120_000);

test('the figures are right, and received is the sum of what became of it', async () => {
  const all = { from: iso(start - HOUR), to: iso(room.kit.clock.now + HOUR) };
  const { counted } = await both(all);
  expect(counted).toEqual({
    received: 13,
    duplicate: 2,
    closed: 3,
    returned: 3,
    verified_on_site: 2,
    open: 5,
    overdue: 4,
  });
  // As it was known after the first findings, the row that was opened again since had been closed.
  const { counted: then } = await both({ ...all, cutOff: marks[1]?.position });
  expect(then).toMatchObject({ received: 10, duplicate: 1, closed: 2, returned: 1, open: 6 });
});

test('a row of the table by area opens what stands in it: what was counted there, not inside it', async () => {
  const params = { from: iso(start - HOUR), to: iso(room.kit.clock.now + HOUR) };
  const { rows } = await room.desk.commander.read('indicators.values', { ...params, by: 'area' });
  for (const { key, values } of rows)
    for (const name of figures) {
      const indicator = `verification.rows.${name}`;
      const page = await room.desk.verifier.read('verification.rows', {
        ...params,
        indicator,
        area: key,
        own: true,
      });
      expect([key, name, page.total]).toEqual([key, name, values[indicator]]);
    }
});

test('the lead of a unit sees of a figure what was counted in the unit’s area', async () => {
  const params = { from: iso(start - HOUR), to: iso(room.kit.clock.now + HOUR) };
  const { opened } = await both(params, 'unitlead');
  const { counted } = await both({ ...params, area: '610330100000' });
  expect(opened).toEqual(counted);
});

test('what is no figure of rows is refused', async () => {
  for (const indicator of ['verification.minutes.p90', 'checkpoint.vehicles.checked', 'constructor'])
    await expect(room.desk.verifier.read('verification.rows', { indicator })).rejects.toThrow('indicator');
});

type Named = { readonly id: string };

describe('one deadline', () => {
  /** Nothing else is open that was received for it. */
  const lateAt = '610330104000';
  let row: string;
  let list: string;
  let task: string;
  let phone: Phone;
  const window = () => ({ from: iso(room.kit.clock.now - HOUR), to: iso(room.kit.clock.now) });

  /** Everything that says whether the row is late, and until when there is time. */
  async function said() {
    const { commander, verifier } = room.desk;
    const one = { list, limit: 10 };
    const rows = await verifier.read('verification.rows', one);
    const late = await verifier.read('verification.rows', { ...one, overdue: true });
    const story = await verifier.read('verification.row', { id: row });
    const ofList = await verifier.read('verification.list', { id: list });
    const { lists } = await verifier.read('verification.lists');
    const mine = (await phone.read('verification.mine')).rows.find(({ id }: Named) => id === row);
    const ofTask = { kind: 'verification.row', originType: 'list', origin: list };
    const tasks = await verifier.read('task.list', { ...ofTask, group: 'overdue' });
    const board = await verifier.read('task.board', { ...ofTask, by: 'area' });
    const balance = await verifier.read('task.balance', ofTask);
    const { task: alone } = await verifier.read('task.one', { id: task });
    const figure = { ...window(), area: lateAt };
    const indicator = 'verification.rows.overdue';
    const { figures: values } = await commander.read('indicators.values', figure);
    const opened = await verifier.read('verification.rows', { ...figure, indicator });
    const file = await verifier.call('POST', '/api/exports', {
      read: 'verification.rows',
      params: { list, overdue: true },
      columns: ['due', 'id'],
      format: 'csv',
      purpose: 'verification',
      why: '核对',
    });
    expect(file.status, JSON.stringify(file.body)).toBe(200);
    return {
      late: {
        row: rows.rows[0].overdue,
        rowLight: rows.rows[0].task.light === 'red',
        filter: late.total === 1,
        balance: rows.balance.overdue === 1,
        story: story.row.overdue,
        list: ofList.list.balance.overdue === 1,
        area: ofList.areas[0].balance.overdue === 1,
        unit: ofList.units[0].balance.overdue === 1,
        lists: lists.find(({ id }: Named) => id === list).balance.overdue === 1,
        phone: mine.light === 'red',
        tasks: tasks.total === 1,
        board: board.total.overdue === 1,
        taskBalance: balance.overdue === 1,
        task: alone.light === 'red',
        figure: values.find((one: { indicator: string }) => one.indicator === indicator).value === 1,
        behindFigure: opened.rows.some(({ id }: Named) => id === row),
        file: String(file.body).includes(row),
      },
      due: [rows.rows[0].due, rows.rows[0].task.due, story.row.due, mine.due, alone.dueAt].map((due) =>
        Date.parse(due),
      ),
    };
  }
  /** Everything says the same: late or not, until this instant. */
  async function agree(late: boolean, due: number) {
    const all = await said();
    expect(all.late).toEqual(Object.fromEntries(Object.keys(all.late).map((name) => [name, late])));
    expect(new Set(all.due)).toEqual(new Set([due]));
  }

  test('more time is granted, and everything that says whether the row is late goes by it', async () => {
    const { kit, desk } = room;
    phone = await room.phone('officer1');
    kit.clock.now += 2 * HOUR;
    const taken = await room.list([{ address: '凤县河口镇9组9号' }], { due: '+1' });
    list = taken.list;
    row = taken.rows[0] as string;
    const { row: first } = await desk.verifier.read('verification.row', { id: row });
    task = first.task.id;
    const [unit] = await room.sql(`SELECT id FROM access.unit WHERE county = $1 AND name = '双石铺镇'`);
    await applied(desk.verifier.write('task.reassigned', { tasks: [task], owner: { unit: unit.id } }));
    const due = Date.parse(first.due);
    kit.clock.now = due + 60_000;
    await agree(true, due);
    const [before] = await room.sql('SELECT position FROM ledger.head WHERE county = $1');
    const asked = { tasks: [task], due: iso(due + 3 * HOUR) };
    await applied(phone.write('task.extension_asked', { ...asked, reason: '山路不通' }));
    await agree(true, due);
    await applied(desk.verifier.write('task.extension_granted', asked));
    await agree(false, due + 3 * HOUR);
    // As it was known before, the row was late; the figure of then opens into it still.
    const then = { ...window(), area: lateAt, cutOff: before.position };
    const indicator = 'verification.rows.overdue';
    expect((await desk.verifier.read('verification.rows', { ...then, indicator })).total).toBe(1);
    const { figures: values } = await desk.commander.read('indicators.values', then);
    expect(values.find((one: { indicator: string }) => one.indicator === indicator).value).toBe(1);
    // The desk changes it without being asked, to earlier.
    await applied(
      desk.verifier.write('task.extension_granted', { tasks: [task], due: iso(kit.clock.now - 60_000) }),
    );
    await agree(true, kit.clock.now - 60_000);
    await applied(desk.verifier.write('task.extension_granted', asked));
  });

  test('a row that goes on elsewhere, or is opened again, has one deadline too', async () => {
    const { kit, desk } = room;
    const due = Date.parse((await desk.verifier.read('verification.row', { id: row })).row.due);
    // To the township beside it, and back: each time a task of its own, with the time that was granted.
    for (const area of ['610330101000', '610330104000'])
      await applied(desk.verifier.write('verification.row.placed', { row, area }));
    const { row: now } = await desk.verifier.read('verification.row', { id: row });
    expect([now.task.id === task, Date.parse(now.due)]).toEqual([false, due]);
    await applied(desk.verifier.write('verification.row.returned', { row, reason: 'not_ours' }));
    kit.clock.now = due + HOUR;
    await applied(desk.verifier.write('verification.row.reopened', { row, why: '再查' }));
    const late = { ...window(), area: lateAt, indicator: 'verification.rows.overdue' };
    const count = async () => (await desk.verifier.read('verification.rows', late)).total;
    expect(await count()).toBe(0);
    const { row: again } = await desk.verifier.read('verification.row', { id: row });
    expect([again.overdue, Date.parse(again.due) > kit.clock.now]).toEqual([false, true]);
  });
});
