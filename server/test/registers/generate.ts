import ExcelJS from 'exceljs';
import { encodeGb18030 } from '../../src/kernel/imports/encoding.ts';
import { csvField } from '../../src/kernel/imports/tableWriter.ts';
import {
  createModel,
  type Expected,
  expectedOf,
  type ModelPassage,
  type ModelPerson,
  type ModelShift,
} from './model.ts';
import { createRandom, type Random } from './random.ts';

/** A register file of the family in use, with what it must come to. The seed decides everything about it. */
export type GeneratedRegister = {
  name: string;
  bytes: Buffer;
  expected: Expected;
  /** Total rows that say something else than the rows above them. */
  wrongTotals: number;
  posts: { code: string; name: string }[];
};
export type GenerateOptions = { perShift?: number; faults?: number; type?: 'xlsx' | 'csv' };

const POSTS = [
  ['CP1', '草店高速出口'],
  ['CP2', '凤州高速出口'],
  ['CP3', '双石铺高速出口'],
  ['CP4', '黄牛铺高速出口'],
  ['CP5', '留凤关高速出口'],
  ['CP6', '平木检查站'],
  ['CP7', '河口检查站'],
  ['CP8', '唐藏检查站'],
] as const;

/** Every column that registers have, with the words for it. The first eight are always there. */
const COLUMNS = {
  time: ['登记时间', '时间', '过检时间', '检查时间', '到达时间'],
  plate: ['车牌号', '号牌号码', '车号', '车牌号码', '车 牌 号'],
  name: ['姓名', '人员姓名', '姓 名', '驾乘人员姓名'],
  id: ['身份证号', '证件号码', '公民身份号码', '身份证号码', '身份证号(必填)'],
  phone: ['联系电话', '手机号', '联系方式', '手机号码', '电话'],
  certificate: ['核酸证明', '核酸检测', '核酸检测证明', '48小时核酸'],
  sampled: ['现场采样', '是否采样', '采样情况'],
  outcome: ['处置', '处理结果', '处置结果', '处置情况', '处理情况'],
  type: ['车型', '车辆类型', '车辆种类'],
  count: ['人数', '随车人数', '车上人数'],
  from: ['来自', '出发地', '始发地', '从何地来'],
  to: ['前往', '目的地', '到何地去', '去向'],
  temperature: ['体温(℃)', '温度', '体温', '体温℃'],
  reason: ['劝返原因', '原因'],
  note: ['备注', '说明'],
  sex: ['性别'],
  address: ['现住址', '家庭住址'],
} as const;
type ColumnName = keyof typeof COLUMNS;
const ALWAYS: readonly ColumnName[] = [
  'time',
  'plate',
  'name',
  'id',
  'phone',
  'certificate',
  'sampled',
  'outcome',
];
const VEHICLE: readonly ColumnName[] = ['time', 'plate', 'type', 'count', 'from', 'to', 'outcome', 'reason'];

const two = (value: number) => String(value).padStart(2, '0');
const fullWidth = (text: string) =>
  text.replace(/[!-~]/g, (c) => String.fromCharCode(c.charCodeAt(0) + 0xfee0));

type Written = string | number | Date | null;
type When = (date: string, minutes: number) => Written;

function dayAfter(date: string, minutes: number): string {
  return new Date(Date.parse(date) + Math.floor(minutes / 1440) * 86_400_000).toISOString().slice(0, 10);
}

/** Times with their date: the next day after midnight. */
const DATED: readonly ((date: string, clock: string) => string)[] = [
  (date, clock) => `${date} ${clock}`,
  (date, clock) => `${date.replace(/-0?/g, '/')} ${clock.replace(/^0/, '')}`,
  (date, clock) =>
    `${Number(date.slice(0, 4))}年${Number(date.slice(5, 7))}月${Number(date.slice(8))}日 ${Number(clock.slice(0, 2))}时${clock.slice(3)}分`,
  (date, clock) => `${date}T${clock}:00`,
  (date, clock) => `${Number(date.slice(5, 7))}月${Number(date.slice(8))}日 ${clock}`,
  (date, clock) => `${date.replaceAll('-', '.')} ${clock}`,
];
const BARE: readonly ((clock: string) => string)[] = [
  (clock) => clock,
  (clock) => clock.replace(/^0/, ''),
  (clock) => `${Number(clock.slice(0, 2))}时${clock.slice(3)}分`,
  (clock) => `${Number(clock.slice(0, 2))}点${clock.slice(3)}`,
  (clock) => fullWidth(clock),
];

