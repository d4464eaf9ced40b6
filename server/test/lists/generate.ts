import { createWriteStream } from 'node:fs';
import { idCheckCharacter } from '@lianfang/domain/kernel/identifiers/idNumber.ts';
import ExcelJS from 'exceljs';
import { encodeGb18030 } from '../../src/kernel/imports/encoding.ts';
import { csvField } from '../../src/kernel/imports/tableWriter.ts';
import { createRandom, type Random } from '../registers/random.ts';

/** What a generated list must come to: counted by what made it, not by what reads it. */
export type ExpectedList = {
  rows: number;
  taken: number;
  held: number;
  duplicate: number;
  unplaced: number;
  /** By township, nine digits. */
  byArea: Record<string, number>;
  flagged: { idDamaged: number; idDoubtful: number; idOld: number; phoneMissing: number };
};
export type GeneratedList = { name: string; bytes: Buffer; expected: ExpectedList; people: ListPerson[] };

export const townships = [
  ['610330100', '双石铺镇'],
  ['610330101', '凤州镇'],
  ['610330102', '黄牛铺镇'],
  ['610330103', '红花铺镇'],
  ['610330104', '河口镇'],
  ['610330105', '唐藏镇'],
  ['610330106', '平木镇'],
  ['610330107', '坪坎镇'],
  ['610330110', '留凤关镇'],
] as const;

/** One person as the sender means them; how they are written is the file's. */
export type ListPerson = {
  name: string;
  document: string;
  phone: string;
  township: (typeof townships)[number];
  house: string;
  from: string;
  arrived: string;
};

const SURNAMES = '王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗';
const GIVEN = '伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平';
const ORIGINS = [
  '西安市',
  '成都市',
  '兰州市',
  '天水市',
  '汉中市',
  '宝鸡市',
  '两当县',
  '留坝县',
  '上海市徐汇区',
];

/** Somebody who does not exist: numbers begin with 610399 and 199. */
export function makePerson(random: Random): ListPerson {
  const born = `${random.int(1940, 2012)}${two(random.int(1, 12))}${two(random.int(1, 28))}`;
  const digits = `610399${born}${String(random.int(1, 999)).padStart(3, '0')}`;
  return {
    name:
      random.pick([...SURNAMES]) +
      Array.from({ length: random.int(1, 2) }, () => random.pick([...GIVEN])).join(''),
    document: digits + idCheckCharacter(digits),
    phone: `199${String(random.int(0, 99_999_999)).padStart(8, '0')}`,
    township: random.pick(townships),
    house: `${random.int(1, 20)}组${random.int(1, 200)}号`,
    from: random.pick(ORIGINS),
    arrived: `2022-01-${two(random.int(1, 9))}`,
  };
}

const two = (value: number) => String(value).padStart(2, '0');
const fullWidth = (text: string) =>
  text.replace(/[!-~]/g, (c) => String.fromCharCode(c.charCodeAt(0) + 0xfee0));

const HEADERS = {
  name: ['姓名', '名字', '姓 名', '人员姓名'],
  document: ['身份证号', '证件号码', '公民身份号码', '身份证号码(必填)'],
  phone: ['联系电话', '手机号', '联系方式', '电话号码'],
  address: ['现住址', '居住地', '详细地址', '户籍地址', '现居住地址'],
  from: ['来源地', '从何处来', '出发地', '来自何地'],
  arrived: ['抵达日期', '到达时间', '返回日期', '来凤日期'],
  remark: ['备注', '说明'],
  sex: ['性别'],
  unit: ['推送单位'],
} as const;
type Column = keyof typeof HEADERS | 'number';
type Written = string | number | Date | null;

const DAYS: readonly ((day: string) => Written)[] = [
  (day) => day,
  (day) => day.replace(/-0?/g, '/'),
  (day) => `${Number(day.slice(0, 4))}年${Number(day.slice(5, 7))}月${Number(day.slice(8))}日`,
  (day) => day.replaceAll('-', '.'),
  (day) => day.replaceAll('-', ''),
];
const ADDRESSES: readonly ((person: ListPerson) => string)[] = [
  ({ township: [, name], house }) => `陕西省宝鸡市凤县${name}${house}`,
  ({ township: [, name], house }) => `凤县${name}${house}`,
  ({ township: [, name], house }) => `宝鸡凤县 ${name} ${house}`,
  ({ township: [, name], house }) => `陕西凤县${name.slice(0, -1)}镇${house}`,
];

