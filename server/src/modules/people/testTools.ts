import { randomBytes } from 'node:crypto';
import { entries } from '@lianfang/domain/entries.ts';
import { type Answer, entryKind } from '@lianfang/domain/kernel/entry.ts';
import { idCheckCharacter } from '@lianfang/domain/kernel/identifiers/idNumber.ts';
import { Id, uuidv7 } from '@lianfang/domain/kernel/ids.ts';
import * as z from 'zod/mini';
import { handlers } from '../../handlers.ts';
import { SERVER_ORIGIN } from '../../kernel/ledger/append.ts';
import { kindsOf, type Prepared, prepare } from '../../kernel/ledger/door.ts';
import { change, fact, type HandlersFor, type Passed, type Tx } from '../../kernel/ledger/handlers.ts';
import type { Product } from '../../main.ts';
import { type Identified, identify, type Known, standingOf } from './api.ts';

/** What a list's row says of somebody. */
export type Row = {
  readonly document?: string | undefined;
  readonly type?: string | undefined;
  readonly phone?: string | undefined;
  readonly name?: string | undefined;
  readonly born?: string | undefined;
  readonly area?: string | undefined;
};

const personal = ['document', 'phone', 'name', 'born'];
const lookups = { document: 'document', phone: 'phone', name: 'name', born: 'born' } as const;
const about = {
  document: z.optional(z.string()),
  type: z.optional(z.string()),
  phone: z.optional(z.string()),
  name: z.optional(z.string()),
  born: z.optional(z.string()),
  area: z.optional(z.string()),
};
const met = entryKind({ data: z.strictObject(about), personal, lookups, who: [], mode: 'fact' });
const corrected = entryKind({
  data: z.strictObject({ row: Id, ...about }),
  personal,
  lookups,
  who: [],
  mode: 'change',
});
/** Rows of lists as some module might have them: through the ledger, with keyed hashes made by it. */
const rowEntries = { 'test.met': met, 'test.corrected': corrected } as const;

type What = { row?: string | undefined; standing: 'exact' | 'paper' | 'none'; area: string | undefined };

const derive = ({ document, type, area, row }: Row & { row?: string | undefined }): What => ({
  standing: standingOf({ type, number: document }),
  area,
  ...(row !== undefined && { row }),
});

function knownOf({ id, what, tokens, actor, position, received }: Passed<What>): Known {
  const token = (name: string) => tokens[name]?.get(0);
  return {
    subject: { type: 'row', id: what.row ?? id },
    document: what.standing === 'exact' ? token('document') : undefined,
    paper: what.standing === 'paper' ? token('document') : undefined,
    phone: token('phone'),
    name: token('name'),
    born: token('born'),
    area: what.area,
    by: { entry: id, actor, position, at: received },
  };
}

/** What was answered last for each row. */
export const identified = new Map<string, Identified>();

async function meetAll(tx: Tx, rows: readonly Passed<What>[]): Promise<void> {
  const [first] = rows.map(knownOf);
  if (first?.by === undefined) return;
  for (const [id, found] of await identify(tx, rows.map(knownOf), first.by)) identified.set(id, found);
}

const rowHandlers = {
  'test.met': fact<Row, What>({
    check: () => undefined,
    derive,
    async apply(tx, rows) {
      await meetAll(tx, rows);
      return [];
    },
  }),
  'test.corrected': change<Row & { row: string }, What>({
    check: () => undefined,
    derive,
    async apply(tx, row) {
      await meetAll(tx, [row]);
      return [];
    },
  }),
} satisfies HandlersFor<typeof rowEntries>;

/** The kinds of the product, and these. */
export const kindsWithRows = kindsOf({ ...entries, ...rowEntries }, { ...handlers, ...rowHandlers });

/** Writes rows (or corrections of rows) to the ledger in one delivery; their ids. */
export async function meet(
  { deps, queue }: Product,
  county: string,
  rows: readonly (Row & { row?: string | undefined })[],
): Promise<string[]> {
  const received = deps.now();
  const sealer = await deps.vault.sealer(county, received);
  const prepared = rows.map((data) =>
    prepare(
      kindsWithRows,
      {
        id: uuidv7(received, randomBytes(10)),
        kind: data.row === undefined ? 'test.met' : 'test.corrected',
        at: new Date(received).toISOString(),
        data,
      },
      {
        county,
        device: undefined,
        origin: SERVER_ORIGIN,
        actorOf: () => ({ id: SERVER_ORIGIN, kind: 'server', county, grants: [] }),
        posts: undefined,
        areaOf: () => undefined,
        received,
        sentAt: undefined,
        sealer,
        vault: deps.vault,
      },
    ),
  ) as Prepared[];
  const answers: Answer[] = await queue.deliver(county, { prepared, contact: undefined });
  const bad = answers.find(({ status }) => status !== 'applied');
  if (bad !== undefined) throw new Error(JSON.stringify(bad));
  return prepared.map(({ id }) => id);
}

/** A number that nobody has, with its right check character. */
export function idNumber(serial: number, born = '19900307'): string {
  const seventeen = `610399${born}${String(serial % 1000).padStart(3, '0')}`;
  return seventeen + idCheckCharacter(seventeen);
}
