import type {
  certificateResults,
  documentTypes,
  Outcome,
  turnBackReasons,
  vehicleTypes,
} from '@lianfang/domain/modules/checkpoint/schema.ts';
import type { Cell, Row } from '../../../kernel/imports/table.ts';
import type { SheetContext } from './context.ts';
import type { Column, RegisterField } from './fields.ts';

/** Why a row is kept back until someone corrects it. */
export type HeldReason =
  | 'time_missing'
  | 'time_unreadable'
  | 'date_missing'
  | 'post_missing'
  | 'post_unknown';
/** What is to be corrected in a row that is taken all the same. */
export type PersonFault = 'id_damaged' | 'id_doubtful' | 'phone_doubtful' | 'temperature_doubtful';
export type PersonFlag =
  | PersonFault
  | 'normalised'
  | 'id_old'
  | 'id_missing'
  | 'phone_missing'
  | 'name_missing'
  | 'text_cut';
export type PassageFlag =
  | 'plate_nonstandard'
  | 'plate_normalised'
  | 'outcome_assumed'
  | 'outcomes_differ'
  | 'reason_missing'
  | 'persons_disagree'
  | 'time_outside_shift'
  | 'text_cut';

export type RegisterPerson = {
  /** The row of the sheet that this person stands in. */
  row: number;
  name?: string;
  document?: {
    type: (typeof documentTypes)[number];
    number: string;
    state: 'ok' | 'old' | 'doubtful' | 'damaged';
  };
  phone?: string;
  temperature?: number;
  certificate?: { result: (typeof certificateResults)[number]; ageHours?: number };
  sampled: boolean;
  /** Only where the row says something else than its vehicle. */
  outcome?: Outcome;
  flags: PersonFlag[];
  /** What a repeated row has in common with this one (`rowKey`): to be hashed with a key before it is kept. */
  key: string;
  /**
   * The same without the document: equal to the `key` that this person had while the number was damaged or doubtful,
   * so that a corrected row is known as a correction and adds nobody.
   */
  looseKey: string;
  /** The row as it was, with its vehicle's cells, only where there is something to correct. */
  raw?: Cell[];
};

export type RegisterPassage = {
  kind: 'passage';
  mode: 'vehicle' | 'pedestrian';
  post: string;
  /** ISO 8601 with the county's offset. */
  at: string;
  plate?: string;
  vehicleType?: (typeof vehicleTypes)[number];
  from?: string;
  to?: string;
  outcome: Outcome;
  reason?: (typeof turnBackReasons)[number];
  note?: string;
  /** One to a hundred. */
  persons: RegisterPerson[];
  source: { sheet: string; rows: number[] };
  flags: PassageFlag[];
  /** Post, minute and plate: the same vehicle once more (a corrected row of it comes later) has the same. */
  key: string;
};

export type HeldRow = {
  kind: 'held';
  sheet: string;
  row: number;
  reasons: HeldReason[];
  /** What stands in the row by field, its vehicle's cells filled in: what a screen offers for correction. */
  cells: Partial<Record<RegisterField, string>>;
  raw: Cell[];
  /** What was said of post, date and shift where the row stands. */
  context: SheetContext;
};

export type SheetView = {
  kind: 'sheet';
  sheet: string;
  headerRows: number[];
  columns: Column[];
  context: SheetContext;
  /** Rows above the header and the header itself, as they are: what an error file repeats. */
  titles: Row[];
  header: Row[];
};

export type WarningCode =
  | 'total_disagrees'
  | 'persons_disagree'
  | 'hidden_sheet'
  | 'sheet_without_header'
  | 'post_disagrees'
  | 'date_disagrees'
  | 'time_outside_shift'
  | 'column_missing';
export type Warning = {
  kind: 'warning';
  code: WarningCode;
  sheet: string;
  row?: number;
  /** Counts and field names; never what stands in a person's cell. */
  detail: Record<string, string | number>;
};

export type RegisterCounts = {
  /** One per person: rows = persons + held + duplicate. */
  rows: number;
  persons: number;
  held: number;
  duplicate: number;
  passages: number;
  vehicles: number;
  /** Rows that are no person: blank or pre-numbered, totals, notes, headers repeated. */
  blank: number;
  totals: number;
  notes: number;
  flagged: {
    /** Persons whose name, document, phone or temperature was set right. */
    normalised: number;
    /** Passages whose plate was set right (the dot, spaces). */
    platesNormalised: number;
    idDamaged: number;
    idDoubtful: number;
    idOld: number;
    phoneMissing: number;
    /** Passages. */
    plateNonstandard: number;
  };
  warnings: number;
};

export type Understood =
  | SheetView
  | RegisterPassage
  | HeldRow
  | { kind: 'duplicate'; sheet: string; row: number; of: { sheet: string; row: number } }
  | { kind: 'total'; sheet: string; row: number; agrees: boolean }
  | Warning
  | { kind: 'sheetEnd'; sheet: string; rows: number }
  | { kind: 'end'; counts: RegisterCounts };

export function emptyCounts(): RegisterCounts {
  return {
    rows: 0,
    persons: 0,
    held: 0,
    duplicate: 0,
    passages: 0,
    vehicles: 0,
    blank: 0,
    totals: 0,
    notes: 0,
    flagged: {
      normalised: 0,
      platesNormalised: 0,
      idDamaged: 0,
      idDoubtful: 0,
      idOld: 0,
      phoneMissing: 0,
      plateNonstandard: 0,
    },
    warnings: 0,
  };
}
