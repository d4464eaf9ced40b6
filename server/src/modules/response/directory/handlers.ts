import type { Refusal } from '@lianfang/domain/kernel/entry.ts';
import type { ContactSet, responseEntries } from '@lianfang/domain/modules/response/schema.ts';
import { change, type HandlersFor, type Passed, type Tx } from '../../../kernel/ledger/handlers.ts';
import * as forces from '../force/store.ts';
import { areasOf, fine, whole } from '../handling.ts';
import { hasRole, reaches } from '../who.ts';
import * as directory from './store.ts';

export const directoryHandlers = {
  'response.contact.set': change<ContactSet, ContactSet>({
    ...whole,
    check: fine,
    async apply(tx, passed) {
      const { unit } = passed.what;
      const area = (await areasOf(tx, [unit])).get(unit);
      if (area === undefined) return { refused: 'response.unit_unknown', fields: ['unit'] };
      const refusal = tx.replay ? undefined : await refuseContact(tx, passed, area);
      if (refusal !== undefined) return refusal;
      await directory.setContact(tx, passed);
      return [];
    },
  }),
} satisfies HandlersFor<Pick<typeof responseEntries, 'response.contact.set'>>;

/** The command post and the data desk set every unit's; a lead that of the own unit or task force. */
async function refuseContact(tx: Tx, passed: Passed<ContactSet>, area: string): Promise<Refusal | undefined> {
  if (await reaches(tx, passed, ['commander', 'data_desk'], [area])) return undefined;
  const { unit } = passed.what;
  const own = (await directory.accountsById(tx, [passed.actor])).get(passed.actor)?.unit === unit;
  if (own && (await hasRole(tx, passed.actor, 'unit_lead', passed))) return undefined;
  const role = (await forces.membersOf(tx, unit)).get(passed.actor);
  return role === 'lead' || role === 'deputy'
    ? undefined
    : { refused: 'response.contact_own', fields: ['unit'] };
}
