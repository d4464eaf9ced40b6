import { randomBytes } from 'node:crypto';
import { uuidv7 } from '@lianfang/domain/kernel/ids.ts';
import type { MessageKind } from '@lianfang/domain/kernel/notify.ts';
import type { Tx } from '../ledger/handlers.ts';
import * as store from './store.ts';

/** `link` is a path of the product; neither it nor anything else says something about a person. `at`: ISO 8601. */
export type Message = {
  readonly account: string;
  readonly kind: MessageKind;
  readonly count: number;
  readonly link: string;
  readonly at: string;
  /** A name of what exactly it is about: told alike to several people of one group, it counts there once. */
  readonly about?: string | undefined;
};

/**
 * Tells people: kept in their inbox at once, in the caller's transaction, and queued for the channels that reach them. Who
 * is off duty is for the caller to leave out, and so is telling them twice: each call is a message.
 */
export async function tell(tx: Tx, messages: readonly Message[]): Promise<void> {
  const told = messages.filter(({ count }) => count > 0);
  if (told.length === 0) return;
  const rows = told.map((message) => {
    const id = uuidv7(Date.parse(message.at), randomBytes(10));
    return { ...message, id, about: message.about ?? id };
  });
  await store.insertMessages(tx, rows);
  await store.insertParts(tx, rows);
}
