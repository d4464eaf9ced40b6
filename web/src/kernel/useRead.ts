import type { ReadName } from '@lianfang/domain/reads.ts';
import { keepPreviousData, QueryClient, type UseQueryResult, useQuery } from '@tanstack/react-query';
import { ApiProblem, type ReadParams, type ReadResult, read } from './api.ts';

export type ReadState<N extends ReadName> = UseQueryResult<ReadResult<N>, ApiProblem>;

type Options<T> = {
  /** Read again whenever the ledger grows. */
  live?: boolean;
  enabled?: boolean;
  /** Keep showing what was read with the parameters before, until the new answer is there. */
  keep?: boolean;
  /** Read again after so many milliseconds, whatever the ledger does; `false` when what was read needs no more. */
  every?: number | ((data: T | undefined) => number | false);
};

/** What can be read under a name, kept, and read again when the ledger grows (`live`). */
export function useRead<N extends ReadName>(
  name: N,
  params: ReadParams<N>,
  options: Options<ReadResult<N>> = {},
): ReadState<N> {
  const { every } = options;
  return useQuery<ReadResult<N>, ApiProblem>({
    queryKey: [name, params],
    queryFn: ({ signal }) => read(name, params, signal),
    meta: { live: options.live === true },
    enabled: options.enabled ?? true,
    ...(options.keep ? { placeholderData: keepPreviousData } : {}),
    refetchInterval: (query) => {
      // What failed for want of an answer is asked for again until it comes, without anyone pressing anything.
      if (query.state.error !== null && passes(query.state.error)) return AGAIN_AFTER_MS;
      return typeof every === 'function' ? every(query.state.data) : (every ?? false);
    },
  });
}

const AGAIN_AFTER_MS = 8000;

/** A failure that goes by itself: no answer, or a server in trouble. */
function passes(problem: unknown): boolean {
  if (!(problem instanceof ApiProblem)) return false;
  return problem.code === 'offline' || problem.status >= 500 || problem.status === 429;
}

/** Tries again when nothing or a server in trouble answered; an answer that says no is an answer. */
function worthTrying(failures: number, problem: unknown): boolean {
  return failures < 2 && passes(problem);
}

export function makeQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        retry: worthTrying,
        retryDelay: (failures) => 800 * 2 ** failures,
        staleTime: 1000,
        networkMode: 'always',
        refetchOnWindowFocus: false,
      },
      mutations: { networkMode: 'always' },
    },
  });
}
