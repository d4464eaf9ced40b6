import type { Tx } from './pool.ts';

/**
 * Several pieces of work in one transaction that do not need one another: over a pipelined connection the statements of one go
 * out while those of the others are worked on, over another kind of connection one piece goes after the other. Waits for
 * all of them, whatever becomes of one: what still ran when the transaction is rolled back would write outside of it.
 * Throws what went wrong first, and not what the others met because of it.
 */
export async function together<T extends readonly unknown[]>(
  client: Tx,
  ...works: { readonly [K in keyof T]: () => Promise<T[K]> }
): Promise<T> {
  if (!isPipelined(client)) {
    const values: unknown[] = [];
    for (const work of works) values.push(await work());
    return values as unknown as T;
  }
  const ends = await Promise.allSettled(works.map((work) => work()));
  const failed = ends.flatMap((end) => (end.status === 'rejected' ? [end.reason as unknown] : []));
  if (failed.length > 0) throw failed.find((error) => !isAborted(error)) ?? failed[0];
  return ends.map((end) => (end as PromiseFulfilledResult<unknown>).value) as unknown as T;
}

function isPipelined(client: Tx): boolean {
  return (client as { pipeline?: boolean }).pipeline === true;
}

/** "Current transaction is aborted": the answer to whatever comes after the statement that failed. */
function isAborted(error: unknown): boolean {
  return (error as { code?: unknown } | null)?.code === '25P02';
}