function clockOf(minutes: number): string {
  return `${two(Math.floor(minutes / 60) % 24)}:${two(minutes % 60)}`;
}

/** The way in which one file writes its times; `bare` needs the date from elsewhere. */
function timeStyle(random: Random, workbook: boolean): { bare: boolean; write: When } {
  const kind = random.pick(
    workbook ? (['bare', 'dated', 'cell', 'clock', 'mixed'] as const) : (['dated', 'dated', 'bare'] as const),
  );
  const dated = random.pick(DATED);
  const bare = random.pick(BARE);
  const text: When = (date, minutes) => dated(dayAfter(date, minutes), clockOf(minutes));
  const cell: When = (date, minutes) => new Date(Date.parse(date) + minutes * 60_000 + 7_000);
  switch (kind) {
    case 'dated':
      return { bare: false, write: text };
    case 'cell':
      return { bare: false, write: cell };
    case 'clock':
      return {
        bare: true,
        write: (_, minutes) => new Date(Date.UTC(1899, 11, 30) + (minutes % 1440) * 60_000),
      };
    case 'mixed':
      return {
        bare: true,
        write: (date, minutes) => (minutes % 3 === 0 ? cell(date, minutes) : bare(clockOf(minutes))),
      };
    default:
      return { bare: true, write: (_, minutes) => bare(clockOf(minutes)) };
  }
}

type Style = {
  columns: ColumnName[];
  headers: string[];
  workbook: boolean;
  when: When;
  date: string;
  random: Random;
};

function idCell({ id, fault }: ModelPerson, { workbook }: Style): Written {
  switch (fault) {
    case 'fullWidthId':
      return fullWidth(id);
    case 'smallX':
      return `${id.toLowerCase()} `;
    case 'wrappedId':
      return `="${id}"`;
    case 'idOld':
      return id.slice(0, 6) + id.slice(8, 17);
    case 'idNumber':
      return workbook ? Math.floor(Number(id.slice(0, 17)) * 10) : `${id[0]}.${id.slice(1, 6)}E+17`;
    default:
      return id;
  }
}

function personCells(person: ModelPerson, style: Style): Partial<Record<ColumnName, Written>> {
  const degrees = person.temperature.toFixed(1);
  const temperature: Record<string, string> = {
    degreeSign: `${degrees}℃`,
    chinesePoint: degrees.replace('.', '。'),
    fullWidthTemperature: fullWidth(degrees),
  };
  const spaced = ` ${[...person.name][0]} ${[...person.name].slice(1).join('')}`;
  const hyphened = `${person.phone.slice(0, 3)} ${person.phone.slice(3, 7)}-${person.phone.slice(7)}`;
  return {
    name: person.fault === 'spacedName' ? spaced : person.name,
    id: idCell(person, style),
    phone: person.fault === 'phoneMissing' ? '' : person.fault === 'hyphenPhone' ? hyphened : person.phone,
    temperature:
      temperature[person.fault ?? ''] ??
      (style.workbook && style.random.chance(0.5) ? person.temperature : degrees),
    certificate: person.certificate,
    sampled: person.sampled ? style.random.pick(['是', '√', '已采', 'Y']) : style.random.pick(['', '否']),
    sex: '男',
    address: '陕西省宝鸡市凤县',
  };
}

