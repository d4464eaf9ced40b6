import * as rules from '@lianfang/domain/modules/response/rules.ts';
import type {
  Activated,
  ChecklistTicked,
  Closed,
  LevelChanged,
  responseEntries,
} from '@lianfang/domain/modules/response/schema.ts';
import { change, type HandlersFor } from '../../../kernel/ledger/handlers.ts';
import { moveTasks, openTasks, taskId } from '../../../kernel/tasks/engine.ts';
import { byOf } from '../../../kernel/tasks/handlers.ts';
import { activeResponse, areAccounts, areasOf, fine, isArea, outOfArea, tell, whole } from '../handling.ts';
import { reaches } from '../who.ts';
import * as life from './store.ts';

/** A response from its activation to the last item of its close-out. */
export const lifeHandlers = {
  'response.activated': change<Activated, Activated>({
    ...whole,
    check: fine,
    async apply(tx, passed) {
      const { area, name, level } = passed.what;
      if (!tx.replay) {
        if (!(await reaches(tx, passed, ['commander'], [area]))) return outOfArea;
        if (!(await isArea(tx, area))) return { refused: 'response.area_unknown', fields: ['area'] };
        if (await life.anyActive(tx)) return { refused: 'response.active' };
      }
      await life.insertResponse(tx, passed);
      await life.insertLevel(tx, passed.id, passed);
      return tell(tx, passed, { response: passed.id, subject: passed.id, area, title: name, level });
    },
  }),

  'response.level.changed': change<LevelChanged, LevelChanged>({
    ...whole,
    check: fine,
    async apply(tx, passed) {
      const found = await activeResponse(tx, passed);
      if ('refused' in found) return found;
      const { level } = passed.what;
      if ((await life.presentLevel(tx, found.id)) === level)
        return { refused: 'response.level_same', fields: ['level'] };
      await life.insertLevel(tx, found.id, passed);
      return tell(tx, passed, {
        response: found.id,
        subject: found.id,
        area: found.area,
        title: found.name,
        level,
      });
    },
  }),

  'response.closed': change<Closed, Closed>({
    ...whole,
    check: rules.checkClosed,
    async apply(tx, passed) {
      const found = await activeResponse(tx, passed);
      if ('refused' in found) return found;
      const { checklist } = passed.what;
      const areas = await areasOf(
        tx,
        checklist.map(({ owner }) => owner.unit),
      );
      const accounts = checklist.flatMap(({ owner }) => owner.account ?? []);
      if (checklist.some(({ owner }) => !areas.has(owner.unit)))
        return { refused: 'response.unit_unknown', fields: ['checklist'] };
      if (!tx.replay && !(await areAccounts(tx, accounts)))
        return { refused: 'response.account_unknown', fields: ['checklist'] };
      await life.closeResponse(tx, passed);
      const items = checklist.map((item, n) => ({
        ...item,
        task: taskId('response.closeout', found.id, n),
      }));
      await life.insertItems(tx, found.id, items);
      await openTasks(
        tx,
        items.map(({ task, owner, dueAt }, n) => ({
          id: task,
          kind: 'response.closeout',
          subject: found.id,
          part: n,
          origin: { type: 'entry', id: passed.id },
          area: areas.get(owner.unit) as string,
          owner,
          dueAt,
          dueRule: 'closeout',
          priority: 2,
          openedAt: passed.occurred,
        })),
        byOf(passed),
      );
      return tell(tx, passed, {
        response: found.id,
        subject: found.id,
        area: found.area,
        title: found.name,
        number: items.length,
      });
    },
  }),

  'response.checklist.ticked': change<ChecklistTicked, ChecklistTicked>({
    ...whole,
    check: fine,
    async apply(tx, passed) {
      const { response, item, note } = passed.what;
      const found = await life.itemOf(tx, response, item);
      if (found === undefined) return { refused: 'response.item_missing', fields: ['item'] };
      if (found.state === 'done') return { refused: 'response.item_done' };
      // The commander ends any item; else it is whose it is.
      const anyones = tx.replay === true || (await reaches(tx, passed, ['commander'], [found.area]));
      const moved = await moveTasks(tx, 'finish', [item], {
        ...byOf(passed),
        ...(anyones && { hand: 'server' }),
      });
      if ('refused' in moved)
        return moved.refused === 'task.not_yours' ? { refused: 'response.not_owner' } : moved;
      await life.noteItem(tx, item, note);
      return tell(tx, passed, { response, subject: item, area: found.area, title: found.code });
    },
  }),
} satisfies HandlersFor<
  Pick<
    typeof responseEntries,
    'response.activated' | 'response.level.changed' | 'response.closed' | 'response.checklist.ticked'
  >
>;
