import { useSyncExternalStore } from 'react';

/** A value that screens follow. */
export type Observable<T> = {
  get(): T;
  set(value: T): void;
  /** Changes some members of an object value. */
  patch(part: Partial<T>): void;
  subscribe(listener: () => void): () => void;
};

export function observable<T>(first: T): Observable<T> {
  let value = first;
  const listeners = new Set<() => void>();
  const set = (next: T) => {
    if (Object.is(value, next)) return;
    value = next;
    for (const listener of listeners) listener();
  };
  return {
    get: () => value,
    set,
    patch: (part) => set({ ...value, ...part }),
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/** The value on a screen: drawn again whenever it changes. */
export function useValue<T>(source: Observable<T>): T {
  return useSyncExternalStore(source.subscribe, source.get);
}
