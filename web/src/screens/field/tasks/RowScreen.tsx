import { useState } from 'react';
import { type TaskWord, useTaskWords } from '../../../i18n/field/tasks/words.ts';
import { useWords } from '../../../i18n/field/words.ts';
import { blankFinding, type Way } from '../../../modules/verification/findingDraft.ts';
import { RowFacts } from '../../../modules/verification/RowFacts.tsx';
import { Button } from '../../../ui/touch/Button.tsx';
import { Icon } from '../../../ui/touch/Icon.tsx';
import { Screen } from '../../../ui/touch/Screen.tsx';
import { timeText, useNow, useValue } from '../context.ts';
import { attemptsOf, jobTitle } from './jobText.ts';
import { back, go } from './place.ts';
import { ExtendSheet, ReturnSheet } from './sheets.tsx';
import type { Tasks } from './store.ts';
import { isOurs, TaskHead } from './TaskHead.tsx';
import { useBoard } from './useBoard.ts';
import { useDeeds } from './useDeeds.ts';

/** One row of a list: who it is, where, how to reach them; call or visit, hand back, ask for time. */
export function RowScreen({ tasks, task }: { tasks: Tasks; task: string }) {
  const say = useWords();
  const words = useTaskWords();
  const now = useNow(15_000);
  const { todo, waiting, deeds } = useBoard(tasks, now);
  const saved = useValue(tasks.saved);
  const [sheet, setSheet] = useState<'return' | 'extend'>();
  const { problem, record } = useDeeds(tasks);
  const job = [...todo, ...waiting].find((one) => one.task === task);
  const nav = { label: say('back'), onPress: back };

  if (job?.row === undefined) {
    const ended = deeds.find((deed) => deed.task === task && deed.id === saved?.id);
    return (
      <Screen title={words('title')} back={nav} name="task-gone">
        <div className="tasks-none">
          <Icon name="check" size={56} />
          <b>{words('row.gone')}</b>
          {ended === undefined && <p>{words('deed.gone')}</p>}
        </div>
      </Screen>
    );
  }
  const { row } = job;
  const phone = row.personal?.phone;
  const begin = (how: Way) => {
    tasks.draft.set(blankFinding(row.id, how, Date.now()));
    go({ at: 'finding', task });
  };
  const take = async () => {
    await record('task.accepted', { tasks: [task] }, [{ ...tasks.about(job), what: 'accepted' }]);
  };
  const attempts = attemptsOf(job);
  const footer = isOurs(job) && (
    <>
      <div className="task-deeds">
        {phone === undefined ? (
          <Button icon="phone" disabled testId="call">
            {words('row.noPhone')}
          </Button>
        ) : (
          <a
            className="button tone-primary"
            href={`tel:${phone}`}
            data-testid="call"
            onClick={() => begin('call')}
          >
            <Icon name="phone" />
            <span>{words('row.call')}</span>
          </a>
        )}
        <Button icon="home" tone="primary" onPress={() => begin('visit')} testId="visit">
          {words('row.visit')}
        </Button>
      </div>
      <div className="task-deeds lesser">
        {job.state === 'open' && (
          <Button icon="flag" onPress={take} testId="take">
            {words('row.take')}
          </Button>
        )}
        <Button icon="globe" onPress={() => begin('message')} testId="online">
          {words('row.online')}
        </Button>
        <Button icon="clock" onPress={() => setSheet('extend')} testId="extend">
          {words('row.extend')}
        </Button>
        <Button icon="undo" onPress={() => setSheet('return')} testId="return">
          {words('row.return')}
        </Button>
      </div>
    </>
  );
  return (
    <Screen title={jobTitle(job, words)} back={nav} footer={footer} name="task-row">
      <TaskHead job={job} now={now} problem={problem} />
      <RowFacts
        row={row}
        area={job.areaName}
        words={(name) => words(`row.${name}` as TaskWord)}
        flag={(flag) => words(`flag.${flag}` as TaskWord)}
        onCall={() => begin('call')}
      />
      {attempts.length > 0 && (
        <section className="attempts">
          <h2>{words('row.attempts')}</h2>
          <ul>
            {attempts.map((one) => (
              <li key={`${one.at} ${one.result}`} data-testid="attempt">
                <Icon name={one.how === 'visit' ? 'home' : 'phone'} size={18} />
                <span>{timeText(Date.parse(one.at))}</span>
                <span>{words(`way.${one.how}`)}</span>
                <b>{words(`try.${one.result}`)}</b>
              </li>
            ))}
          </ul>
        </section>
      )}
      {sheet === 'return' && <ReturnSheet tasks={tasks} job={job} onClose={() => setSheet(undefined)} />}
      {sheet === 'extend' && <ExtendSheet tasks={tasks} job={job} onClose={() => setSheet(undefined)} />}
    </Screen>
  );
}
