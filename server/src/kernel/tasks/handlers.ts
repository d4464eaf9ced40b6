import type { Refusal } from '@lianfang/domain/kernel/entry.ts';
import type { TaskKind } from '@lianfang/domain/kernel/task.ts';
import {
  type DutyEnded,
  type DutyPlanned,
  moveOf,
  type SubstituteNamed,
  type TaskEscalated,
  type TaskMove,
  type TaskMoveEntry,
  type taskEntries,
} from '@lianfang/domain/kernel/taskEntries.ts';
import { hourOf } from '@lianfang/domain/kernel/time.ts';
import { sumsOf } from '../indicators/sum.ts';
import { change, type HandlersFor, type Passed } from '../ledger/handlers.ts';
import * as duty from './duty.ts';
import { moveTasks } from './engine.ts';
import { applyClimbs } from './escalation.ts';
import { useTaskKinds } from './kinds.ts';
import type { By } from './said.ts';

/** An entry that makes one move on its tasks and is nothing else. What is noted with it stays sealed. */
function mover(entry: TaskMoveEntry) {
  return change<TaskMove, Omit<TaskMove, 'note' | 'evidence'>>({
    check: ({ due }) => (due !== undefined ? refuseInstant(due, 'due') : undefined),
    derive: ({ note: _note, evidence: _evidence, ...move }) => move,
    async apply(tx, passed) {
      const { tasks, reason, owner, due, ending } = passed.what;
      const result = await moveTasks(tx, moveOf[entry], tasks, byOf(passed), {
        reason,
        owner,
        dueAt: due,
        ending,
        plain: true,
      });
      return 'refused' in result ? result : [];
    },
  });
}

/** What made a move, out of an entry that has passed the door. */
export function byOf({ id, actor, position, occurred, received }: Passed<unknown>): By {
  return { entry: id, actor, position, at: occurred, received };
}

/** The handlers of the engine over the kinds of the product. */
export function taskHandlers(kinds: Readonly<Record<string, TaskKind>>) {
  useTaskKinds(kinds);
  return {
    'task.accepted': mover('task.accepted'),
    'task.progress_reported': mover('task.progress_reported'),
    'task.finished': mover('task.finished'),
    'task.confirmed': mover('task.confirmed'),
    'task.sent_back': mover('task.sent_back'),
    'task.returned': mover('task.returned'),
    'task.reassigned': mover('task.reassigned'),
    'task.extension_asked': mover('task.extension_asked'),
    'task.extension_granted': mover('task.extension_granted'),
    'task.extension_refused': mover('task.extension_refused'),
    'task.cancelled': mover('task.cancelled'),
    'task.reopened': mover('task.reopened'),
    'task.settled': mover('task.settled'),

    'task.escalated': change<TaskEscalated, TaskEscalated>({
      check: () => undefined,
      derive: (data) => data,
      async apply(tx, passed) {
        const climbed = await applyClimbs(tx, passed.what.steps, byOf(passed));
        const hour = hourOf(passed.occurred);
        // A word to the owner is no escalation.
        return climbed
          .filter(({ step }) => step.level !== 'owner')
          .flatMap(({ after }) => sumsOf({ 'tasks.escalated': 1 }, { hour, area: after.area, post: '' }));
      },
    }),

    'task.duty_planned': change<DutyPlanned, DutyPlanned>({
      check: ({ duties }) =>
        duties
          .map((one) => refusePeriod(one.from, one.until))
          .find((refusal): refusal is Refusal => refusal !== undefined),
      derive: (data) => data,
      apply: async (tx, passed) => (await duty.planDuty(tx, passed)) ?? [],
    }),
    'task.duty_ended': change<DutyEnded, DutyEnded>({
      check: ({ duties }) =>
        duties
          .map(({ from }) => refuseInstant(from, 'duties'))
          .find((refusal): refusal is Refusal => refusal !== undefined),
      derive: (data) => data,
      apply: async (tx, passed) => (await duty.endDuty(tx, passed)) ?? [],
    }),
    'task.substitute_named': change<SubstituteNamed, SubstituteNamed>({
      check: ({ account, substitute, from, until }) =>
        account === substitute
          ? { refused: 'task.substitute_self', fields: ['substitute'] }
          : refusePeriod(from, until),
      derive: (data) => data,
      apply: async (tx, passed) => (await duty.nameSubstitute(tx, passed)) ?? [],
    }),
  } satisfies HandlersFor<typeof taskEntries>;
}

/** The schema lets through the form of an instant; there is no 30 February. */
function refuseInstant(instant: string, field: string): Refusal | undefined {
  return Number.isNaN(Date.parse(instant)) ? { refused: 'task.period', fields: [field] } : undefined;
}

function refusePeriod(from: string, until: string): Refusal | undefined {
  return Date.parse(from) < Date.parse(until) ? undefined : { refused: 'task.period', fields: ['until'] };
}
