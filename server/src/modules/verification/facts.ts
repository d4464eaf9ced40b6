import type {
  FindingRecorded,
  Placing,
  RowCorrected,
  RowReceived,
} from '@lianfang/domain/modules/verification/schema.ts';
import { maskName } from '../../kernel/access/masks.ts';
import { standingOf } from '../people/api.ts';

/** What is kept of a row outside the ledger: everything but who it is. */
export type RowFacts = {
  readonly list: string;
  readonly sheet: string;
  readonly row: number;
  readonly flags: readonly string[];
  readonly held: string | undefined;
  readonly key: Buffer;
  readonly place: Placing;
  readonly unit: string;
} & PersonFacts;

export type PersonFacts = {
  readonly nameMasked: string | undefined;
  readonly document: 'exact' | 'paper' | 'none';
  readonly arrived: string | undefined;
};

export function rowFacts(data: RowReceived): RowFacts {
  const { list, sheet, row, flags, held, key, place, unit } = data;
  return { list, sheet, row, flags, held, key: Buffer.from(key, 'hex'), place, unit, ...personFacts(data) };
}

/** The facts about a person: the first character of the name, and how far the number may be used. */
export function personFacts(
  said: Pick<RowReceived | RowCorrected, 'name' | 'document' | 'arrived'>,
): PersonFacts {
  const { name, document, arrived } = said;
  return {
    nameMasked: name === undefined ? undefined : maskName(name),
    document:
      document === undefined
        ? 'none'
        : standingOf({ type: document.state === 'other' ? 'other' : 'id_card', number: document.number }),
    arrived,
  };
}

export type FindingFacts = Pick<FindingRecorded, 'row' | 'finding' | 'at' | 'how'> & {
  readonly evidence: readonly string[];
  readonly movedTo: { readonly area?: string | undefined } | undefined;
  readonly right: { readonly area?: string | undefined } | undefined;
  readonly attempts: NonNullable<FindingRecorded['attempts']>;
  readonly wrong: readonly string[];
  readonly concealed: boolean;
};

/** The facts of a finding: without what was said, and without addresses. */
export function findingFacts(data: FindingRecorded): FindingFacts {
  const { row, finding, at, how, evidence, movedTo, right, attempts = [], wrong = [], concealed } = data;
  return {
    row,
    finding,
    at,
    how,
    evidence: evidence.map(({ type }) => type),
    movedTo: movedTo && { area: movedTo.area },
    right: right && { area: right.area },
    attempts,
    wrong,
    concealed: concealed !== undefined,
  };
}
