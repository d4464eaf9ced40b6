import type { Answer } from '@lianfang/domain/kernel/entry.ts';
import { uuidv7 } from '@lianfang/domain/kernel/ids.ts';
import { problem } from '@lianfang/domain/kernel/problem.ts';
import type { Passage, Person } from '@lianfang/domain/modules/checkpoint/schema.ts';
import type { Importing } from '../../../kernel/imports/importer.ts';
import { entryData } from '../../../kernel/ledger/entryData.ts';
import { claimRows, currentEntry, type RowKey, rowKeysOf } from './store.ts';
import type { RegisterPassage, RegisterPerson } from './understood.ts';

export type Taken = {
  /** Rows that stand in an earlier import (or earlier in this one). */
  readonly duplicates: number;
  /** Rows whose person was there already and has been set right. */
  readonly corrected: number;
  readonly entries: readonly string[];
};

type Hashed = { readonly passage: RegisterPassage; readonly id: string; readonly keys: readonly RowKey[] };

/**
 * Brings understood passages into the ledger. Ids come from what stands in the rows, so that the same file makes the same
 * entries; a row is claimed in the transaction of its entry, so that a run that was cut off leaves both or neither, and
 * nothing is taken twice. A passage that is known already is corrected by the persons that are new in it.
 */
export async function takePassages(
  importing: Importing,
  passages: readonly RegisterPassage[],
  dry: boolean,
): Promise<Taken> {
  const { deps, county } = importing;
  const hashed = passages.map((passage) => hash(importing, passage));
  const known = await rowKeysOf(deps.pool, county, [...new Set(hashed.map(({ id }) => id))]);
  const total = { duplicates: 0, corrected: 0, entries: [] as string[] };
  const fresh: Hashed[] = [];
  const seen = new Set<string>();
  for (const one of hashed) {
    const others = (known.get(one.id) ?? []).filter((row) => !isMine(importing, one, row));
    if (others.length === 0 && !seen.has(one.id)) {
      seen.add(one.id);
      fresh.push(one);
    } else {
      // What came before must be in place before this passage is compared with it.
      if (!dry) await register(importing, fresh.splice(0), total);
      await amend(importing, one, dry ? others : await rowsOf(importing, one), dry, total);
    }
  }
  if (!dry) await register(importing, fresh, total);
  return total;
}

function hash({ deps, county, id: file }: Importing, passage: RegisterPassage): Hashed {
  const digest = (text: string) => deps.vault.contentDigest(`${county}|register|${text}`);
  // On foot there is no plate: the first person tells one passage from another in the same minute.
  const identity = passage.mode === 'pedestrian' ? `${passage.key}|${passage.persons[0]?.key}` : passage.key;
  const id = uuidv7(Date.parse(passage.at), digest(identity));
  const keys = passage.persons.map((person, index) => ({
    key: digest(person.key),
    loose: digest(person.looseKey),
    import: file,
    sheet: passage.source.sheet,
    row: person.row,
    passage: id,
    person: index,
  }));
  return { passage, id, keys };
}

/** The same row of the same file: left by an earlier run of this import. */
function isMine(importing: Importing, { keys }: Hashed, row: RowKey): boolean {
  return (
    row.import === importing.id &&
    keys.some(({ sheet, row: number }) => sheet === row.sheet && number === row.row)
  );
}

async function rowsOf({ deps, county }: Importing, { id }: Hashed): Promise<readonly RowKey[]> {
  return (await rowKeysOf(deps.pool, county, [id])).get(id) ?? [];
}

async function register(importing: Importing, fresh: readonly Hashed[], total: Total): Promise<void> {
  if (fresh.length === 0) return;
  const keys = new Map(fresh.map(({ id, keys }) => [id, keys]));
  const answers = await importing.deliver(
    fresh.map(({ passage, id }) => ({
      id,
      kind: 'checkpoint.passage.registered',
      at: passage.at,
      post: passage.post,
      data: passageOf(importing, passage),
    })),
    ({ client, county }, applied) =>
      claimRows(
        client,
        county,
        applied.flatMap((id) => keys.get(id) ?? []),
      ),
  );
  for (const [index, answer] of answers.entries()) {
    // Somebody else has just registered the same passage: what is new in this one is added to it.
    if (answer.reason === 'entry.conflict') {
      const one = fresh[index] as Hashed;
      await amend(importing, one, await rowsOf(importing, one), false, total);
    } else {
      demandApplied(answer);
      total.entries.push(answer.id);
    }
  }
}

type Total = { duplicates: number; corrected: number; entries: string[] };
type Change = { readonly person: RegisterPerson; readonly key: RowKey; readonly index: number | undefined };

