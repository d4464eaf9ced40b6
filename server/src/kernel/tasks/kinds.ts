import type { TaskKind } from '@lianfang/domain/kernel/task.ts';

/** The kinds of the product, said once by what composes it: a handler is given a transaction and nothing else. */
let declared: Readonly<Record<string, TaskKind>> = {};

/** Says which kinds there are. The kernel knows no module, so whoever puts the engines together calls it. */
export function useTaskKinds(kinds: Readonly<Record<string, TaskKind>>): void {
  declared = kinds;
}

/** The declaration of a kind; throws for a name that no module declares, which is a fault of ours. */
export function kindOf(name: string): TaskKind {
  const kind = declared[name];
  if (kind === undefined) throw new Error(`no such kind of task: ${name}`);
  return kind;
}
