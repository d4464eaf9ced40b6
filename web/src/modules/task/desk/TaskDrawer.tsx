import type { TaskRow, TaskStep } from '@lianfang/domain/kernel/taskReads.ts';
import { Button, Drawer, Timeline } from 'antd';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Reveal } from '../../../kernel/api.ts';
import { useRead } from '../../../kernel/useRead.ts';
import type { Choices } from '../../../ui/desk/choices.ts';
import { Due } from '../../../ui/desk/Due.tsx';
import { dateTime, shortTime } from '../../../ui/desk/format.ts';
import { OpenDialog } from '../../../ui/desk/OpenDialog.tsx';
import { Facts } from '../../../ui/desk/Page.tsx';
import { Loaded } from '../../../ui/desk/States.tsx';
import { useShown } from '../../../ui/desk/useShown.ts';
import { type DeskMove, deskMoves, MoveDialog } from './MoveDialog.tsx';
import { OwnerWords, TaskState, TaskTags, useTaskTitle } from './taskWords.tsx';

/** Steps with which something may have been noted or proved. */
const noted = ['report_progress', 'finish', 'send_back', 'return', 'ask_extension', 'refuse_extension'];

/** The history of a task; notes and evidence lie sealed and are opened one by one. */
export function TaskSteps({ steps }: { steps: readonly TaskStep[] }) {
  const { t } = useTranslation();
  const [asked, setAsked] = useState<string[]>([]);
  const [opened, setOpened] = useShown<readonly Reveal[]>([]);
  const notesOf = (entry: string) => {
    const personal = opened.find(({ id }) => id === entry)?.personal;
    if (personal === undefined) return undefined;
    const { note, evidence } = personal as { note?: string; evidence?: string[] };
    return [note, ...(evidence ?? [])].filter(Boolean).join(t('common.listComma')) || t('tasks.nothingNoted');
  };
  return (
    <>
      <Timeline
        className="lf-timeline"
        items={[...steps].reverse().map((step) => {
          const notes = notesOf(step.entry);
          return {
            color:
              step.contested || step.move === 'return' || step.move === 'send_back'
                ? 'red'
                : step.move === 'escalate'
                  ? 'orange'
                  : 'blue',
            content: (
              <>
                <span className="lf-num lf-word-muted">{shortTime(step.at)}</span>{' '}
                <b>{t(`taskStep.${step.move}`)}</b>{' '}
                {step.move === 'escalate'
                  ? step.level === undefined
                    ? ''
                    : t(`taskLevel.${step.level}`)
                  : (step.byName ?? t('tasks.byServer'))}
                {step.owner === undefined ? '' : ` → ${step.owner.unitName ?? ''}`}
                {step.due === undefined ? '' : ` · ${t('tasks.dueTo', { at: shortTime(step.due) })}`}
                {step.contested ? ` · ${t('tasks.rival')}` : ''}
                {step.reason === undefined ? null : <p className="lf-about">{step.reason}</p>}
                {notes === undefined ? null : <p className="lf-minutes">{notes}</p>}
                {noted.includes(step.move) && notes === undefined ? (
                  <Button size="small" type="link" onClick={() => setAsked([step.entry])}>
                    {t('tasks.openNote')}
                  </Button>
                ) : null}
              </>
            ),
          };
        })}
      />
      <OpenDialog entries={asked} close={() => setAsked([])} opened={setOpened} />
    </>
  );
}

type Props = {
  id: string | undefined;
  close: () => void;
  choices: Choices;
  now: number;
  /** The way to what it is about. */
  subject?: (task: TaskRow) => ReactNode;
};

/** One task: what it is, who has it, every move, and what whoever looks at it may do with it. */
export function TaskDrawer({ id, close, choices, now, subject }: Props) {
  const { t } = useTranslation();
  const titleOf = useTaskTitle();
  const [move, setMove] = useState<DeskMove>();
  const one = useRead('task.one', { id: id ?? '' }, { enabled: id !== undefined, live: true });
  const task = one.data?.task;
  const moves = (Object.keys(deskMoves) as DeskMove[]).filter((name) => one.data?.moves.includes(name));
  return (
    <Drawer
      open={id !== undefined}
      onClose={close}
      size={620}
      title={task === undefined ? t('tasks.one') : titleOf(task)}
      destroyOnHidden
    >
      <Loaded of={one} rows={8}>
        {(data) => (
          <>
            <p className="lf-row lf-wrap lf-gap">
              <TaskState state={data.task.state} confirmed={data.task.waitsFor !== 'ended'} />
              <Due at={data.task.dueAt} light={data.task.light} now={now} />
              <TaskTags task={data.task} />
            </p>
            <Facts
              of={[
                subject === undefined ? undefined : [t('tasks.about'), subject(data.task)],
                [t('tasks.owner'), <OwnerWords key="o" owner={data.task.owner} />],
                [t('tasks.area'), data.task.areaName ?? data.task.area],
                [t('tasks.openedAt'), dateTime(data.task.openedAt)],
                [t('tasks.waits'), t(`taskWaits.${data.task.waitsFor}`)],
                data.task.reason === undefined ? undefined : [t('tasks.reason'), data.task.reason],
                data.task.asked === undefined
                  ? undefined
                  : [t('tasks.asked'), `${dateTime(data.task.asked.due)} · ${data.task.asked.reason ?? '–'}`],
              ]}
            />
            {moves.length === 0 ? null : (
              <p className="lf-drawer-actions lf-row lf-wrap">
                {moves.map((name, index) => (
                  <Button
                    key={name}
                    {...(index === 0 ? { type: 'primary' as const } : {})}
                    onClick={() => setMove(name)}
                  >
                    {t(`taskMove.${name}`)}
                  </Button>
                ))}
              </p>
            )}
            <h3>{t('tasks.history')}</h3>
            <TaskSteps steps={data.steps} />
          </>
        )}
      </Loaded>
      <MoveDialog
        move={move}
        tasks={id === undefined ? [] : [id]}
        close={() => setMove(undefined)}
        choices={choices}
        unit={move === 'reassign' ? task?.owner.unit : undefined}
        due={move === 'grant_extension' ? task?.asked?.due : undefined}
      />
    </Drawer>
  );
}
