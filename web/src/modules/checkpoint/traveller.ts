import { textOfBase64url } from '../../kernel/memory.ts';
import { blankPerson, type Draft, type DraftPerson } from './draft.ts';

/** What a traveller who registered beforehand shows: `{"lf":1,…}`, or base64url of it behind `LF1:`. */
export type Traveller = {
  readonly plate?: string;
  readonly from?: string;
  readonly to?: string;
  readonly persons: readonly {
    readonly name?: string;
    readonly document?: string;
    readonly phone?: string;
  }[];
};

/** Reads the text of a QR code; undefined when it is none of ours. Nothing in it is trusted beyond its length. */
export function readTraveller(text: string): Traveller | undefined {
  try {
    const json = text.startsWith('LF1:') ? textOfBase64url(text.slice(4).trim()) : text;
    const value = JSON.parse(json) as Record<string, unknown>;
    if (value === null || typeof value !== 'object' || value.lf !== 1 || !Array.isArray(value.persons))
      return undefined;
    const persons = value.persons.slice(0, 20).map((person: Record<string, unknown>) => ({
      ...member('name', person?.name, 64),
      ...member('document', numberOf(person?.document), 32),
      ...member('phone', person?.phone, 24),
    }));
    return {
      ...member('plate', value.plate, 16),
      ...member('from', value.from, 64),
      ...member('to', value.to, 64),
      persons,
    };
  } catch {
    return undefined;
  }
}

function numberOf(document: unknown): unknown {
  return typeof document === 'object' && document !== null
    ? (document as { number?: unknown }).number
    : document;
}

function member<K extends string>(name: K, value: unknown, most: number): { [key in K]?: string } {
  if (typeof value !== 'string' || value.trim() === '') return {};
  return { [name]: [...value.trim()].slice(0, most).join('') } as { [key in K]?: string };
}

/** The form with what the traveller showed filled in. What was locked by the crew stays. */
export function fillIn(draft: Draft, traveller: Traveller): Draft {
  const persons: DraftPerson[] = traveller.persons.map(({ name = '', document = '', phone = '' }) => ({
    ...blankPerson,
    name,
    documentNumber: document.toUpperCase(),
    documentType: document === '' || /^(\d{15}|\d{17}[\dX])$/i.test(document) ? 'id_card' : 'passport',
    phone,
  }));
  return {
    ...draft,
    mode: traveller.plate === undefined ? draft.mode : 'vehicle',
    plate: traveller.plate ?? draft.plate,
    from: draft.from.keep ? draft.from : { ...draft.from, text: traveller.from ?? draft.from.text },
    to: draft.to.keep ? draft.to : { ...draft.to, text: traveller.to ?? draft.to.text },
    persons: persons.length === 0 ? draft.persons : persons,
  };
}
