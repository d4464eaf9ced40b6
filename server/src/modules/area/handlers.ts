import { canBeAlias, comparable } from '@lianfang/domain/modules/area/address.ts';
import type { AliasDropped, AliasLearned, areaEntries } from '@lianfang/domain/modules/area/schema.ts';
import { change, type HandlersFor } from '../../kernel/ledger/handlers.ts';
import { learnAlias } from './alias/learn.ts';
import { dropAlias } from './alias/store.ts';

const done: [] = [];

export const areaHandlers = {
  'area.alias.learned': change<AliasLearned, AliasLearned>({
    check: ({ text }) =>
      canBeAlias(comparable(text)) ? undefined : { refused: 'area.alias.text', fields: ['text'] },
    derive: ({ text, code }) => ({ text: comparable(text), code }),
    async apply(tx, { id, position, received, what }) {
      return (await learnAlias(tx, { id, position, received }, what)) ?? done;
    },
  }),
  'area.alias.dropped': change<AliasDropped, { learned: string }>({
    check: () => undefined,
    derive: ({ learned }) => ({ learned }),
    async apply(tx, { position, what }) {
      const dropped = await dropAlias(tx, what.learned, position);
      return dropped ? done : { refused: 'area.alias.missing', fields: ['learned'] };
    },
  }),
} satisfies HandlersFor<typeof areaEntries>;
