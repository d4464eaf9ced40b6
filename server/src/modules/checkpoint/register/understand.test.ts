import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Problem } from '@lianfang/domain/kernel/problem.ts';
import { afterAll, describe, expect, it } from 'vitest';
import { openTable } from '../../../kernel/imports/openTable.ts';
import { createSeenRows } from '../../../kernel/imports/seenRows.ts';
import type { Cell, Table } from '../../../kernel/imports/table.ts';
import type { Post, RegisterOptions } from './context.ts';
import { understandCorrected } from './corrected.ts';
import { createErrorFile } from './errorFile.ts';
import { understandRegister } from './understand.ts';
import type { HeldRow, RegisterPassage, Understood } from './understood.ts';

const folder = mkdtempSync(join(tmpdir(), 'understand-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const POSTS: Post[] = [
  { code: 'CP1', name: '草店高速出口' },
  { code: 'CP2', name: '凤州高速出口' },
];
const HEADER = ['登记时间', '车牌号', '车型', '人数', '姓名', '身份证号', '联系电话', '处置'];
const TITLE = ['检查点：草店高速出口 日期：2022年1月5日 班次：早班 00:00-08:00'];
// Numbers with the unassigned prefix 610399.
const ID = ['610399194204022974', '610399199712064364', '610399201309212865', '610399200004080545'];

/** A table in memory: what the reader would give. */
function tableOf(...sheets: { name?: string; hidden?: boolean; rows: Cell[][] }[]): Table {
  return {
    format: { type: 'xlsx' },
    sheets: sheets.map(({ name = '早班', hidden = false, rows }) => ({
      name,
      hidden,
      rows: async function* () {
        yield rows
          .map((cells, index) => ({ number: index + 1, cells }))
          .filter(({ cells }) => cells.length > 0);
      },
    })),
    progress: () => ({ done: 0, total: 0 }),
    close: async () => {},
  };
}

async function understand(table: Table, options: Partial<RegisterOptions> = {}) {
  const items: Understood[] = [];
  for await (const item of understandRegister(table, { fileName: 'register.xlsx', posts: POSTS, ...options }))
    items.push(item);
  const of = <K extends Understood['kind']>(kind: K) =>
    items.filter((item): item is Extract<Understood, { kind: K }> => item.kind === kind);
  const counts = of('end')[0]?.counts;
  if (!counts) throw new Error('no end');
  expect(counts.rows).toBe(counts.persons + counts.held + counts.duplicate);
  return {
    items,
    counts,
    passages: of('passage'),
    held: of('held'),
    duplicates: of('duplicate'),
    warnings: of('warning'),
    totals: of('total'),
  };
}

describe('a register', () => {
  it('gives the persons of merged cells to the vehicle above, and says where each stands', async () => {
    const { passages } = await understand(
      tableOf({
        rows: [
          TITLE,
          [],
          HEADER,
          ['08:15', '陕F12345', '小型汽车', 2, '张三', ID[0] ?? '', '19961063877', '劝返（无核酸证明）'],
          [null, null, null, null, '李四', ID[1] ?? '', '19961063878'],
          ['08:20', '', '行人', 1, '王五', ID[2] ?? '', '', '放行'],
        ],
      }),
    );
    expect(passages).toHaveLength(2);
    expect(passages[0]).toMatchObject({
      mode: 'vehicle',
      post: 'CP1',
      at: '2022-01-05T08:15:00+08:00',
      plate: '陕F12345',
      vehicleType: 'car',
      outcome: 'turned_back',
      reason: 'no_certificate',
      source: { sheet: '早班', rows: [4, 5] },
      flags: [],
    });
    expect(passages[0]?.persons[1]).toMatchObject({
      row: 5,
      name: '李四',
      document: { type: 'id_card', number: ID[1], state: 'ok' },
      phone: '19961063878',
      flags: [],
    });
    expect(passages[1]).toMatchObject({ mode: 'pedestrian', persons: [{ flags: ['phone_missing'] }] });
    expect(passages[1]).not.toHaveProperty('plate');
  });

  it('brings persons of one vehicle together where other rows stand between', async () => {
    const row = (plate: string, name: string) => ['08:15', plate, '', '', name, '', '19961063877', '放行'];
    const { passages } = await understand(
      tableOf({
        rows: [TITLE, HEADER, row('陕F12345', '张三'), row('陕F54321', '李四'), row('陕F·12345', '王五')],
      }),
    );
    expect(passages.map(({ persons }) => persons.map(({ name }) => name))).toEqual([
      ['张三', '王五'],
      ['李四'],
    ]);
    expect(passages[0]?.flags).toContain('plate_normalised');
  });

  it('holds what has no time, no readable time, no date, no known post, with all that stands in the row', async () => {
    const rows = [
      [...HEADER, '检查点'],
      ['', '陕F12345', '货车', 2, '张三', ID[0] ?? '', '19961063877', '放行', '草店'],
      [null, null, null, null, '李四', ID[1] ?? ''],
      ['不清', '陕F54321', '货车', 1, '王五', ID[2] ?? '', '', '放行', '草店'],
      ['08:15', '陕F54322', '货车', 1, '赵六', ID[3] ?? '', '', '放行', '草店'],
      ['2022-01-05 08:15', '陕F54323', '货车', 1, '钱七', '', '', '放行', '某处'],
      ['2022-01-05 08:15', '陕F54324', '货车', 1, '孙八', '', '', '放行', ''],
    ];
    const { held, counts } = await understand(tableOf({ rows }));
    expect(held.map(({ row, reasons }) => [row, ...reasons])).toEqual([
      [2, 'time_missing'],
      [3, 'time_missing'],
      [4, 'time_unreadable'],
      [5, 'date_missing'],
      [6, 'post_unknown'],
      [7, 'post_missing'],
    ]);
    expect(counts.held).toBe(6);
    expect(held[1]?.cells).toMatchObject({ name: '李四', plate: '陕F12345', document: ID[1] });
    expect(held[1]?.raw[1]).toBe('陕F12345');
  });

  it('tells a repeated row from two companions, within and across sheets', async () => {
    const row = (name: string, id: string, phone = '19961063877') => [
      '08:15',
      '陕F12345',
      '',
      '',
      name,
      id,
      phone,
      '放行',
    ];
    const first = [
      TITLE,
      HEADER,
      row('张三', ID[0] ?? ''),
      row('张三', ID[1] ?? ''),
      row('张 三', ` ${ID[0]}`),
      row('李四', ID[0] ?? ''),
    ];
    const { duplicates, counts } = await understand(
      tableOf({ rows: first }, { name: '又一张', rows: [TITLE, HEADER, row('张三', ID[1] ?? '')] }),
    );
    expect(duplicates).toEqual([
      { kind: 'duplicate', sheet: '早班', row: 5, of: { sheet: '早班', row: 3 } },
      { kind: 'duplicate', sheet: '又一张', row: 3, of: { sheet: '早班', row: 4 } },
    ]);
    expect(counts).toMatchObject({ rows: 5, persons: 3, passages: 1 });
  });

  it('never matches by a damaged number, and knows the row again once it is corrected', async () => {
    const row = (name: string, id: Cell, phone: string) => [
      '08:15',
      '陕F12345',
      '',
      '',
      name,
      id,
      phone,
      '放行',
    ];
    const { passages, counts } = await understand(
      tableOf({
        rows: [
          TITLE,
          HEADER,
          row('张三', '6.10399E+17', '19961063877'),
          row('李四', '6.10399E+17', '19961063878'),
          row('王五', 610399200301028900, '19961063879'),
        ],
      }),
    );
    expect(counts).toMatchObject({ persons: 3, duplicate: 0, flagged: { idDamaged: 3 } });
    const corrected = await understand(
      tableOf({ rows: [TITLE, HEADER, row('张三', ID[0] ?? '', '19961063877')] }),
    );
    expect(corrected.passages[0]?.persons[0]?.looseKey).toBe(passages[0]?.persons[0]?.key);
    expect(corrected.passages[0]?.key).toBe(passages[0]?.key);
    expect(passages[0]?.persons[2]?.raw?.[5]).toBe(610399200301028900);
  });

  it('counts total rows as nobody and says where they disagree', async () => {
    const row = (plate: string, name: string) => ['08:15', plate, '', 1, name, '', '19961063877', '放行'];
    const { totals, warnings, counts } = await understand(
      tableOf({
        rows: [
          TITLE,
          HEADER,
          row('陕F12345', '张三'),
          ['小计', '车辆 1 辆', null, 1],
          row('陕F54321', '李四'),
          ['08:30', '陕F54322', '', 1, '王五', '', '', '劝返'],
          ['合计', '车辆 4 辆', null, 3, null, null, null, '劝返 2 人'],
          ['登记人：某某', null, null, '审核：某某'],
        ],
      }),
    );
    expect(totals.map(({ row: at, agrees }) => [at, agrees])).toEqual([
      [4, true],
      [7, false],
    ]);
    expect(warnings.map(({ code, detail }) => [code, detail])).toEqual([
      ['total_disagrees', { what: 'vehicles', written: 4, counted: 3 }],
      ['total_disagrees', { what: 'personsTurnedBack', written: 2, counted: 1 }],
    ]);
    expect(counts).toMatchObject({ rows: 3, totals: 2, notes: 1 });
  });

  it('passes over numbered empty rows, headers printed again, and follows a new title to its day', async () => {
    const row = (clock: string, plate: string) => [clock, plate, '', 1, '张三', '', '19961063877', '放行'];
    const { passages, counts } = await understand(
      tableOf({
        rows: [
          TITLE,
          ['序号', ...HEADER].slice(1),
          row('08:15', '陕F12345'),
          HEADER,
          row('08:16', '陕F12346'),
          ['检查点：凤州高速出口 日期：2022年1月6日'],
          HEADER,
          row('08:17', '陕F12347'),
          ['', '', '', '', '', '', '', '否'],
          ['', '', '', '', ' '],
        ],
      }),
    );
    expect(passages.map(({ post, at }) => [post, at.slice(0, 10)])).toEqual([
      ['CP1', '2022-01-05'],
      ['CP1', '2022-01-05'],
      ['CP2', '2022-01-06'],
    ]);
    expect(counts.rows).toBe(3);
  });

  it('says what a sheet lacks, which sheets were left out, and refuses a file without any header', async () => {
    const sheet = {
      rows: [
        ['时间', '姓名', '电话'],
        ['2022-01-05 08:15', '张三', '19961063877'],
      ],
    };
    const { warnings } = await understand(
      tableOf(sheet, { name: '字典', hidden: true, rows: [['x']] }, { name: '说明', rows: [['如何填写']] }),
      { post: 'CP1' },
    );
    expect(warnings.map(({ code, sheet: name, detail }) => [code, name, detail])).toEqual([
      ['column_missing', '早班', { field: 'plate' }],
      ['column_missing', '早班', { field: 'document' }],
      ['hidden_sheet', '字典', {}],
      ['sheet_without_header', '说明', { rows: 1 }],
    ]);
    const refused = understand(tableOf({ rows: [['如何填写']] }));
    await expect(refused).rejects.toThrow(Problem);
    await expect(refused).rejects.toMatchObject({ code: 'import.no_header', details: { why: 'no_header' } });
  });

  it('keeps what a hundred and more rows of one plate and minute say, in passages of at most a hundred', async () => {
    const rows = Array.from({ length: 230 }, (_, index) => [
      '08:15',
      '陕F12345',
      '客车',
      '',
      `乘客${index}`,
      '',
      `199${10_000_000 + index}`,
      '放行',
    ]);
    const { passages, counts } = await understand(tableOf({ rows: [TITLE, HEADER, ...rows] }));
    expect(passages.map(({ persons }) => persons.length)).toEqual([100, 100, 30]);
    expect(counts.persons).toBe(230);
  });

  it('says where the number of persons written is not the number of rows', async () => {
    const { passages, warnings } = await understand(
      tableOf({
        rows: [
          TITLE,
          HEADER,
          ['08:15', '陕F12345', '', 3, '张三', '', '', '放行'],
          [null, null, null, null, '李四'],
        ],
      }),
    );
    expect(passages[0]?.flags).toContain('persons_disagree');
    expect(warnings).toMatchObject([
      { code: 'persons_disagree', row: 3, detail: { written: 3, counted: 2 } },
    ]);
  });

  it('writes the rows at fault below the titles and header they came under, the vehicle in each, and the reason', async () => {
    const { items } = await understand(
      tableOf({
        rows: [
          TITLE,
          HEADER,
          ['不清', '陕F12345', '货车', 2, '张三', ID[0] ?? '', '', '放行'],
          [null, null, null, null, '李四', 610399200301028900],
        ],
      }),
    );
    const path = join(folder, 'errors.xlsx');
    const file = createErrorFile(path, { type: 'xlsx' });
    for (const item of items) {
      if (item.kind === 'sheet') file.sheet(item);
      if (item.kind === 'held') await file.add(item);
    }
    expect(await file.close()).toBe(2);
    const written = await openTable(path);
    const rows: Cell[][] = [];
    for (const sheet of written.sheets)
      for await (const batch of sheet.rows()) rows.push(...batch.map(({ cells }) => cells));
    await written.close();
    const reason = '时间无法识别，请改为 2022-01-05 08:15 的样式';
    expect(rows).toEqual([
      TITLE,
      [...HEADER, '错误原因'],
      ['不清', '陕F12345', '货车', 2, '张三', ID[0], null, '放行', reason],
      ['不清', '陕F12345', '货车', 2, '李四', '610399200301028900', null, '放行', reason],
    ]);
  });

  it('understands a row again when it was corrected on the screen', async () => {
    const { held } = await understand(
      tableOf({
        rows: [HEADER, ['08:15', '陕F12345', '货车', 1, '张三', ID[0] ?? '', '19961063877', '放行']],
      }),
    );
    const row = held[0] as HeldRow;
    expect(row.reasons).toEqual(['post_missing', 'date_missing'].toReversed());
    const options = { fileName: 'register.xlsx', posts: POSTS };
    const still = understandCorrected({ ...row.cells, post: '草店高速出口' }, row, options);
    expect(still).toMatchObject({ kind: 'held', reasons: ['date_missing'] });
    const taken = understandCorrected(
      { ...row.cells, post: 'CP1', time: '2022-01-05 08:15' },
      row,
      options,
    ) as RegisterPassage;
    expect(taken).toMatchObject({
      kind: 'passage',
      post: 'CP1',
      at: '2022-01-05T08:15:00+08:00',
      plate: '陕F12345',
      source: { rows: [2] },
    });
    expect(taken.persons).toHaveLength(1);
  });
});

describe('rows seen', () => {
  it('tells two hundred thousand keys apart and finds each again', () => {
    const seen = createSeenRows();
    for (let index = 0; index < 200_000; index += 1)
      expect(seen.firstOf(`CP1|2022-01-05|${index}`, index % 3, index + 1)).toBeUndefined();
    for (const index of [0, 1, 77_777, 199_999]) {
      expect(seen.firstOf(`CP1|2022-01-05|${index}`, 9, 9)).toEqual({ sheet: index % 3, row: index + 1 });
    }
  });
});
