import { Button } from 'antd';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Choices } from '../../../ui/desk/choices.ts';
import { count } from '../../../ui/desk/format.ts';
import { type DeskMove, MoveDialog } from './MoveDialog.tsx';

type Props = {
  tasks: readonly string[];
  /** Moves offered on all that are chosen. */
  moves: readonly DeskMove[];
  clear: () => void;
  choices: Choices;
  unit?: string | undefined;
  /** Further deeds on the same choice. */
  children?: ReactNode;
  /** How many lines are chosen, where that is more than tasks. */
  chosen?: number;
};

/** What is done with all that is chosen in a list, hundreds at once. */
export function BulkBar({ tasks, moves, clear, choices, unit, children, chosen = tasks.length }: Props) {
  const { t } = useTranslation();
  const [move, setMove] = useState<DeskMove>();
  if (chosen === 0) return null;
  return (
    <section className="lf-bulk" aria-label={t('tasks.bulk')}>
      <b role="status">{t('tasks.chosen', { n: count(chosen) })}</b>
      {moves.map((name) => (
        <Button key={name} size="small" disabled={tasks.length === 0} onClick={() => setMove(name)}>
          {t(`taskMove.${name}`)}
        </Button>
      ))}
      {children}
      <Button size="small" type="text" onClick={clear}>
        {t('tasks.clear')}
      </Button>
      <MoveDialog
        move={move}
        tasks={tasks}
        close={() => setMove(undefined)}
        done={clear}
        choices={choices}
        unit={unit}
      />
    </section>
  );
}
