import { setImmediate as turn } from 'node:timers/promises';

/**
 * How many rows are worked on at a stretch. The answers of the database come in between: it waits for the next statement no
 * longer than these take, and neither does a request of somebody else.
 */
const STRETCH = 16;

/** Lets whatever waits go first after each stretch of rows; `done`: how many there are by now. */
export async function giveWay(done: number): Promise<void> {
  if (done % STRETCH === 0) await turn();
}
