import { isInside } from '@lianfang/domain/kernel/areaCode.ts';
import type { Refusal } from '@lianfang/domain/kernel/entry.ts';
import { hourOf } from '@lianfang/domain/kernel/time.ts';
import * as rules from '@lianfang/domain/modules/checkpoint/rules.ts';
import {
  checkpointEntries,
  type FeverEnded,
  type Passage,
  type PostDefined,
  type ShiftClosed,
  type ShiftOpened,
} from '@lianfang/domain/modules/checkpoint/schema.ts';
import { covers } from '../../kernel/access/permissions.ts';
import { countyArea, grantsOf } from '../../kernel/access/store.ts';
import { type Sum, sumsOf } from '../../kernel/indicators/sum.ts';
import { change, fact, type HandlersFor, type Passed, type Tx } from '../../kernel/ledger/handlers.ts';
import { factsOf, type PassageFacts } from './facts.ts';
import { endFever, openFevers } from './fevers.ts';
import * as store from './store.ts';

function passageSums(passed: Passed<PassageFacts>): Sum[] {
  return sumsOf(passed.what.contributions, {
    hour: hourOf(passed.occurred),
    area: passed.area as string,
    post: passed.post as string,
  });
}

const postMissing: Refusal = { refused: 'checkpoint.post_missing', fields: ['post'] };

export const checkpointHandlers = {
  'checkpoint.passage.registered': fact<Passage, PassageFacts>({
    check: (data, { post }) => (post === undefined ? postMissing : rules.checkPassage(data)),
    derive: factsOf,
    async apply(tx, passages) {
      const corrected = await store.correctedBefore(
        tx,
        passages.map(({ id }) => id),
      );
      await store.insertPassages(
        tx,
        passages.map((passed) => ({ ...passed, root: passed.id, prefix: '' })),
      );
      // What its correction has gone before never counts: it is superseded from the moment that it stands there.
      for (const { id, position } of passages)
        if (corrected.has(id)) await store.supersede(tx, id, position, 'corrected');
      const counting = corrected.size === 0 ? passages : passages.filter(({ id }) => !corrected.has(id));
      await openFevers(
        tx,
        counting.map((passed) => ({ ...passed, root: passed.id })),
      );
      return counting.flatMap(passageSums);
    },
  }),

  'checkpoint.passage.corrected': change<
    { corrects: string; passage: Passage; why: string },
    PassageFacts & { root: string }
  >({
    check: ({ passage }) => rules.checkPassage(passage),
    derive: ({ corrects, passage }) => ({ ...factsOf(passage), root: corrects }),
    async apply(tx, passed, forced) {
      const before = await store.lockCurrent(tx, passed.what.root);
      // Who names the version that he saw means the passage.
      const root = before?.passage ?? passed.what.root;
      if (before === undefined && !(forced && passed.post !== undefined))
        return { refused: 'checkpoint.passage_gone' };
      if (before !== undefined && !(await reaches(tx, passed, before.area))) return outOfArea;
      // A correction says what was seen, not when or where: those stay as they were first registered.
      const corrected =
        before === undefined
          ? passed
          : { ...passed, post: before.post, area: before.area, occurred: before.occurred };
      if (before !== undefined) await store.supersede(tx, before.id, passed.position, 'corrected');
      await store.insertPassages(tx, [{ ...corrected, root, prefix: 'passage.' }]);
      await openFevers(tx, [{ ...corrected, root }]);
      return [...(before === undefined ? [] : takeBack(before)), ...passageSums(corrected)];
    },
  }),

  'checkpoint.passage.voided': change<{ voids: string; why: string }, { root: string }>({
    check: () => undefined,
    derive: ({ voids }) => ({ root: voids }),
    async apply(tx, passed) {
      const before = await store.lockCurrent(tx, passed.what.root);
      if (before === undefined) return { refused: 'checkpoint.passage_gone' };
      if (!(await reaches(tx, passed, before.area))) return outOfArea;
      await store.supersede(tx, before.id, passed.position, 'voided');
      return takeBack(before);
    },
  }),

  'checkpoint.post.defined': change<PostDefined, PostDefined>({
    check: () => undefined,
    derive: (data) => data,
    async apply(tx, passed) {
      const { what, position } = passed;
      if (!isInside(what.area, await countyArea(tx.client, tx.county)))
        return { refused: 'checkpoint.post_outside' };
      const areas = [what.area, await store.areaOfPost(tx, what.code)];
      for (const area of areas)
        if (area !== undefined && !(await reaches(tx, passed, area))) return outOfArea;
      await store.definePost(tx, what, position);
      return [];
    },
  }),

  'checkpoint.shift.opened': change<ShiftOpened, ShiftOpened>({
    check: rules.checkShift,
    derive: (data) => data,
    async apply(tx, passed) {
      await store.openShift(tx, passed);
      return [];
    },
  }),

  'checkpoint.shift.closed': change<ShiftClosed, ShiftClosed>({
    check: () => undefined,
    derive: (data) => data,
    async apply(tx, passed) {
      const area = await store.areaOfShift(tx, passed.what.shift);
      if (area !== undefined && !(await reaches(tx, passed, area))) return outOfArea;
      return (await store.closeShift(tx, passed)) ? [] : { refused: 'checkpoint.shift_closed' };
    },
  }),

  'checkpoint.fever.ended': change<FeverEnded, Omit<FeverEnded, 'note'>>({
    check: rules.checkFeverEnded,
    derive: ({ note: _, ...ended }) => ended,
    async apply(tx, passed) {
      const area = await store.areaOfFever(tx, passed.what.passage, passed.what.person);
      if (area !== undefined && !(await reaches(tx, passed, area))) return outOfArea;
      return (await endFever(tx, passed)) ? [] : { refused: 'checkpoint.fever_ended' };
    },
  }),
} satisfies HandlersFor<typeof checkpointEntries>;

const outOfArea: Refusal = { refused: 'access.area' };

/**
 * The door knows where an entry was made; here it is looked at what it is about. An account changes what lies in its own
 * area; a phone, which has no roles of its own, and the server are not bound so.
 */
async function reaches(tx: Tx, { actor, kind }: Passed<unknown>, area: string): Promise<boolean> {
  const grants = (await grantsOf(tx.client, tx.county, [actor])).get(actor);
  const { who } = checkpointEntries[kind as keyof typeof checkpointEntries];
  return grants === undefined || covers({ id: actor, kind: 'account', county: tx.county, grants }, who, area);
}

/** What a superseded version had added to the sums, with the opposite sign. */
function takeBack(before: store.Current): Sum[] {
  return sumsOf(
    before.contributions,
    { hour: hourOf(before.occurred), area: before.area, post: before.post },
    -1,
  );
}
