import { useState } from 'react';
import { useTaskWords } from '../../../i18n/field/tasks/words.ts';
import { useWords } from '../../../i18n/field/words.ts';
import { Banner } from '../../../ui/touch/Banner.tsx';
import { Button } from '../../../ui/touch/Button.tsx';
import { Screen } from '../../../ui/touch/Screen.tsx';
import { useNow } from '../context.ts';
import { jobTitle, kindTitle } from './jobText.ts';
import { back, backToList } from './place.ts';
import { ReportSheet } from './ReportSheet.tsx';
import { ExtendSheet, ReturnSheet } from './sheets.tsx';
import type { Tasks } from './store.ts';
import { isOurs, TaskHead } from './TaskHead.tsx';
import { useBoard } from './useBoard.ts';
import { useDeeds } from './useDeeds.ts';

/** An order of the command post: acknowledge, report, finish, hand back, ask for time. */
export function DirectiveScreen({ tasks, task }: { tasks: Tasks; task: string }) {
  const say = useWords();
  const words = useTaskWords();
  const now = useNow(15_000);
  const { todo, waiting } = useBoard(tasks, now);
  const [sheet, setSheet] = useState<'progress' | 'finished' | 'return' | 'extend'>();
  const { problem, record } = useDeeds(tasks);
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
    await record('task.accepted', { tasks: [task] }, [{ ...tasks.about(job), what: 'accepted' }]);
  };
  const ours = isOurs(job);
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
      <TaskHead job={job} now={now} problem={problem} />
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
            const kept = await record(
              ends ? 'task.finished' : 'task.progress_reported',
              data,
              [{ ...tasks.about(job), what: sheet }],
              ends ? `${jobTitle(job, words)} ${words('deed.finished')}` : undefined,
            );
            if (!kept) return;
            setSheet(undefined);
            if (ends) backToList();
          }}
        />
      )}
      {sheet === 'return' && <ReturnSheet tasks={tasks} job={job} onClose={() => setSheet(undefined)} />}
      {sheet === 'extend' && <ExtendSheet tasks={tasks} job={job} onClose={() => setSheet(undefined)} />}
    </Screen>
  );
}
