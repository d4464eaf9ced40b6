import type { responseEntries } from '@lianfang/domain/modules/response/schema.ts';
import type { HandlersFor } from '../../kernel/ledger/handlers.ts';
import { directiveHandlers } from './directive/handlers.ts';
import { directoryHandlers } from './directory/handlers.ts';
import { forceHandlers } from './force/handlers.ts';
import { leaderHandlers } from './leader/handlers.ts';
import { lifeHandlers } from './life/handlers.ts';

export const responseHandlers = {
  ...lifeHandlers,
  ...forceHandlers,
  ...directiveHandlers,
  ...leaderHandlers,
  ...directoryHandlers,
} satisfies HandlersFor<typeof responseEntries>;
