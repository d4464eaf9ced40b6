import { useCallback, useEffect, useState } from 'react';
import type { Reveal } from '../../kernel/api.ts';
import type { Opened } from '../../modules/verification/desk/words.tsx';

const SHOWN_MS = 120_000;

/** What was opened of rows, by their ids; it is forgotten by itself after two minutes, as everywhere at the desk. */
export function useOpened(): {
  opened: ReadonlyMap<string, Opened>;
  keep: (reveals: readonly Reveal[]) => void;
  forget: () => void;
} {
  const [opened, setOpened] = useState<ReadonlyMap<string, Opened>>(new Map());
  useEffect(() => {
    if (opened.size === 0) return;
    const timer = setTimeout(() => setOpened(new Map()), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [opened]);
  const keep = useCallback(
    (reveals: readonly Reveal[]) =>
      setOpened(
        (old) =>
          new Map([...old, ...reveals.map(({ id, personal }): [string, Opened] => [id, personal as Opened])]),
      ),
    [],
  );
  return { opened, keep, forget: () => setOpened(new Map()) };
}
