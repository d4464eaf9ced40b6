import { problem } from '@lianfang/domain/kernel/problem.ts';
import { responseReads as table } from '@lianfang/domain/modules/response/reads.ts';
import type { ReadsFor } from '../../kernel/reads.ts';

export const responseReads = Object.fromEntries(
  Object.keys(table).map((name) => [
    name,
    async () => {
      throw problem('not_found', { what: 'response' });
    },
  ]),
) as unknown as ReadsFor<typeof table>;
