import { uuidv7 } from '@lianfang/domain/kernel/ids.ts';
import { partsOf, SUGGEST_FROM, SUGGESTIONS_MOST, scoreOf } from '@lianfang/domain/modules/people/rules.ts';
import type { SubjectType } from '@lianfang/domain/modules/people/schema.ts';
import type { Tx } from '../../kernel/ledger/handlers.ts';
import { sha256 } from '../../kernel/sha256.ts';
import type { SubjectRow } from './store.ts';
import * as store from './store.ts';
import * as suggestions from './suggestion/store.ts';

/** What a person was met in: a row of a list, or a passage. */
export type Subject = { readonly type: SubjectType; readonly id: string };

/** What is known of whom a subject is about, as keyed hashes and an area code. */
export type Known = {
  readonly subject: Subject;
  /** Only of a number whose `standingOf` is `exact`. It alone links by itself. */
  readonly document?: Buffer | undefined;
  /** Of a number whose `standingOf` is `paper` (a passport): evidence, never a link. */
  readonly paper?: Buffer | undefined;
  readonly phone?: Buffer | undefined;
  readonly name?: Buffer | undefined;
  /** Of `YYYY-MM-DD`. A damaged or doubtful identity number still tells it. */
  readonly born?: Buffer | undefined;
  /** 12 digits, as deep as it is known, the rest noughts. */
  readonly area?: string | undefined;
  /** What brought it. Needed where the subjects of one call come from entries of their own: facts come together at random. */
  readonly by?: By | undefined;
};

/** What made a move: the entry, who made it, its position, when it was received (ISO 8601; retention counts from it). */
export type By = {
  readonly entry: string;
  readonly actor: string;
  readonly position: bigint;
  readonly at: string;
};

export type Identified = { readonly person: string; readonly suggestions: number };

type Asked = { readonly known: Known; readonly by: By; readonly ordinal: number };

/**
 * Gives each subject its person: linked by exact document number, else a person of its own with suggestions of whom it may
 * be. Set-based, in the transaction of the rows. A subject that is known already is looked at anew (its number was
 * corrected); where somebody has put it, it stays. Gives the person and how many suggestions were made, by subject id.
 * Everything is decided in the order of the ledger, so that it does not matter how subjects come together in calls.
 * `met`: new where none of them can have been met before, and none is looked for.
 */
export async function identify(
  tx: Tx,
  subjects: readonly Known[],
  by: By,
  met?: 'new',
): Promise<Map<string, Identified>> {
  const asked = [
    ...new Map(
      subjects.map((known, index): [string, Asked] => [
        known.subject.id,
        { known, by: known.by ?? by, ordinal: known.by === undefined ? index : 0 },
      ]),
    ).values(),
  ];
  const before =
    met === 'new'
      ? new Map<string, SubjectRow>()
      : await store.subjectsById(
          tx,
          asked.map(({ known }) => known.subject.id),
        );
  const { placed, parted } = await place(tx, asked, before);
  const fresh = placed.filter(({ id }) => !before.has(id));
  const changed = placed.filter(({ id }) => before.has(id));
  await store.insertSubjects(tx, fresh);
  await store.changeSubjects(tx, changed);
  await keepMoves(tx, asked, before, changed);
  await suggestions.dropSuggestions(
    tx,
    changed.map(({ id }) => id),
  );
  const counts = await suggest(tx, placed, parted);
  const now = new Map([...before, ...placed.map((row): [string, SubjectRow] => [row.id, row])]);
  return new Map(
    [...now].map(([id, { person }]) => [id, { person, suggestions: counts.get(id) ?? 0 }] as const),
  );
}

/**
 * Where each subject belongs: those that are new, and those of which something else is known than before. `parted`: those
 * of them that share their number with one who stands with another person.
 */
