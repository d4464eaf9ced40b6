import type { entries } from '@lianfang/domain/entries.ts';
import { taskKinds } from '@lianfang/domain/tasks.ts';
import { type HandlersFor, ledgerOnly } from './kernel/ledger/handlers.ts';
import { taskHandlers } from './kernel/tasks/handlers.ts';
import { areaHandlers } from './modules/area/handlers.ts';
import { checkpointHandlers } from './modules/checkpoint/handlers.ts';
import { peopleHandlers } from './modules/people/handlers.ts';
import { reportHandlers } from './modules/report/handlers.ts';
import { responseHandlers } from './modules/response/handlers.ts';
import { verificationHandlers } from './modules/verification/handlers.ts';

/** What happens with each kind of entry: one line a module. A kind without a handler does not compile. */
export const handlers = {
  'access.revealed': ledgerOnly,
  'access.changed': ledgerOnly,
  'ledger.released': ledgerOnly,
  'import.committed': ledgerOnly,
  ...taskHandlers(taskKinds),
  ...areaHandlers,
  ...checkpointHandlers,
  ...peopleHandlers,
  ...reportHandlers,
  ...responseHandlers,
  ...verificationHandlers,
} satisfies HandlersFor<typeof entries>;
