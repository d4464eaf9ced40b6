import * as rules from '@lianfang/domain/modules/checkpoint/rules.ts';
import type { Passage } from '@lianfang/domain/modules/checkpoint/schema.ts';

/** What is kept of a passage outside the ledger: everything but who it was. */
export type PassageFacts = {
  readonly passage: Omit<Passage, 'plate' | 'note' | 'persons'>;
  readonly persons: readonly PersonFacts[];
  readonly flags: readonly string[];
  readonly contributions: Readonly<Record<string, number>>;
};
export type PersonFacts = {
  readonly documentType: string | undefined;
  readonly documentState: string | undefined;
  readonly temperature: number | undefined;
  readonly fever: boolean;
  readonly certificate: string;
  readonly certificateHours: number | undefined;
  readonly sampled: boolean;
};

/** The facts of a passage: what the rules make of it, without what says who it was. */
export function factsOf(passage: Passage): PassageFacts {
  const { plate: _plate, note: _note, persons, ...rest } = passage;
  return {
    passage: rest,
    persons: persons.map((person) => ({
      documentType: person.document?.type,
      documentState: rules.documentState(person),
      temperature: person.temperature,
      fever: rules.hasFever(person),
      certificate: person.certificate?.result ?? 'none',
      certificateHours: person.certificate?.ageHours,
      sampled: person.sampled === true,
    })),
    flags: rules.flagsOf(passage),
    contributions: rules.contributionsOf(passage),
  };
}