function vehicleCells(
  passage: ModelPassage,
  rows: number,
  style: Style,
  outcome: string,
): Partial<Record<ColumnName, Written>> {
  const { plate } = passage;
  return {
    time:
      passage.held === 'missing'
        ? null
        : passage.held === 'unreadable'
          ? '不清'
          : style.when(style.date, passage.minutes),
    plate: passage.dotted ? `${plate.slice(0, 2)}·${plate.slice(2)}` : plate,
    type: passage.type,
    count: rows,
    from: passage.from,
    to: passage.to,
    outcome,
    reason: passage.reason,
  };
}

/** The rows of a passage: the vehicle's cells in the first alone, or in each. `blank` marks cells to be merged. */
function rowsOf(passage: ModelPassage, style: Style, repeat: boolean): Written[][] {
  const persons = passage.persons.flatMap((person) => (person.twice ? [person, person] : [person]));
  const outcome = passage.turnedBack
    ? style.random.pick(['劝返', '已劝返'])
    : style.random.pick(['放行', '放行', '通过', '正常']);
  const vehicle = vehicleCells(passage, persons.length, style, outcome);
  return persons.map((person, index) => {
    const cells = { ...personCells(person, style), ...(index === 0 || repeat ? vehicle : {}) };
    return style.columns.map((column) => cells[column] ?? null);
  });
}

function chooseColumns(random: Random): ColumnName[] {
  const others = (Object.keys(COLUMNS) as ColumnName[]).filter(
    (column) => !ALWAYS.includes(column) && random.chance(0.7),
  );
  // Without a degree column its faults would not be written; they are counted, so it stays.
  return random.shuffle([...new Set([...ALWAYS, 'temperature' as const, ...others])]);
}

function totalRow(style: Style, shift: ModelShift, wrong: boolean): Written[] {
  const persons = shift.passages.flatMap((passage) => passage.persons);
  const rows = persons.length + persons.filter(({ twice }) => twice).length;
  const vehicles = shift.passages.filter(({ onFoot }) => !onFoot).length;
  const row: Written[] = style.columns.map(() => null);
  const countAt = style.columns.indexOf('count');
  row[style.columns.indexOf('plate')] = `车辆 ${vehicles} 辆`;
  row[countAt < 0 ? style.columns.indexOf('name') : countAt] = rows + (wrong ? 1 : 0);
  const at = row.indexOf(null);
  row[at] = '合计';
  return at <= 3 ? row : ['合计', ...row.slice(1)];
}

/** Makes one register: a workbook with a sheet a shift, or a CSV of the whole day. */
export async function generateRegister(
  seed: number,
  options: GenerateOptions = {},
): Promise<GeneratedRegister> {
  const random = createRandom(seed * 7919 + 13);
  const shifts = createModel(seed, options);
  const workbook = (options.type ?? random.pick(['xlsx', 'csv'] as const)) === 'xlsx';
  const [code, post] = random.pick(POSTS);
  const date = `2022-0${random.int(1, 9)}-${two(random.int(2, 27))}`;
  const times = timeStyle(random, workbook);
  const columns = chooseColumns(random);
  const headers = columns.map((column) => random.pick(COLUMNS[column]));
  const style: Style = { columns, headers, workbook, when: times.write, date, random };
  const monthDay = `${Number(date.slice(5, 7))}月${Number(date.slice(8))}日`;
  const compact = date.replaceAll('-', '');
  const ending = workbook ? 'xlsx' : 'csv';
  const name = `${random.pick([`${code}-${compact}`, `${post} ${date}`, `${compact}${post}登记表`, `${code}_${compact}`])}.${ending}`;
  const posts = POSTS.map(([eachCode, eachName]) => ({ code: eachCode, name: eachName }));
  const expected = expectedOf(shifts);
  const tally = { wrongTotals: 0 };
  const bytes = workbook
    ? await writeWorkbook({ style, shifts, post, date, monthDay, tally })
    : writeCsv({ style, shifts, title: times.bare && hasNight(shifts) ? undefined : monthDay });
  return { name, bytes, expected, posts, ...tally };
}

function hasNight(shifts: readonly ModelShift[]): boolean {
  return shifts.some(({ to }) => to > 1440);
}

