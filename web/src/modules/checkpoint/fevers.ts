import type { Id } from '@lianfang/domain/kernel/ids.ts';
import { checkFeverEnded } from '@lianfang/domain/modules/checkpoint/rules.ts';
import type { FeverEnded } from '@lianfang/domain/modules/checkpoint/schema.ts';
import type { Kept, NotKept } from '../../kernel/capture.ts';
import { between, change, type KnownRow, type Store } from '../../kernel/memory.ts';
import { keep, type Station } from './station.ts';

/** A person with fever or symptoms for whom a clinician has to decide. Nothing here says who it is. */
export type Fever = {
  readonly passage: Id;
  /** Which person of the passage, from 0. */
  readonly person: number;
  readonly post: string;
  readonly shift?: string | undefined;
  readonly temperature?: number | undefined;
  readonly openedAt: number;
  readonly dueAt: number;
  readonly endedAt?: number;
  /** Found by another phone of the post: this one knows no more than the server's list says. */
  readonly elsewhere?: boolean;
};

const DAYS = 3 * 86_400_000;

export function feverRow(fever: Fever): KnownRow {
  return { group: 'fever', key: `${fever.passage}/${fever.person}`, at: fever.openedAt, open: { ...fever } };
}

/** Who is still waiting for the clinician, the longest first. */
export async function openFevers(db: Store, now: number): Promise<Fever[]> {
  const rows = await between(db, 'fever', now - DAYS, now + 86_400_000);
  return rows.map((row) => row.open as unknown as Fever).filter((fever) => fever.endedAt === undefined);
}

/** The clinician's ending of one fever. Only a clinician's is taken: the same rule as the server's. */
export async function endFever(
  station: Station,
  agency: string,
  fever: Fever,
  ended: Omit<FeverEnded, 'passage' | 'person'>,
): Promise<Kept | NotKept> {
  const data: FeverEnded = { passage: fever.passage, person: fever.person, ...ended };
  const actor = { kind: 'account' as const, agency: agency as 'health' };
  const refusal = checkFeverEnded(data, { actor, at: '', post: station.author.post });
  if (refusal !== undefined) return refusal;
  return keep(station, 'checkpoint.fever.ended', data, {
    also: async (also, _id, at) => also.put(feverRow({ ...fever, endedAt: at })),
  });
}

/** What the server's list of open and ended fevers changes on this phone: others' are added, ended ones end. */
export async function learnFevers(
  db: Store,
  list: readonly {
    passage: string;
    person: number;
    post: string;
    temperature?: number | undefined;
    openedAt: string;
    dueAt: string;
    endedAt?: string | undefined;
  }[],
): Promise<void> {
  await change(db, async (rows) => {
    for (const item of list) {
      const known = await rows.get('fever', `${item.passage}/${item.person}`);
      const before = known?.open as unknown as Fever | undefined;
      if (before?.endedAt !== undefined || (before === undefined && item.endedAt !== undefined)) continue;
      const { passage, person, post, temperature } = item;
      const times = { openedAt: Date.parse(item.openedAt), dueAt: Date.parse(item.dueAt) };
      const fever: Fever = before ?? { passage, person, post, temperature, ...times, elsewhere: true };
      rows.put(
        feverRow(item.endedAt === undefined ? fever : { ...fever, endedAt: Date.parse(item.endedAt) }),
      );
    }
  });
}
