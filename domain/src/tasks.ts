import type { TaskKind } from './kernel/task.ts';
import { checkpointTasks } from './modules/checkpoint/tasks.ts';
import { responseTasks } from './modules/response/tasks.ts';
import { verificationTasks } from './modules/verification/tasks.ts';

/** Every kind of task of the product: one line a module. */
export const taskKinds = {
  ...checkpointTasks,
  ...verificationTasks,
  ...responseTasks,
} as const satisfies Record<string, TaskKind>;
export type TaskKindName = keyof typeof taskKinds;