async function writeWorkbook(given: {
  style: Style;
  shifts: ModelShift[];
  post: string;
  date: string;
  monthDay: string;
  tally: { wrongTotals: number };
}): Promise<Buffer> {
  const { style, shifts, post, date, monthDay } = given;
  const { random, columns, headers } = style;
  const book = new ExcelJS.Workbook();
  const merged = random.chance(0.6);
  const repeat = !merged && random.chance(0.3);
  const numbered = random.chance(0.7);
  const withTotal = random.chance(0.8);
  const written = random.pick([date, monthDay, date.replace(/^(\d+)-0?(\d+)-0?(\d+)$/, '$1年$2月$3日')]);
  const label = random.pick(['检查点', '卡点', '检查站名称']);
  for (const shift of shifts) {
    const sheet = book.addWorksheet(
      random.pick([`${monthDay}${shift.name}`, shift.name, `${monthDay} ${shift.name}`]),
    );
    const shift0 = numbered ? 1 : 0;
    const add = (cells: readonly Written[], number: Written = null) =>
      sheet.addRow(numbered ? [number, ...cells] : [...cells]);
    add(['疫情防控检查点车辆人员登记表'], null);
    const hours = `${clockOf(shift.from)}-${shift.to > 1440 ? '次日' : ''}${shift.to === 1440 ? '24:00' : clockOf(shift.to)}`;
    add([`${label}：${post}    日期：${written}    班次：${shift.name} ${hours}`], null);
    if (random.chance(0.3)) sheet.addRow([]);
    add(headers, '序号');
    let number = 0;
    for (const passage of shift.passages) {
      const first = sheet.rowCount + 1;
      for (const row of rowsOf(passage, style, repeat)) {
        number += 1;
        const target = add(row, number);
        row.forEach((cell, index) => {
          if (cell instanceof Date)
            target.getCell(index + 1 + shift0).numFmt =
              cell.getUTCFullYear() < 1901 ? 'h:mm' : 'yyyy/m/d h:mm';
        });
      }
      if (merged && sheet.rowCount > first) {
        for (const column of VEHICLE) {
          const at = columns.indexOf(column) + 1 + shift0;
          if (at > shift0) sheet.mergeCells(first, at, sheet.rowCount, at);
        }
      }
      if (random.chance(0.03)) sheet.addRow([]);
      if (random.chance(0.03)) add(headers, '序号');
    }
    if (numbered)
      for (let empty = random.int(0, 3); empty > 0; empty -= 1) {
        number += 1;
        add([], number);
      }
    if (withTotal) {
      const wrong = random.chance(0.2);
      if (wrong) given.tally.wrongTotals += 1;
      add(totalRow(style, shift, wrong), null);
    }
  }
  return Buffer.from(await book.xlsx.writeBuffer());
}

function writeCsv(given: { style: Style; shifts: ModelShift[]; title: string | undefined }): Buffer {
  const { style, shifts, title } = given;
  const { random } = style;
  const delimiter = random.pick([',', ',', ',', '\t']);
  const newline = random.pick(['\r\n', '\n']);
  const encoding = random.pick(['utf-8', 'utf-8-mark', 'gb18030'] as const);
  // A bare time after midnight says its day only by its shift, which a CSV of the day does not have.
  const when: When =
    title === undefined
      ? (date, minutes) => DATED[0]?.(dayAfter(date, minutes), clockOf(minutes)) ?? ''
      : style.when;
  const dated: Style = { ...style, when };
  const lines = shifts.flatMap((shift) => shift.passages.flatMap((passage) => rowsOf(passage, dated, true)));
  const field = (cell: Written) => {
    const text = cell === null ? '' : String(cell);
    return /^="\d+"$/.test(text) || /^\d+$/.test(text) ? text : csvField(text, delimiter);
  };
  const text = [style.headers, ...lines].map((row) => row.map(field).join(delimiter)).join(newline) + newline;
  if (encoding === 'gb18030') return encodeGb18030(text);
  return Buffer.from(encoding === 'utf-8' ? text : `\ufeff${text}`, 'utf8');
}
