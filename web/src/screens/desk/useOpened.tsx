import { useCallback } from 'react';
import type { Reveal } from '../../kernel/api.ts';
import type { Opened } from '../../modules/verification/desk/words.tsx';
import { useShown } from '../../ui/desk/useShown.ts';

/** What was opened of rows, by their ids; it is forgotten by itself after two minutes, as everywhere at the desk. */
export function useOpened(): {
  opened: ReadonlyMap<string, Opened>;
  keep: (reveals: readonly Reveal[]) => void;
  forget: () => void;
} {
  const [opened, setOpened] = useShown<ReadonlyMap<string, Opened>>(new Map());
  const keep = useCallback(
    (reveals: readonly Reveal[]) =>
      setOpened(
        (old) =>
          new Map([...old, ...reveals.map(({ id, personal }): [string, Opened] => [id, personal as Opened])]),
      ),
    [setOpened],
  );
  return { opened, keep, forget: () => setOpened(new Map()) };
}
