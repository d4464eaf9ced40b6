import { useState } from 'react';
import { useWords } from '../../../i18n/field/words.ts';
import { play } from '../context.ts';
import { whyNot } from '../finish.ts';
import { type Tasks, UNDO_MS } from './store.ts';

type Recording = Tasks['record'];

/**
 * Records what is done about tasks and says what became of it: heard when it is kept, a problem in words when not. What
 * ends a task (`ended`, how the list says so) can be taken back there for a while.
 */
export function useDeeds(tasks: Tasks) {
  const say = useWords();
  const [problem, setProblem] = useState<string>();
  async function record(
    kind: Parameters<Recording>[0],
    data: Parameters<Recording>[1],
    about: Parameters<Recording>[2],
    ended?: string,
  ): Promise<boolean> {
    const kept = await tasks.record(kind, data, about, ended === undefined ? undefined : UNDO_MS);
    if (!('id' in kept)) {
      setProblem(whyNot(say, kept));
      return false;
    }
    setProblem(undefined);
    play('saved');
    if (ended !== undefined) tasks.saved.set({ ...kept, text: ended });
    return true;
  }
  return { problem, setProblem, record };
}