type Fault = 'none' | 'wide' | 'spaced' | 'old' | 'damaged' | 'wrong' | 'phoneless' | 'held' | 'elsewhere';
type Made = {
  cells: (columns: readonly Column[]) => Written[];
  repeats: boolean;
  fault: Fault;
  person: ListPerson;
};

export type ListOptions = {
  rows?: number;
  type?: 'xlsx' | 'csv';
  /** Share of rows with something wrong. */
  faults?: number;
  /** People of an earlier list who stand in this one again, written in this one's way. */
  again?: readonly ListPerson[];
};

/** A list as another agency sends it. The seed decides everything about it: words, order, sheets, dates, faults. */
export async function generateList(seed: number, options: ListOptions = {}): Promise<GeneratedList> {
  const random = createRandom(seed);
  const { rows = 60, faults = 0.25, again = [] } = options;
  const type = options.type ?? random.pick(['xlsx', 'xlsx', 'csv'] as const);
  const columns = chooseColumns(random);
  const words = columns.map((column) => (column === 'number' ? '序号' : random.pick(HEADERS[column])));
  const day = random.pick(DAYS);
  const write = random.pick(ADDRESSES);
  const realDates = type === 'xlsx' && random.chance(0.3);
  const people: ListPerson[] = [];
  const made: Made[] = [];
  const make = (person: ListPerson, fault: Fault, repeats: boolean) => {
    const document = documentOf(person, fault);
    const phone =
      fault === 'phoneless'
        ? ''
        : fault === 'spaced'
          ? `${person.phone.slice(0, 3)} ${person.phone.slice(3, 7)}-${person.phone.slice(7)}`
          : person.phone;
    const address = fault === 'elsewhere' ? '四川省成都市武侯区' : write(person);
    const cell: Record<Exclude<Column, 'number'>, Written> = {
      name:
        fault === 'held'
          ? ''
          : fault === 'spaced' && person.name.length === 2
            ? `${person.name[0]} ${person.name[1]}`
            : person.name,
      document: fault === 'held' ? '' : document,
      phone: fault === 'held' ? '' : phone,
      address,
      from: person.from,
      arrived: realDates ? new Date(`${person.arrived}T00:00:00Z`) : day(person.arrived),
      remark: null,
      sex: '男',
      unit: '省大数据中心',
    };
    made.push({
      fault,
      repeats,
      person,
      cells: (order) => order.map((column) => (column === 'number' ? null : cell[column])),
    });
  };
  for (const person of again) make(person, 'none', true);
  for (let count = 0; count < rows; count += 1) {
    const person = makePerson(random);
    const fault = random.chance(faults)
      ? random.pick(['wide', 'spaced', 'old', 'damaged', 'wrong', 'phoneless', 'held', 'elsewhere'] as const)
      : 'none';
    make(person, fault, false);
    if (fault === 'none') people.push(person);
    // Now and then a person stands twice.
    if (fault === 'none' && random.chance(0.06)) make(person, 'none', true);
  }
  return {
    name: `名单-${seed}.${type}`,
    bytes: await (type === 'xlsx' ? workbook : csv)(random, columns, words, made),
    expected: expectedOf(made),
    people,
  };
}

function chooseColumns(random: Random): Column[] {
  const always: Column[] = ['name', 'document', 'phone', 'address', 'from', 'arrived'];
  const more = (['remark', 'sex', 'unit'] as const).filter(() => random.chance(0.5));
  const shuffled = random.shuffle([...always, ...more]);
  return random.chance(0.7) ? ['number', ...shuffled] : shuffled;
}

function documentOf({ document }: ListPerson, fault: Fault): string | number {
  switch (fault) {
    case 'wide':
      return fullWidth(document);
    case 'old':
      return document.slice(0, 6) + document.slice(8, 17);
    case 'damaged':
      return '6.10399E+17';
    case 'wrong':
      return document.slice(0, 17) + (document.endsWith('0') ? '1' : '0');
    default:
      return document;
  }
}