/** Adds to a passage that is there what an understood one says more: persons that are new, numbers that were set right. */
async function amend(
  importing: Importing,
  one: Hashed,
  rows: readonly RowKey[],
  dry: boolean,
  total: Total,
): Promise<void> {
  const before = compare(importing, one, rows);
  if (dry || before.changes.length === 0) {
    note(total, before);
    return;
  }
  await importing.alone(async () => {
    // Another import may have added to it meanwhile: compared again, now that nobody else is at it.
    const compared = compare(importing, one, await rowsOf(importing, one));
    note(total, compared);
    if (compared.changes.length > 0) total.entries.push(await correct(importing, one, compared.changes));
  });
}

type Compared = { readonly duplicates: number; readonly changes: readonly Change[] };

function compare(importing: Importing, { keys, passage }: Hashed, rows: readonly RowKey[]): Compared {
  let duplicates = 0;
  const changes: Change[] = [];
  for (const [index, key] of keys.entries()) {
    const same = rows.find((row) => row.key.equals(key.key));
    if (same !== undefined) {
      // Its own row is one that an earlier run of this import took.
      const mine = same.import === importing.id && same.sheet === key.sheet && same.row === key.row;
      if (!mine) duplicates++;
      continue;
    }
    const older = rows.find((row) => row.loose.equals(key.loose));
    changes.push({ person: passage.persons[index] as RegisterPerson, key, index: older?.person });
  }
  return { duplicates, changes };
}

function note(total: Total, { duplicates, changes }: Compared): void {
  total.duplicates += duplicates;
  total.corrected += changes.filter(({ index }) => index !== undefined).length;
}

/** Writes the correction that adds the changes, with the claims of their rows; gives its id. */
async function correct(importing: Importing, one: Hashed, changes: readonly Change[]): Promise<string> {
  const { deps, county } = importing;
  const current = await currentEntry(deps.pool, county, one.id);
  if (current === undefined) throw problem('conflict', { what: 'passage_voided' });
  const passage = await wholePassage(importing, current);
  const persons = [...passage.persons];
  const claims: RowKey[] = [];
  for (const { person, key, index } of changes) {
    const place = index ?? persons.length;
    persons[place] = personOf(person);
    claims.push({ ...key, person: place });
  }
  // The same rows of the same file make the same correction, also on a second run.
  const rows = `${one.id}|${importing.id}|${one.passage.source.sheet}|${claims.map(({ row }) => row).join(',')}`;
  const id = uuidv7(Date.parse(one.passage.at), deps.vault.contentDigest(rows));
  const [answer] = await importing.deliver(
    [
      {
        id,
        kind: 'checkpoint.passage.corrected',
        at: one.passage.at,
        post: one.passage.post,
        data: { corrects: one.id, passage: { ...passage, persons }, why: `导入补正 import ${importing.id}` },
      },
    ],
    (tx, applied) => claimRows(tx.client, tx.county, applied.length > 0 ? claims : []),
  );
  demandApplied(answer);
  return id;
}

async function wholePassage({ deps, county }: Importing, entry: string): Promise<Passage> {
  const said = await entryData(deps, county, entry);
  return (said?.kind === 'checkpoint.passage.corrected' ? said.data.passage : said?.data) as Passage;
}

function passageOf({ id }: Importing, passage: RegisterPassage): Passage {
  return {
    mode: passage.mode,
    persons: passage.persons.map(personOf),
    outcome: passage.outcome,
    source: { import: id, sheet: passage.source.sheet.slice(0, 64), rows: passage.source.rows },
    ...(passage.plate !== undefined && { plate: passage.plate }),
    ...(passage.vehicleType !== undefined && { vehicleType: passage.vehicleType }),
    ...(passage.from !== undefined && { from: passage.from }),
    ...(passage.to !== undefined && { to: passage.to }),
    ...(passage.outcome === 'turned_back' && { reason: passage.reason ?? 'on_paper' }),
    ...(passage.note !== undefined && { note: passage.note }),
  };
}

function personOf({ name, document, phone, temperature, certificate, sampled }: RegisterPerson): Person {
  return {
    ...(name !== undefined && { name }),
    ...(document !== undefined && { document: { type: document.type, number: document.number } }),
    ...(phone !== undefined && { phone }),
    ...(temperature !== undefined && { temperature }),
    ...(certificate !== undefined && { certificate }),
    sampled,
  };
}

function demandApplied(answer: Answer | undefined): void {
  if (answer?.status !== 'applied')
    throw problem('server.fault', { entry: answer?.id, reason: answer?.reason });
}
