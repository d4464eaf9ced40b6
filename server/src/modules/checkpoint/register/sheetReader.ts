import { checkPlate } from '@lianfang/domain/kernel/identifiers/plate.ts';
import { cellText, isEmptyCell } from '../../../kernel/imports/cells.ts';
import type { SeenRows } from '../../../kernel/imports/seenRows.ts';
import type { Cell, Row } from '../../../kernel/imports/table.ts';
import { dayContextOf, findPost, type RegisterOptions, readContext, type SheetContext } from './context.ts';
import { type Column, type RegisterField, vehicleFields } from './fields.ts';
import { closeGroup, type Group, joinGroup, MOST_PERSONS, openGroup, outcomeOf } from './group.ts';
import { findHeader, type Header, isHeaderAgain } from './header.ts';
import { looseRowKey, rowKey } from './keys.ts';
import { personFaults, readPerson } from './person.ts';
import {
  cellOf,
  type FieldColumns,
  fieldColumns,
  isTitleAgain,
  kindOfRow,
  textOf,
  titleText,
} from './rowCells.ts';
import { addSums, disagreements, emptySums, readTotal } from './totals.ts';
import type { HeldReason, RegisterCounts, RegisterPerson, Understood } from './understood.ts';
import { createWhen, type When } from './when.ts';

/** Vehicles kept open, so that persons of one that stand a few rows apart still come together. */
const WINDOW = 48;

export type SheetReader = {
  take: (row: Row) => void;
  end: () => void;
  /** Rows that are persons, so far. */
  rows: () => number;
};

