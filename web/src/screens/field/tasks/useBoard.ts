import { spokenName } from '@lianfang/domain/modules/area/rules.ts';
import type { MineRow } from '@lianfang/domain/modules/verification/reads.ts';
import { taskKinds } from '@lianfang/domain/tasks.ts';
import { useMemo } from 'react';
import { useValue } from '../../../kernel/connectivity/observable.ts';
import { type Deed, type Item, isMine, overlaid, type Told } from '../../../modules/task/board.ts';
import { useApp } from '../context.ts';
import type { Directive, TaskRow, Tasks } from './store.ts';

/** A task with what it is about, as far as this phone knows it. */
export type Job = Item & {
  readonly row?: MineRow | undefined;
  readonly about?: TaskRow | undefined;
  readonly directive?: Directive | undefined;
};

/** What can be worked off on a phone: a fever is ended at its post, by a clinician. */
const shown = (kind: string) => kind === 'verification.row' || kind.startsWith('response.');

export type Board = {
  readonly todo: readonly Job[];
  readonly waiting: readonly Job[];
  readonly deeds: readonly Deed[];
};

/** The tasks of whoever has opened the phone, as they stand at an instant. */
export function useBoard(tasks: Tasks, now: number): Board {
  const person = useValue(useApp().person);
  const rows = useValue(tasks.rows);
  const told = useValue(tasks.told);
  const deeds = useValue(tasks.deeds);
  const field = useValue(tasks.field);
  const orders = useValue(tasks.directives);
  return useMemo(() => {
    const account = person?.account ?? '';
    const units = (field?.crew ?? []).map((one) => (one.account === account ? undefined : one.unit));
    const unit = field?.crew.find((one) => one.account === account)?.unit;
    const others = units.flatMap((one) => (one === undefined || one === unit ? [] : [one]));
    const about = new Map(told.map((task) => [task.id, task]));
    const directives = new Map(orders.map((one) => [one.task, one]));
    const own = deeds.filter(({ by }) => by === account);
    const all = [
      ...rows.map((row) => toldOfRow(row, about.get(row.task))),
      ...told.filter(({ kind }) => kind !== 'verification.row' && shown(kind)).map(toldOfTask),
    ].filter((task) => isMine(task, { account, others }));
    const byTask = new Map(rows.map((row) => [row.task, row]));
    const job = (item: Item): Job => ({
      ...item,
      row: byTask.get(item.task),
      about: about.get(item.task),
      directive: directives.get(item.task),
    });
    const { todo, waiting } = overlaid(all, deeds, taskKinds, now);
    return { todo: todo.map(job), waiting: waiting.map(job), deeds: own };
  }, [person, rows, told, deeds, field, orders, now]);
}

/** The list of rows is complete, the list of tasks beside it says more of each. */
function toldOfRow(row: MineRow, task: TaskRow | undefined): Told {
  return {
    task: row.task,
    kind: 'verification.row',
    subject: row.id,
    state: row.taskState,
    dueAt: Date.parse(row.due),
    priority: row.priority,
    areaName: row.areaName && spokenName(row.areaName),
    account: row.account,
    unit: task?.owner.unit,
    asked: task?.asked !== undefined,
    reason: task?.reason,
  };
}

function toldOfTask(task: TaskRow): Told {
  return {
    task: task.id,
    kind: task.kind,
    subject: task.subject,
    state: task.state,
    dueAt: Date.parse(task.dueAt),
    priority: task.priority,
    areaName: task.areaName && spokenName(task.areaName),
    account: task.owner.account,
    unit: task.owner.unit,
    asked: task.asked !== undefined,
    reason: task.asked === undefined ? task.reason : undefined,
  };
}