async function place(
  tx: Tx,
  asked: readonly Asked[],
  before: ReadonlyMap<string, SubjectRow>,
): Promise<{ placed: SubjectRow[]; parted: ReadonlySet<string> }> {
  const documents = [
    ...asked.map(({ known }) => known.document),
    ...[...before.values()].map((row) => row.document),
  ];
  const holders = holdersByDocument(
    await store.holdersOf(tx, [
      ...new Map(documents.flatMap((token) => (token ? [[hex(token), token]] : []))).values(),
    ]),
  );
  const placed: SubjectRow[] = [];
  for (const one of asked) {
    const prior = before.get(one.known.subject.id);
    const row = rowOf(one);
    if (prior !== undefined && sameTokens(prior, row)) continue;
    const now = { ...row, ...placeOf(one, prior, holders) };
    if (prior?.document) without(holders, prior.document, prior.id);
    if (now.document) holders.set(hex(now.document), [...(holders.get(hex(now.document)) ?? []), now]);
    placed.push(now);
  }
  const isParted = ({ document, person }: SubjectRow) =>
    document !== null && holders.get(hex(document))?.some((holder) => holder.person !== person);
  return { placed, parted: new Set(placed.filter(isParted).map(({ id }) => id)) };
}

type Placed = Pick<SubjectRow, 'home' | 'person' | 'how'>;
type Holders = Map<string, SubjectRow[]>;

function placeOf({ known, by }: Asked, prior: SubjectRow | undefined, holders: Holders): Placed {
  const { id } = known.subject;
  const stays = prior && { home: prior.home, person: prior.person, how: prior.how };
  // Where somebody has put it, it stays.
  if (stays?.how === 'person') return stays;
  const others = (document: Buffer | null | undefined) =>
    document ? (holders.get(hex(document)) ?? []).filter((holder) => holder.id !== id) : [];
  const same = others(known.document);
  // Where somebody has parted those that go by one number, the number alone decides nothing any more.
  const [first] = same.toSorted(inOrder);
  if (first !== undefined && new Set(same.map(({ person }) => person)).size === 1) {
    if (stays?.home === first.home) return stays;
    return { home: first.home, person: first.person, how: 'document' };
  }
  if (prior === undefined || stays === undefined) return { home: id, person: id, how: 'alone' };
  const numberStays = known.document !== undefined && prior.document?.equals(known.document);
  if (numberStays || others(prior.document).every(({ home }) => home !== prior.home)) return stays;
  // The number that it shared with others was not its own: it leaves them.
  const own = personId(by, id);
  return { home: own, person: own, how: 'alone' };
}

/** History of those that a correction has moved, and their older suggestions after them. */
async function keepMoves(
  tx: Tx,
  asked: readonly Asked[],
  before: ReadonlyMap<string, SubjectRow>,
  changed: readonly SubjectRow[],
): Promise<void> {
  const byOf = new Map(asked.map(({ known, by }) => [known.subject.id, by]));
  const moved = changed.filter(({ id, home }) => before.get(id)?.home !== home);
  await store.insertSteps(
    tx,
    moved.map(({ id, home }) => {
      const prior = before.get(id) as SubjectRow;
      const by = byOf.get(id) as By;
      return {
        subject: id,
        position: by.position,
        entry: by.entry,
        what: 'corrected',
        fromHome: prior.home,
        fromHow: prior.how,
        toHome: home,
        actor: by.actor,
        at: by.at,
      };
    }),
  );
  await suggestions.followSubjects(
    tx,
    moved.map(({ id }) => id),
  );
}

