import type { TaskState as State } from '@lianfang/domain/kernel/task.ts';
import type { TaskRow } from '@lianfang/domain/kernel/taskReads.ts';
import { Tag } from 'antd';
import { useTranslation } from 'react-i18next';
import { languageOf } from '../../../i18n/desk/i18n.ts';
import { Mark } from '../../../ui/desk/Page.tsx';

const tones = {
  open: 'warn',
  accepted: 'quiet',
  done: 'good',
  confirmed: 'good',
  returned: 'danger',
  cancelled: 'quiet',
} as const;

/** A state in words; `done` of what nobody confirms is its ending. */
export function TaskState({ state, confirmed = false }: { state: State; confirmed?: boolean }) {
  const { t } = useTranslation();
  const word = state === 'done' && confirmed ? 'doneWaits' : state;
  return <Mark tone={word === 'doneWaits' ? 'warn' : tones[state]}>{t(`taskState.${word}`)}</Mark>;
}

export function useTaskTitle(): (task: Pick<TaskRow, 'title'>) => string {
  const { i18n } = useTranslation();
  return ({ title }) => title[languageOf(i18n.language)];
}

/** Who has it: the person where one is named, the unit else. */
export function OwnerWords({ owner }: { owner: TaskRow['owner'] }) {
  const { t } = useTranslation();
  return owner.account === undefined ? (
    <>
      {owner.unitName ?? '–'} <small className="lf-word-muted">{t('tasks.unassigned')}</small>
    </>
  ) : (
    <>
      {owner.accountName ?? '–'} <small className="lf-word-muted">{owner.unitName ?? ''}</small>
    </>
  );
}

/** What is to be known of a task at a glance: asked for time, ended twice, climbed, heard by nobody. */
export function TaskTags({ task }: { task: TaskRow }) {
  const { t } = useTranslation();
  return (
    <>
      {task.contested ? <Tag className="lf-tag-danger">{t('tasks.contested')}</Tag> : null}
      {task.asked === undefined ? null : <Tag className="lf-tag-warn">{t('tasks.asked')}</Tag>}
      {task.level === undefined ? null : (
        <Tag>{t('tasks.climbed', { level: t(`taskLevel.${task.level}`) })}</Tag>
      )}
      {task.unheard ? <Tag className="lf-tag-danger">{t('tasks.unheard')}</Tag> : null}
    </>
  );
}
