import { areaPrefix, isInside } from '@lianfang/domain/kernel/areaCode.ts';
import { dueAtOf } from '@lianfang/domain/kernel/taskRules.ts';
import { FEVER_DUE_MINUTES } from '@lianfang/domain/modules/checkpoint/rules.ts';
import type { FeverEnded } from '@lianfang/domain/modules/checkpoint/schema.ts';
import { checkpointTasks } from '@lianfang/domain/modules/checkpoint/tasks.ts';
import { together } from '../../kernel/db/together.ts';
import type { Passed, Tx } from '../../kernel/ledger/handlers.ts';
import { endedBy, moveTasks, openTasks, taskId } from '../../kernel/tasks/engine.ts';
import { byOf } from '../../kernel/tasks/handlers.ts';
import type { PassageFacts } from './facts.ts';
import * as store from './store.ts';

const KIND = 'checkpoint.fever';
/** Where a county has no health unit: nobody's, so that the next run of the escalation puts it before the lead. */
const NOBODY = '00000000-0000-7000-8000-000000000000';

/** Opens what the clinician must end, for each person with a fever. A correction opens no second one for the same person. */
export async function openFevers(
  tx: Tx,
  passages: readonly (Passed<PassageFacts> & { root: string })[],
): Promise<void> {
  const found = passages.filter(({ what }) => what.persons.some(({ fever }) => fever));
  if (found.length === 0) return;
  await store.insertFevers(
    tx,
    found.flatMap(({ what, root, post }) =>
      what.persons.flatMap(({ fever, temperature }, person) =>
        fever ? [{ passage: root, person, post: post as string, temperature }] : [],
      ),
    ),
  );
  await together(tx.client, ...found.map((passed) => () => openTasksFor(tx, passed)));
}

async function openTasksFor(tx: Tx, passed: Passed<PassageFacts> & { root: string }): Promise<void> {
  const area = passed.area as string;
  const unit = await clinicFor(tx, area, passed.received);
  const openedAt = passed.occurred;
  const persons = passed.what.persons.flatMap(({ fever }, person) => (fever ? [person] : []));
  await openTasks(
    tx,
    persons.map((person) => ({
      id: taskId(KIND, passed.root, person),
      kind: KIND,
      subject: passed.root,
      part: person,
      origin: { type: 'entry', id: passed.root },
      area,
      owner: { unit },
      openedAt,
      dueAt: dueAtOf(checkpointTasks[KIND], openedAt),
      dueRule: `+${FEVER_DUE_MINUTES}m`,
      priority: 1,
    })),
    byOf(passed),
  );
}

/** The health unit whose area is the closest around the post, of those that there were when it was received. */
async function clinicFor(tx: Tx, area: string, at: string): Promise<string> {
  const units = await store.healthUnits(tx, at);
  const around = units.filter((unit) => isInside(area, unit.area));
  const [closest] = around.toSorted((a, b) => areaPrefix(b.area).length - areaPrefix(a.area).length);
  return (closest ?? units[0])?.id ?? NOBODY;
}

/**
 * Ends a fever by what the clinician says. What another one has ended already is kept beside it, for a person to decide;
 * false when there is no such fever, or the same clinician says it again.
 */
export async function endFever(tx: Tx, passed: Passed<Omit<FeverEnded, 'note'>>): Promise<boolean> {
  const { passage, person } = passed.what;
  const task = taskId(KIND, passage, person);
  if ((await endedBy(tx, task)) === passed.actor) return false;
  // Who may end it is said by the kind of entry and its rule: any clinician, whichever unit the task is given to.
  const result = await moveTasks(tx, 'finish', [task], { ...byOf(passed), hand: 'server' });
  if ('refused' in result) return false;
  await store.insertFeverEnding(tx, passed);
  return true;
}
