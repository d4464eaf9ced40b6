import { responseEntries } from '@lianfang/domain/modules/response/schema.ts';
import { change, type HandlersFor } from '../../kernel/ledger/handlers.ts';

const notYet = change<unknown, null>({
  check: () => ({ refused: 'response.missing' }),
  derive: () => null,
  apply: async () => [],
});

export const responseHandlers = Object.fromEntries(
  Object.keys(responseEntries).map((kind) => [kind, notYet]),
) as unknown as HandlersFor<typeof responseEntries>;
