import type { Refusal } from '@lianfang/domain/kernel/entry.ts';
import { canBeAlias, comparable } from '@lianfang/domain/modules/area/address.ts';
import type { Tx } from '../../../kernel/ledger/handlers.ts';
import { findArea } from '../store.ts';
import { insertAlias } from './store.ts';

/** Learns in the transaction of an entry what the county calls a place; says why not, where it cannot. */
export async function learnAlias(
  tx: Tx,
  by: { readonly id: string; readonly position: bigint; readonly received: string },
  { text, code }: { readonly text: string; readonly code: string },
): Promise<Refusal | undefined> {
  const alias = comparable(text);
  if (!canBeAlias(alias)) return { refused: 'area.alias.text', fields: ['text'] };
  if ((await findArea(tx.client, code)) === undefined)
    return { refused: 'area.alias.code', fields: ['code'] };
  await insertAlias(tx, { id: by.id, text: alias, code, position: by.position, at: by.received });
  return undefined;
}
