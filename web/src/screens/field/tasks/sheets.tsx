import { addMinutes } from '@lianfang/domain/kernel/taskRules.ts';
import { useState } from 'react';
import { useTaskWords } from '../../../i18n/field/tasks/words.ts';
import { useWords } from '../../../i18n/field/words.ts';
import { Banner } from '../../../ui/touch/Banner.tsx';
import { Button } from '../../../ui/touch/Button.tsx';
import { Choice } from '../../../ui/touch/Choice.tsx';
import { Group, TextField } from '../../../ui/touch/Field.tsx';
import { Sheet } from '../../../ui/touch/Sheet.tsx';
import { timeText } from '../context.ts';
import { jobTitle } from './jobText.ts';
import { backToList } from './place.ts';
import type { Tasks } from './store.ts';
import type { Job } from './useBoard.ts';
import { useDeeds } from './useDeeds.ts';

type Props = { tasks: Tasks; job: Job; onClose: () => void };

/** A reason that none of the usual ones is. */
function OwnReason(props: { name: string; value: string; onChange: (value: string) => void }) {
  const words = useTaskWords();
  return <TextField label={words('reason.text')} most={200} rows={2} {...props} />;
}

const returns = ['elsewhere', 'duplicate', 'vague', 'busy', 'other'] as const;

/** Hands a task back: one tap for the usual reasons. */
export function ReturnSheet({ tasks, job, onClose }: Props) {
  const say = useWords();
  const words = useTaskWords();
  const [why, setWhy] = useState<(typeof returns)[number]>();
  const [text, setText] = useState('');
  const { problem, record } = useDeeds(tasks);
  const reason = why === 'other' ? text.trim() : why && words(`return.${why}`);
  const go = async () => {
    const data = { tasks: [job.task], reason };
    const ended = `${jobTitle(job, words)} ${words('deed.returned')}`;
    if (await record('task.returned', data, [{ ...tasks.about(job), what: 'returned' }], ended)) backToList();
  };
  return (
    <Sheet title={words('return.title')} closeLabel={say('cancel')} onClose={onClose} name="return-sheet">
      <p className="lead small">{words('return.lead')}</p>
      {problem && <Banner tone="danger">{problem}</Banner>}
      <Choice
        label={words('return.title')}
        columns={1}
        value={why}
        options={returns.map((value) => ({ value, text: words(`return.${value}`) }))}
        onChoose={setWhy}
      />
      {why === 'other' && <OwnReason name="return-text" value={text} onChange={setText} />}
      <Button wide tone="warn" icon="undo" disabled={!reason} onPress={go} testId="return-go">
        {words('return.go')}
      </Button>
    </Sheet>
  );
}

const reasons = ['calling', 'away', 'far', 'many', 'other'] as const;
const untils = ['2h', '4h', 'evening', 'tomorrow'] as const;

/** Asks for more time, until when and why. */
export function ExtendSheet({ tasks, job, onClose }: Props) {
  const say = useWords();
  const words = useTaskWords();
  const [now] = useState(Date.now);
  const [until, setUntil] = useState<(typeof untils)[number]>();
  const [why, setWhy] = useState<(typeof reasons)[number]>();
  const [text, setText] = useState('');
  const { problem, record } = useDeeds(tasks);
  const offered = untils.filter((value) => untilOf(value, job.dueAt, now) > Math.max(job.dueAt, now));
  const due = until && untilOf(until, job.dueAt, now);
  const reason = why === 'other' ? text.trim() : why && words(`extend.${why}`);
  const go = async () => {
    if (due === undefined) return;
    const data = { tasks: [job.task], due: new Date(due).toISOString(), reason };
    if (await record('task.extension_asked', data, [{ ...tasks.about(job), what: 'asked', due }])) onClose();
  };
  return (
    <Sheet title={words('extend.title')} closeLabel={say('cancel')} onClose={onClose} name="extend-sheet">
      <p className="lead small">{words('extend.lead')}</p>
      {problem && <Banner tone="danger">{problem}</Banner>}
      <Group title={words('extend.until')}>
        <Choice
          label={words('extend.until')}
          columns={2}
          value={until}
          name="extend-until"
          options={offered.map((value) => ({ value, text: words(`extend.${value}`) }))}
          onChoose={setUntil}
        />
      </Group>
      <Group title={words('extend.why')}>
        <Choice
          label={words('extend.why')}
          columns={2}
          value={why}
          name="extend-why"
          options={reasons.map((value) => ({ value, text: words(`extend.${value}`) }))}
          onChoose={setWhy}
        />
      </Group>
      {why === 'other' && <OwnReason name="extend-text" value={text} onChange={setText} />}
      <Button
        wide
        tone="primary"
        icon="clock"
        disabled={!reason || due === undefined}
        onPress={go}
        testId="extend-go"
      >
        {words('extend.go', { time: due === undefined ? '…' : timeText(due) })}
      </Button>
    </Sheet>
  );
}

/** The deadline that a choice means: hours are added to the later of the old one and now. */
function untilOf(until: (typeof untils)[number], dueAt: number, now: number): number {
  const from = new Date(Math.max(dueAt, now)).toISOString();
  if (until === '2h' || until === '4h')
    return Date.parse(addMinutes('always', from, until === '2h' ? 120 : 240));
  const day = new Date(now + 8 * 3_600_000).toISOString().slice(0, 10);
  return until === 'evening'
    ? Date.parse(`${day}T20:00:00+08:00`)
    : Date.parse(`${day}T12:00:00+08:00`) + 86_400_000;
}
