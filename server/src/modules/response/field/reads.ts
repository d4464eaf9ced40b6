import { problem } from '@lianfang/domain/kernel/problem.ts';
import type { responseReads as table } from '@lianfang/domain/modules/response/reads.ts';
import type { ReadsFor } from '../../../kernel/reads.ts';
import { ordersOf } from './store.ts';

export const fieldReads = {
  'response.field': async ({ deps, actor, county }) => {
    if (actor.device === undefined) throw problem('access.denied', { why: 'device' });
    const crew = await deps.places.crewOf(county, actor.device);
    const accounts = crew.map(({ account }) => account);
    return { orders: accounts.length === 0 ? [] : await ordersOf(deps.pool, county, accounts) };
  },
} satisfies ReadsFor<Pick<typeof table, 'response.field'>>;