function expectedOf(made: readonly Made[]): ExpectedList {
  const taken = made.filter(({ fault, repeats }) => fault !== 'held' && !repeats);
  const of = (fault: Fault) => made.filter((one) => one.fault === fault && !one.repeats).length;
  const byArea: Record<string, number> = {};
  for (const { person, fault } of taken) {
    if (fault === 'elsewhere') continue;
    const [code] = person.township;
    byArea[code] = (byArea[code] ?? 0) + 1;
  }
  return {
    rows: made.length,
    taken: taken.length,
    held: of('held'),
    duplicate: made.filter(({ repeats }) => repeats).length,
    unplaced: of('elsewhere'),
    byArea,
    flagged: {
      idDamaged: of('damaged'),
      idDoubtful: of('wrong'),
      idOld: of('old'),
      phoneMissing: of('phoneless'),
    },
  };
}

function titles(random: Random): string[] {
  return ['关于推送重点地区来（返）人员的核查名单', '请于24小时内反馈', '紧急'].slice(0, random.int(0, 3));
}

async function workbook(
  random: Random,
  columns: readonly Column[],
  words: readonly string[],
  made: readonly Made[],
): Promise<Buffer> {
  const book = new ExcelJS.Workbook();
  const sheets = random.int(1, 3);
  for (let part = 0; part < sheets; part += 1) {
    const sheet = book.addWorksheet(`第${part + 1}批`);
    for (const title of titles(random)) {
      const row = sheet.addRow([title]);
      sheet.mergeCells(row.number, 1, row.number, columns.length);
    }
    if (random.chance(0.3)) sheet.addRow([]);
    sheet.addRow(words);
    const from = Math.floor((part / sheets) * made.length);
    const to = Math.floor(((part + 1) / sheets) * made.length);
    made.slice(from, to).forEach((one, index) => {
      const cells = one.cells(columns);
      if (columns[0] === 'number') cells[0] = index + 1;
      const row = sheet.addRow(cells);
      row.eachCell((cell) => {
        if (cell.value instanceof Date) cell.numFmt = 'yyyy-mm-dd';
      });
    });
    if (random.chance(0.5)) sheet.addRow([`合计：${to - from}人`]);
    if (random.chance(0.5)) sheet.addRow(['填表人：测试', null, null]);
  }
  return Buffer.from(await book.xlsx.writeBuffer());
}

async function csv(
  random: Random,
  columns: readonly Column[],
  words: readonly string[],
  made: readonly Made[],
): Promise<Buffer> {
  const lines = [...titles(random).map((title) => [title]), [...words]];
  made.forEach((one, index) => {
    const cells = one.cells(columns);
    if (columns[0] === 'number') cells[0] = index + 1;
    lines.push(cells.map((cell) => (cell === null ? '' : String(cell))));
  });
  const text = lines.map((line) => line.map((cell) => csvField(cell, ',')).join(',')).join('\r\n');
  const encoding = random.pick(['gb18030', 'utf-8', 'bom'] as const);
  if (encoding === 'gb18030') return encodeGb18030(`${text}\r\n`);
  return Buffer.from(`${encoding === 'bom' ? '\ufeff' : ''}${text}\r\n`, 'utf8');
}

/** Writes a clean CSV of as many different people, for what is measured and for what must stay small. */
export async function writeLargeList(path: string, rows: number, seed = rows): Promise<void> {
  const random = createRandom(seed);
  const file = createWriteStream(path);
  file.write('\ufeff重点地区来返人员名单\r\n序号,姓名,身份证号,联系电话,现住址,来源地,抵达日期,备注\r\n');
  for (let row = 0; row < rows; row += 1) {
    if (!file.write(`${lineOf(random, row).join(',')}\r\n`))
      await new Promise<void>((resolve) => file.once('drain', resolve));
  }
  await new Promise<void>((resolve) => file.end(() => resolve()));
}

/** The same as a workbook. */
export async function writeLargeWorkbook(path: string, rows: number, seed = rows): Promise<void> {
  const random = createRandom(seed);
  const book = new ExcelJS.stream.xlsx.WorkbookWriter({ filename: path, useSharedStrings: true });
  const sheet = book.addWorksheet('名单');
  sheet.addRow(['重点地区来返人员名单']).commit();
  sheet.addRow(['序号', '姓名', '身份证号', '联系电话', '现住址', '来源地', '抵达日期', '备注']).commit();
  for (let row = 0; row < rows; row += 1) sheet.addRow(lineOf(random, row)).commit();
  await sheet.commit();
  await book.commit();
}

function lineOf(random: Random, row: number): (string | number)[] {
  const { name, document, phone, township, house, from, arrived } = makePerson(random);
  return [row + 1, name, document, phone, `陕西省宝鸡市凤县${township[1]}${house}`, from, arrived, ''];
}
