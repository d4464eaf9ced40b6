import type { TaskKind } from './kernel/task.ts';

/** Every kind of task of the product: one line a module. */
export const taskKinds = {} as const satisfies Record<string, TaskKind>;
export type TaskKindName = keyof typeof taskKinds;
