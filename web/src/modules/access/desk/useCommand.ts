import { useMutation, useQueryClient } from '@tanstack/react-query';
import { App } from 'antd';
import { type ApiProblem, command } from '../../../kernel/api.ts';
import { useProblemWords } from '../../../ui/desk/States.tsx';

type Order = { name: string; data: Record<string, unknown>; said?: string };

/** Runs a command of the administration, says how it went, and has everything shown read again. */
export function useCommand<T = unknown>(done?: (result: T, order: Order) => void) {
  const { message } = App.useApp();
  const words = useProblemWords();
  const queries = useQueryClient();
  return useMutation<T, ApiProblem, Order>({
    mutationFn: ({ name, data }) => command<T>(name, data),
    onSuccess: (result, order) => {
      if (order.said !== undefined) void message.success(order.said);
      void queries.invalidateQueries({ predicate: (query) => query.queryKey[0] !== 'session' });
      done?.(result, order);
    },
    onError: (problem) => void message.error(words(problem)),
  });
}
