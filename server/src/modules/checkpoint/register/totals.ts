import { cellText, isEmptyCell } from '../../../kernel/imports/cells.ts';
import type { Cell, Row } from '../../../kernel/imports/table.ts';
import type { RegisterField } from './fields.ts';
import type { FieldColumns } from './rowCells.ts';

/** What the rows of a block add up to, and what a total row says of the same. */
export type Sums = {
  vehicles: number;
  persons: number;
  vehiclesTurnedBack: number;
  personsTurnedBack: number;
  sampled: number;
};

export function emptySums(): Sums {
  return { vehicles: 0, persons: 0, vehiclesTurnedBack: 0, personsTurnedBack: 0, sampled: 0 };
}

export function addSums(to: Sums, more: Sums): void {
  for (const key of Object.keys(to) as (keyof Sums)[]) to[key] += more[key];
}

const BY_COLUMN: Partial<Record<RegisterField, keyof Sums>> = {
  plate: 'vehicles',
  personCount: 'persons',
  name: 'persons',
  sampled: 'sampled',
};

function readCell(cell: Cell, field: RegisterField | undefined, found: Partial<Sums>): void {
  const text = cellText(cell).replace(/\s+/g, '');
  const bare = /^(\d{1,7})(?:人|辆|台|份|次|人次|辆次)?$/.exec(text);
  const counted = field === undefined ? undefined : BY_COLUMN[field];
  if (bare && counted !== undefined) {
    found[counted] ??= Number(bare[1]);
    return;
  }
  // 劝返 3 辆 5 人: what follows the word is of those turned back, up to the next word.
  const parts = text.split(/(?=劝[返离回]|采样|采集|放行|通过|车辆|人员|共)/);
  for (const part of parts) {
    const back = /^劝[返离回]/.test(part);
    const vehicles = /(\d{1,7})(?:辆|台)/.exec(part)?.[1];
    const persons = /(\d{1,7})人/.exec(part)?.[1];
    if (/^采/.test(part)) {
      const sampled = /(\d{1,7})/.exec(part)?.[1];
      if (sampled !== undefined) found.sampled ??= Number(sampled);
    } else if (!/^(?:放行|通过)/.test(part)) {
      if (vehicles !== undefined) found[back ? 'vehiclesTurnedBack' : 'vehicles'] ??= Number(vehicles);
      if (persons !== undefined) found[back ? 'personsTurnedBack' : 'persons'] ??= Number(persons);
    }
  }
}

/** The figures written in a total row, whichever of them there are. */
export function readTotal(row: Row, columns: FieldColumns): Partial<Sums> {
  const found: Partial<Sums> = {};
  const fieldOf = new Map<number, RegisterField>();
  for (const [field, places] of columns) for (const place of places) fieldOf.set(place, field);
  row.cells.forEach((cell, column) => {
    if (!isEmptyCell(cell)) readCell(cell, fieldOf.get(column), found);
  });
  return found;
}

/** Where a total row and the rows above it say different things. */
export function disagreements(
  written: Partial<Sums>,
  counted: Sums,
): { what: keyof Sums; written: number; counted: number }[] {
  return (Object.keys(written) as (keyof Sums)[])
    .map((what) => ({ what, written: written[what] ?? 0, counted: counted[what] }))
    .filter((pair) => pair.written !== pair.counted);
}
