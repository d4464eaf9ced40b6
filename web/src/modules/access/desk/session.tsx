import type { Role } from '@lianfang/domain/kernel/access.ts';
import { type Query, useQuery, useQueryClient } from '@tanstack/react-query';
import { createContext, type ReactNode, useCallback, useContext, useEffect, useMemo, useState } from 'react';
import { ApiProblem, type Me, needsSignIn, read, signOut } from '../../../kernel/api.ts';

export type Session = {
  readonly me: Me;
  /** True when the session has ended under someone's hands: what they had open stays until they sign in again. */
  readonly expired: boolean;
  readonly has: (roles: readonly Role[]) => boolean;
  readonly leave: () => Promise<void>;
  readonly renew: (me: Me) => void;
};

const Context = createContext<Session | undefined>(undefined);

/** Who is signed in. Only inside of what `SessionGate` shows. */
export function useSession(): Session {
  const session = useContext(Context);
  if (session === undefined) throw new Error('useSession outside of a session');
  return session;
}

type Gate = {
  children: ReactNode;
  waiting: ReactNode;
  failed: (problem: ApiProblem, again: () => void) => ReactNode;
  /** `county` is what the server says of itself to those who are not signed in, if anything. */
  signIn: (enter: (me: Me) => void, county: Me | undefined) => ReactNode;
};

/** Shows the desk to those who are signed in, and the sign-in to those who are not. */
export function SessionGate({ children, waiting, failed, signIn }: Gate) {
  const queries = useQueryClient();
  const [expired, setExpired] = useState(false);
  const me = useQuery<Me | null, ApiProblem>({
    queryKey: ['session'],
    queryFn: async ({ signal }) => {
      try {
        return await read('access.me', {}, signal);
      } catch (cause) {
        if (needsSignIn(cause)) return null;
        throw cause;
      }
    },
    staleTime: Number.POSITIVE_INFINITY,
  });

  useEffect(() => {
    const seen = (cause: unknown) => {
      if (needsSignIn(cause) && queries.getQueryData<Me | null>(['session'])?.account) setExpired(true);
    };
    const reads = queries.getQueryCache().subscribe((event) => {
      if (event.type === 'updated' && event.action.type === 'error') seen(event.action.error);
    });
    const writes = queries.getMutationCache().subscribe((event) => {
      if (event.type === 'updated' && event.action.type === 'error') seen(event.action.error);
    });
    return () => {
      reads();
      writes();
    };
  }, [queries]);

  const enter = useCallback(
    (known: Me) => {
      const before = queries.getQueryData<Me | null>(['session'])?.account?.id;
      if (before !== undefined && before !== known.account?.id) queries.clear();
      queries.setQueryData(['session'], known);
      const others = { predicate: (query: Query) => query.queryKey[0] !== 'session' };
      // What was asked before was asked by nobody: its answer would end the new session on this page as well.
      void queries.cancelQueries(others).then(() => {
        setExpired(false);
        return queries.invalidateQueries(others);
      });
    },
    [queries],
  );
  const leave = useCallback(async () => {
    try {
      await signOut();
    } catch (cause) {
      if (!(cause instanceof ApiProblem) || !needsSignIn(cause)) throw cause;
    }
    queries.clear();
    queries.setQueryData(['session'], null);
    setExpired(false);
  }, [queries]);

  const session = useMemo<Session | undefined>(() => {
    if (!me.data?.account) return undefined;
    const known = me.data;
    const held = new Set(known.grants.map((grant) => grant.role));
    return { me: known, expired, leave, renew: enter, has: (roles) => roles.some((role) => held.has(role)) };
  }, [me.data, expired, leave, enter]);

  if (me.data === undefined) {
    return me.error ? failed(me.error, () => void me.refetch()) : waiting;
  }
  if (session === undefined) return signIn(enter, me.data ?? undefined);
  return <Context.Provider value={session}>{children}</Context.Provider>;
}