/** Asks somebody whether these are people that are known already; how often, by subject. */
async function suggest(
  tx: Tx,
  rows: readonly SubjectRow[],
  parted: ReadonlySet<string>,
): Promise<Map<string, number>> {
  const candidates = await suggestions.candidatesOf(
    tx,
    rows.map(({ id }) => id),
    parted,
  );
  const bySubject = Map.groupBy(candidates, ({ subject }) => subject);
  const wanted = rows.toSorted(inOrder).flatMap((row) =>
    strongest(bySubject.get(row.id) ?? []).map(({ candidate, parts, score }) => ({
      subject: row.id,
      other: candidate.other,
      person: row.person,
      otherPerson: candidate.person,
      score,
      parts,
      at: row.at,
    })),
  );
  const best = new Map(
    (await suggestions.scoresBetween(tx, wanted)).map((pair): [string, number] => [pairOf(pair), pair.score]),
  );
  const counts = new Map<string, number>();
  const added = wanted.filter((suggestion) => {
    // Asked once about two persons, and again only on stronger grounds.
    const pair = pairOf(suggestion);
    if ((best.get(pair) ?? 0) >= suggestion.score) return false;
    best.set(pair, suggestion.score);
    counts.set(suggestion.subject, (counts.get(suggestion.subject) ?? 0) + 1);
    return true;
  });
  await suggestions.insertSuggestions(tx, added);
  return counts;
}

/** The best evidence for each person that it may be, strongest first. */
function strongest(candidates: readonly suggestions.Candidate[]) {
  const scored = candidates
    .map((candidate) => {
      const parts = partsOf({
        document: candidate.document ?? undefined,
        paper: candidate.paper ?? undefined,
        phone: candidate.phone ?? undefined,
        name: candidate.name ?? undefined,
        born: candidate.born ?? undefined,
        areas:
          candidate.area !== null && candidate.otherArea !== null
            ? [candidate.area, candidate.otherArea]
            : undefined,
      });
      return { candidate, parts, score: scoreOf(parts) };
    })
    .filter(({ score }) => score >= SUGGEST_FROM)
    .sort((a, b) => b.score - a.score || inOrder(a.candidate, b.candidate));
  const persons = new Map(scored.toReversed().map((one) => [one.candidate.person, one]));
  return scored.filter((one) => persons.get(one.candidate.person) === one).slice(0, SUGGESTIONS_MOST);
}

function rowOf({ known, by, ordinal }: Asked): SubjectRow {
  const { subject } = known;
  return {
    id: subject.id,
    type: subject.type,
    home: subject.id,
    person: subject.id,
    how: 'alone',
    document: known.document ?? null,
    paper: known.paper ?? null,
    phone: known.phone ?? null,
    name: known.name ?? null,
    born: known.born ?? null,
    area: known.area ?? null,
    position: String(by.position),
    ordinal,
    at: by.at,
  };
}

function sameTokens(one: SubjectRow, other: SubjectRow): boolean {
  const same = (a: Buffer | null, b: Buffer | null) => (a === null || b === null ? a === b : a.equals(b));
  return (
    one.area === other.area &&
    (['document', 'paper', 'phone', 'name', 'born'] as const).every((token) => same(one[token], other[token]))
  );
}

function holdersByDocument(rows: readonly SubjectRow[]): Holders {
  return Map.groupBy(rows, ({ document }) => hex(document as Buffer));
}

function without(holders: Holders, document: Buffer, id: string): void {
  const key = hex(document);
  holders.set(
    key,
    (holders.get(key) ?? []).filter((holder) => holder.id !== id),
  );
}

type Placeable = { readonly position: string; readonly ordinal: number };

function inOrder(a: Placeable, b: Placeable): number {
  // Positions are whole numbers without leading noughts: the longer one is the later one.
  if (a.position !== b.position)
    return a.position.length - b.position.length || (a.position < b.position ? -1 : 1);
  return a.ordinal - b.ordinal;
}

function pairOf({ person, otherPerson }: { person: string; otherPerson: string }): string {
  return person < otherPerson ? `${person} ${otherPerson}` : `${otherPerson} ${person}`;
}

function hex(token: Buffer): string {
  return token.toString('hex');
}

/** The id of a person that a correction makes of a row: the same whenever the ledger is read again. */
function personId(by: By, subject: string): string {
  return uuidv7(Date.parse(by.at), sha256(`${by.entry} ${subject}`));
}
