import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useRead } from '../../kernel/useRead.ts';
import { type DeskMove, deskMoves, MoveDialog } from '../../modules/task/desk/MoveDialog.tsx';
import { TaskSteps } from '../../modules/task/desk/TaskDrawer.tsx';
import { OwnerWords, TaskState, TaskTags } from '../../modules/task/desk/taskWords.tsx';
import type { Choices } from '../../ui/desk/choices.ts';
import { Due } from '../../ui/desk/Due.tsx';
import { Sheet } from '../../ui/desk/Page.tsx';
import { Loaded } from '../../ui/desk/States.tsx';

/** The task of a row with its chain of owners and every move; endings are made by findings, not from here. */
export function RowTask({ id, choices, now }: { id: string; choices: Choices; now: number }) {
  const { t } = useTranslation();
  const [move, setMove] = useState<DeskMove>();
  const one = useRead('task.one', { id }, { live: true });
  const moves = (Object.keys(deskMoves) as DeskMove[]).filter(
    (name) => name !== 'finish' && name !== 'cancel' && one.data?.moves.includes(name),
  );
  return (
    <Sheet
      title={t('oneRow.task')}
      extra={
        <span className="lf-row lf-wrap">
          {moves.map((name) => (
            <Button key={name} size="small" onClick={() => setMove(name)}>
              {t(`taskMove.${name}`)}
            </Button>
          ))}
        </span>
      }
    >
      <Loaded of={one} rows={4}>
        {({ task, steps }) => (
          <>
            <p className="lf-row lf-wrap lf-gap">
              <TaskState state={task.state} confirmed={task.waitsFor !== 'ended'} />
              <Due at={task.dueAt} light={task.light} now={now} />
              <span>
                <OwnerWords owner={task.owner} />
              </span>
              <TaskTags task={task} />
            </p>
            <TaskSteps steps={steps} />
          </>
        )}
      </Loaded>
      <MoveDialog
        move={move}
        tasks={[id]}
        close={() => setMove(undefined)}
        choices={choices}
        unit={move === 'reassign' ? one.data?.task.owner.unit : undefined}
        due={move === 'grant_extension' ? one.data?.task.asked?.due : undefined}
      />
    </Sheet>
  );
}
