import { createWriteStream } from 'node:fs';
import ExcelJS from 'exceljs';
import { createRandom, type Random } from './random.ts';

const HEADER = [
  '序号',
  '登记时间',
  '车牌号',
  '车型',
  '姓名',
  '身份证号',
  '联系电话',
  '出发地',
  '目的地',
  '体温(℃)',
  '核酸证明',
  '现场采样',
  '处置',
];
const SHEETS = 4;
const places = ['宝鸡市', '汉中市', '西安市', '凤县双石铺镇', '两当县', '留坝县', '略阳县', '天水市'];
const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];

/** Writes a clean register of one post and day with as many persons as asked for, two in a vehicle, as Excel or as CSV does. */
export async function writeLargeRegister(path: string, type: 'xlsx' | 'csv', persons: number): Promise<void> {
  const random = createRandom(persons);
  if (type === 'csv') {
    const file = createWriteStream(path);
    file.write(`\ufeff${HEADER.join(',')}\r\n`);
    for (let row = 0; row < persons; row++) {
      if (!file.write(`${cellsOf(row, persons, random).join(',')}\r\n`))
        await new Promise<void>((resolve) => file.once('drain', resolve));
    }
    await new Promise<void>((resolve) => file.end(() => resolve()));
    return;
  }
  const book = new ExcelJS.stream.xlsx.WorkbookWriter({ filename: path, useSharedStrings: true });
  for (let part = 0; part < SHEETS; part++) {
    const sheet = book.addWorksheet(`第${part + 1}页`);
    sheet.addRow(['疫情防控检查点车辆人员登记表']).commit();
    sheet.addRow(['检查点：草店高速出口    日期：2022-01-05']).commit();
    sheet.addRow(HEADER).commit();
    const [from, to] = [Math.floor((part / SHEETS) * persons), Math.floor(((part + 1) / SHEETS) * persons)];
    for (let row = from; row < to; row++) sheet.addRow(cellsOf(row, persons, random)).commit();
    await sheet.commit();
  }
  await book.commit();
}

let vehicle = { time: '', plate: '', from: '', to: '', outcome: '' };

/** A row: every second one begins a new vehicle. */
function cellsOf(row: number, persons: number, random: Random): (string | number)[] {
  const two = (value: number) => String(value).padStart(2, '0');
  if (row % 2 === 0) {
    const minute = Math.floor((row / persons) * 1439);
    vehicle = {
      time: `2022-01-05 ${two(Math.floor(minute / 60))}:${two(minute % 60)}`,
      plate: `陕C${String(random.int(0, 9999)).padStart(5, 'D')}`,
      from: random.pick(places),
      to: random.pick(places),
      outcome: random.chance(0.04) ? '劝返' : '放行',
    };
  }
  return [
    row + 1,
    vehicle.time,
    vehicle.plate,
    '小型轿车',
    `张试${row % 977}`,
    idNumber(random),
    `199${String(random.int(0, 99_999_999)).padStart(8, '0')}`,
    vehicle.from,
    vehicle.to,
    random.int(360, 370) / 10,
    '48小时内阴性',
    random.chance(0.1) ? '是' : '否',
    vehicle.outcome,
  ];
}

function idNumber(random: Random): string {
  const born = new Date(Date.UTC(1950, 0, 1) + random.int(0, 20_000) * 86_400_000);
  const digits = `610399${born.toISOString().slice(0, 10).replaceAll('-', '')}${String(random.int(0, 999)).padStart(3, '0')}`;
  const sum = weights.reduce((total, weight, index) => total + weight * Number(digits[index]), 0);
  return digits + '10X98765432'[sum % 11];
}

/** Rows of a workbook by the stream reader of exceljs, which is what a table is usually read with: how many there are. */
export async function countWithExceljs(path: string): Promise<number> {
  let rows = 0;
  const reader = new ExcelJS.stream.xlsx.WorkbookReader(path, {
    worksheets: 'emit',
    sharedStrings: 'cache',
    hyperlinks: 'ignore',
    styles: 'cache',
    entries: 'emit',
  });
  for await (const sheet of reader) for await (const _row of sheet) rows++;
  return rows;
}