/** Reads the rows under a header one by one and puts what they come to on `out`. */
export function createSheetReader(given: {
  sheet: string;
  header: Header;
  context: SheetContext;
  options: RegisterOptions;
  counts: RegisterCounts;
  seen: SeenRows;
  /** Names of the sheets begun so far; the last is this one. */
  sheetNames: readonly string[];
  out: Understood[];
}): SheetReader {
  const { sheet, options, counts, seen, sheetNames, out } = given;
  let { context } = given;
  let columns: FieldColumns = fieldColumns(given.header.columns);
  let when: When = createWhen(dayContextOf(context, options.receivedOn));
  let titles: Row[] = [];
  const open = new Map<string, Group>();
  let current: Group | undefined;
  let block = emptySums();
  let sinceSubtotal = emptySums();
  let rows = 0;

  function flush(group: Group): void {
    const passage = closeGroup(group, sheet);
    if (!passage) return;
    out.push(passage);
    counts.passages += 1;
    if (passage.mode === 'vehicle') counts.vehicles += 1;
    if (passage.flags.includes('plate_normalised')) counts.flagged.platesNormalised += 1;
    if (passage.flags.includes('plate_nonstandard')) counts.flagged.plateNonstandard += 1;
    if (passage.flags.includes('persons_disagree')) {
      warning('persons_disagree', group.firstRow, { written: group.expected ?? 0, counted: group.seen });
    }
  }

  function flushAll(): void {
    for (const group of open.values()) flush(group);
    open.clear();
    current = undefined;
  }

  function warning(
    code: 'persons_disagree' | 'total_disagrees' | 'time_outside_shift',
    row: number,
    detail: Record<string, string | number>,
  ): void {
    counts.warnings += 1;
    out.push({ kind: 'warning', code, sheet, row, detail });
  }

  /** The post of a row: its own column, else the sheet's. */
  function postOf(text: (field: RegisterField) => string): { post: string | undefined; held: HeldReason[] } {
    const own = text('post');
    if (own === '' || options.post !== undefined) {
      return context.post === undefined
        ? { post: undefined, held: ['post_missing'] }
        : { post: context.post, held: [] };
    }
    const post = findPost(own, options.posts);
    return post === undefined ? { post, held: ['post_unknown'] } : { post, held: [] };
  }

  function groupOf(row: Row, text: (field: RegisterField) => string): Group {
    const plate = text('plate');
    const timed = !isEmptyCell(cellOf(row, columns, 'time'));
    if (current && !timed) {
      if (plate === '' && text('vehicleType') === '') return current;
      if (plate !== '' && current.plate && checkPlate(plate).plate === current.plate.plate) return current;
    }
    const read = when.read(cellOf(row, columns, 'time') ?? null, cellOf(row, columns, 'date') ?? null);
    if (
      current &&
      plate === '' &&
      text('vehicleType') === '' &&
      text('personCount') === '' &&
      current.at !== undefined
    ) {
      // The time stands in every row, the plate in the first alone: a companion while the vehicle still lacks persons.
      if (read.at === current.at && current.plate && current.seen < (current.expected ?? 0)) return current;
    }
    const { post, held } = postOf(text);
    if (read.held) held.unshift(read.held);
    const key = `${post ?? ''}|${read.at ?? text('time')}|${plate === '' ? '' : checkPlate(plate).plate}|${held.join()}`;
    const known = plate === '' ? undefined : open.get(key);
    if (known && known.persons.length < MOST_PERSONS) return known;
    if (known) flush(known);
    const group = openGroup(text, row.number, { post, at: held.length > 0 ? undefined : read.at, held });
    if (read.outside) {
      group.flags.add('time_outside_shift');
      warning('time_outside_shift', row.number, {});
    }
    const vehicles = group.mode === 'vehicle' ? 1 : 0;
    const back = outcomeOf(text)?.outcome === 'turned_back' ? vehicles : 0;
    sinceSubtotal.vehicles += vehicles;
    sinceSubtotal.vehiclesTurnedBack += back;
    open.delete(key);
    open.set(plate === '' ? `${key}#${row.number}` : key, group);
    return group;
  }

  function makeRoom(): void {
    for (const [key, group] of open) {
      if (open.size <= WINDOW) return;
      if (group === current) continue;
      open.delete(key);
      flush(group);
    }
  }

  function takeData(row: Row): void {
    rows += 1;
    counts.rows += 1;
    const known: Partial<Record<RegisterField, string>> = {};
    const text = (field: RegisterField) => {
      known[field] ??= textOf(row, columns, field);
      return known[field];
    };
    const group = groupOf(row, text);
    current = group;
    makeRoom();
    const own = joinGroup(group, text);
    fillVehicle(group, row, text);
    group.seen += 1;
    const person = personOf(row, group);
    const outcome = own?.outcome ?? group.outcome?.outcome;
    sinceSubtotal.persons += 1;
    if (outcome === 'turned_back') sinceSubtotal.personsTurnedBack += 1;
    if (person.sampled) sinceSubtotal.sampled += 1;
    if (own && own.outcome !== group.outcome?.outcome) person.outcome = own.outcome;
    if (group.held.length > 0) {
      hold(row, group);
      return;
    }
    const key =
      person.document?.state === 'doubtful' ? `${person.key}|${person.document.number}` : person.key;
    const before = seen.firstOf(key, sheetNames.length - 1, row.number);
    if (before) {
      counts.duplicate += 1;
      const of = { sheet: sheetNames[before.sheet] ?? '', row: before.row };
      out.push({ kind: 'duplicate', sheet, row: row.number, of });
      return;
    }
    counts.persons += 1;
    count(person);
    group.persons.push(person);
    group.rows.push(row.number);
  }

  function personOf(row: Row, group: Group): RegisterPerson {
    const read = readPerson((field) => cellOf(row, columns, field));
    if (!read.name && !read.document && !read.phone) group.nameless += 1;
    const parts = {
      post: group.post ?? '',
      at: group.at ?? '',
      plate: group.plate?.plate,
      nameless: group.nameless,
      ...read,
    };
    const person: RegisterPerson = {
      row: row.number,
      ...read,
      key: rowKey(parts),
      looseKey: looseRowKey(parts),
    };
    if (read.flags.some((flag) => personFaults.includes(flag))) person.raw = filledRow(row, group);
    return person;
  }

  function count({ flags }: RegisterPerson): void {
    const { flagged } = counts;
    for (const flag of flags) {
      if (flag === 'normalised') flagged.normalised += 1;
      else if (flag === 'id_damaged') flagged.idDamaged += 1;
      else if (flag === 'id_doubtful') flagged.idDoubtful += 1;
      else if (flag === 'id_old') flagged.idOld += 1;
      else if (flag === 'phone_missing') flagged.phoneMissing += 1;
    }
  }

  function hold(row: Row, group: Group): void {
    counts.held += 1;
    const cells: Partial<Record<RegisterField, string>> = { ...group.texts };
    for (const field of columns.keys()) {
      const own = textOf(row, columns, field);
      if (own !== '' && field !== 'ignore') cells[field] = own;
    }
    out.push({
      kind: 'held',
      sheet,
      row: row.number,
      reasons: group.held,
      cells,
      raw: filledRow(row, group),
      context,
    });
  }

  function fillVehicle(group: Group, row: Row, text: (field: RegisterField) => string): void {
    for (const field of vehicleFields) {
      if (group.cells.has(field)) continue;
      const cell = cellOf(row, columns, field);
      if (isEmptyCell(cell) || cell === undefined) continue;
      group.cells.set(field, cell);
      group.texts[field] = text(field);
    }
  }

  /** The row with its vehicle's cells in it, so that it can stand alone in an error file. */
  function filledRow(row: Row, group: Group): Cell[] {
    const cells = [...row.cells];
    for (const [field, cell] of group.cells) {
      const place = columns.get(field)?.[0];
      if (place === undefined || !isEmptyCell(cells[place])) continue;
      while (cells.length < place) cells.push(null);
      cells[place] = cell;
    }
    return cells;
  }

  function takeTotal(row: Row): void {
    counts.totals += 1;
    const subtotal = /^\s*(?:小\s*计|本)/.test(cellText(row.cells.find((cell) => !isEmptyCell(cell))));
    addSums(block, sinceSubtotal);
    const differ = disagreements(readTotal(row, columns), subtotal ? sinceSubtotal : block);
    sinceSubtotal = emptySums();
    out.push({ kind: 'total', sheet, row: row.number, agrees: differ.length === 0 });
    for (const pair of differ) warning('total_disagrees', row.number, pair);
    current = undefined;
  }

  /** A header once more, possibly with other columns, and the titles above it, possibly of another day. */
  function takeHeader(row: Row): void {
    counts.notes += 1;
    flushAll();
    const header = findHeader([row], options.mapping);
    if (header) columns = fieldColumns(header.columns as Column[]);
    if (titles.length > 0) renew();
  }

  function renew(): void {
    const fresh = readContext({ titles: titles.map(titleText), sheetName: '', fileName: '' }, options);
    context = { ...context, ...fresh, disagree: [] };
    when = createWhen(dayContextOf(context, options.receivedOn));
    titles = [];
    block = emptySums();
    sinceSubtotal = emptySums();
  }

  function take(row: Row): void {
    const kind = kindOfRow(row, columns);
    if (kind === 'blank') {
      counts.blank += 1;
      return;
    }
    if (kind === 'total') takeTotal(row);
    else if (isHeaderAgain(row, options.mapping)) takeHeader(row);
    else if (isTitleAgain(row)) {
      counts.notes += 1;
      titles.push(row);
    } else if (kind === 'note') {
      counts.notes += 1;
    } else {
      if (titles.length > 0) {
        flushAll();
        renew();
      }
      takeData(row);
    }
  }

  return { take, end: flushAll, rows: () => rows };
}
