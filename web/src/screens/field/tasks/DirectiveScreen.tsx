import { useState } from 'react';
import { useTaskWords } from '../../../i18n/field/tasks/words.ts';
import { useWords, wordsFor } from '../../../i18n/field/words.ts';
import { Deadline } from '../../../modules/task/TaskCard.tsx';
import { Banner } from '../../../ui/touch/Banner.tsx';
import { Button } from '../../../ui/touch/Button.tsx';
import { TextField } from '../../../ui/touch/Field.tsx';
import { Screen } from '../../../ui/touch/Screen.tsx';
import { Sheet } from '../../../ui/touch/Sheet.tsx';
import { play, timeText, useNow } from '../context.ts';
import { whyNot } from '../finish.ts';
import { jobTitle, kindTitle } from './jobText.ts';
import { back, backToList } from './place.ts';
import { ExtendSheet, ReturnSheet } from './sheets.tsx';
import { type Tasks, UNDO_MS } from './store.ts';
import { leftText } from './text.ts';
import { useBoard } from './useBoard.ts';

/** An order of the command post: acknowledge, report, finish, hand back, ask for time. */
export function DirectiveScreen({ tasks, task }: { tasks: Tasks; task: string }) {
  const say = useWords();
  const words = useTaskWords();
  const now = useNow(15_000);
  const { todo, waiting } = useBoard(tasks, now);
  const [sheet, setSheet] = useState<'progress' | 'finished' | 'return' | 'extend'>();
  const [problem, setProblem] = useState<string>();
  const job = [...todo, ...waiting].find((one) => one.task === task);
  const nav = { label: say('back'), onPress: back };
  if (job === undefined) {
    return (
      <Screen title={words('title')} back={nav} name="task-gone">
        <p className="lead nothing">{words('row.gone')}</p>
      </Screen>
    );
  }
  const take = async () => {
    const kept = await tasks.record('task.accepted', { tasks: [task] }, [
      { ...tasks.about(job), what: 'accepted' },
    ]);
    if ('id' in kept) play('saved');
    else setProblem(whyNot(say, kept));
  };
  const ours = job.state === 'open' || job.state === 'accepted';
  const onPhone = job.kind !== 'response.closeout';
  const footer = ours && onPhone && (
    <>
      <div className="task-deeds">
        {job.state === 'open' ? (
          <Button icon="check" tone="primary" onPress={take} testId="take">
            {words('directive.take')}
          </Button>
        ) : (
          <Button icon="edit" tone="primary" onPress={() => setSheet('progress')} testId="progress">
            {words('directive.progress')}
          </Button>
        )}
        <Button icon="flag" tone="ok" onPress={() => setSheet('finished')} testId="finish">
          {words('directive.done')}
        </Button>
      </div>
      <div className="task-deeds lesser">
        <Button icon="clock" onPress={() => setSheet('extend')} testId="extend">
          {words('row.extend')}
        </Button>
        <Button icon="undo" onPress={() => setSheet('return')} testId="return">
          {words('row.return')}
        </Button>
      </div>
    </>
  );
  const directive = job.directive;
  return (
    <Screen title={jobTitle(job, words)} back={nav} footer={footer} name="task-directive">
      <Deadline
        light={ours ? job.light : 'grey'}
        left={
          ours
            ? leftText(words, job.dueAt, now)
            : words(job.state === 'returned' ? 'deed.returned' : 'deed.finished')
        }
        due={words('due.by', { time: timeText(job.dueAt) })}
      />
      {problem && <Banner tone="danger">{problem}</Banner>}
      {job.refused && (
        <Banner tone="danger">
          {words('row.refused', { why: wordsFor(say, 'refused', job.refused.refused ?? '?') })}
        </Banner>
      )}
      {job.asked && (
        <Banner tone="info" icon="clock">
          {words('mark.asked')}
        </Banner>
      )}
      {job.reason !== undefined && (
        <Banner tone="warn" icon="undo">
          {words('mark.reason', { why: job.reason })}
        </Banner>
      )}
      <p className="lead">
        {directive === undefined
          ? kindTitle(job.kind)
          : `${words('directive.number', { n: directive.number })} · ${words('directive.by', { name: directive.by })}`}
      </p>
      <article className="directive-text" data-testid="directive-text">
        {directive?.text ?? words('directive.noText')}
      </article>
      {!onPhone && ours && <Banner tone="info">{words('directive.notMine')}</Banner>}
      {(sheet === 'progress' || sheet === 'finished') && (
        <ReportSheet
          title={words(sheet === 'progress' ? 'directive.progress' : 'directive.done')}
          problem={problem}
          onClose={() => setSheet(undefined)}
          onSend={async (note, evidence) => {
            const data = { tasks: [task], ...(note && { note }), ...(evidence.length > 0 && { evidence }) };
            const ends = sheet === 'finished';
            const kept = await tasks.record(
              ends ? 'task.finished' : 'task.progress_reported',
              data,
              [{ ...tasks.about(job), what: sheet }],
              ends ? UNDO_MS : undefined,
            );
            if (!('id' in kept)) return setProblem(whyNot(say, kept));
            play('saved');
            setSheet(undefined);
            if (!ends) return;
            tasks.saved.set({ ...kept, text: `${jobTitle(job, words)} ${words('deed.finished')}` });
            backToList();
          }}
        />
      )}
      {sheet === 'return' && <ReturnSheet tasks={tasks} job={job} onClose={() => setSheet(undefined)} />}
      {sheet === 'extend' && <ExtendSheet tasks={tasks} job={job} onClose={() => setSheet(undefined)} />}
    </Screen>
  );
}

/** What the ledger takes of evidence: so many lines of so many characters. */
const PROOFS = { lines: 20, characters: 200 } as const;

type ReportProps = {
  title: string;
  problem: string | undefined;
  onClose: () => void;
  onSend: (note: string, evidence: string[]) => Promise<void>;
};

function ReportSheet({ title, problem, onClose, onSend }: ReportProps) {
  const say = useWords();
  const words = useTaskWords();
  const [note, setNote] = useState('');
  const [evidence, setEvidence] = useState('');
  const [busy, setBusy] = useState(false);
  const proofs = evidence
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
  const tooMuch = proofs.length > PROOFS.lines || proofs.some((line) => line.length > PROOFS.characters);
  const send = async () => {
    setBusy(true);
    await onSend(note.trim(), proofs);
    setBusy(false);
  };
  return (
    <Sheet title={title} closeLabel={say('cancel')} onClose={onClose} name="report-sheet">
      {problem && <Banner tone="danger">{problem}</Banner>}
      <TextField
        name="report-note"
        label={words('directive.note')}
        value={note}
        most={2000}
        rows={4}
        onChange={setNote}
      />
      <TextField
        name="report-evidence"
        label={words('directive.evidence')}
        value={evidence}
        most={2000}
        rows={2}
        onChange={setEvidence}
      />
      {tooMuch && <Banner tone="warn">{words('directive.evidenceMost', PROOFS)}</Banner>}
      <Button
        wide
        tone="primary"
        icon="sending"
        busy={busy}
        disabled={note.trim() === '' || tooMuch}
        onPress={send}
        testId="report-send"
      >
        {words('directive.send')}
      </Button>
    </Sheet>
  );
}
