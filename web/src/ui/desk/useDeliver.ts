import type { Answer } from '@lianfang/domain/kernel/entry.ts';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { App } from 'antd';
import type { ApiProblem } from '../../kernel/api.ts';
import { useProblemWords } from './States.tsx';
import { useRefusalWords } from './useRefusalWords.ts';

type Order = { send: () => Promise<Answer>; said?: string; done?: () => void };

/** Delivers what a single button does; says how it went, and has everything shown read again. */
export function useDeliver() {
  const { message } = App.useApp();
  const words = useProblemWords();
  const refusal = useRefusalWords();
  const queries = useQueryClient();
  return useMutation<Answer, ApiProblem, Order>({
    mutationFn: ({ send }) => send(),
    onSuccess: (answer, { said, done }) => {
      if (answer.status !== 'applied') {
        void message.error(refusal(answer));
        return;
      }
      if (said !== undefined) void message.success(said);
      void queries.invalidateQueries({ predicate: (query) => query.queryKey[0] !== 'session' });
      done?.();
    },
    onError: (problem) => void message.error(words(problem)),
  });
}
