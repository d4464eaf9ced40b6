import { type Finding, findings, ways } from '@lianfang/domain/modules/verification/schema.ts';
import { useState } from 'react';
import { useTaskWords } from '../../../i18n/field/tasks/words.ts';
import { useWords, wordsFor } from '../../../i18n/field/words.ts';
import { FindingDetail } from '../../../modules/verification/FindingDetail.tsx';
import {
  byFinding,
  byWay,
  type FindingDraft,
  failuresOf,
  findingOf,
  refusedFinding,
  type Tried,
} from '../../../modules/verification/findingDraft.ts';
import { Supplement } from '../../../modules/verification/Supplement.tsx';
import { Banner } from '../../../ui/touch/Banner.tsx';
import { Button } from '../../../ui/touch/Button.tsx';
import { Choice } from '../../../ui/touch/Choice.tsx';
import { Group } from '../../../ui/touch/Field.tsx';
import { Screen } from '../../../ui/touch/Screen.tsx';
import { timeText, useNow, useValue } from '../context.ts';
import { attemptsOf, jobTitle } from './jobText.ts';
import { back, backToList, go } from './place.ts';
import type { Tasks } from './store.ts';
import { useBoard } from './useBoard.ts';
import { useDeeds } from './useDeeds.ts';

/** The most frequent stands lowest, where the thumb is. */
const fromTop = [...findings.slice(1), findings[0]];

/** What a visit or call came to: nobody reached (one attempt), or a finding, which ends the task. */
export function FindingScreen({ tasks, task }: { tasks: Tasks; task: string }) {
  const say = useWords();
  const words = useTaskWords();
  const now = useNow(60_000);
  const draft = useValue(tasks.draft);
  const { todo } = useBoard(tasks, now);
  const { problem, setProblem, record } = useDeeds(tasks);
  const [busy, setBusy] = useState(false);
  const job = todo.find((one) => one.task === task);
  const nav = { label: say('back'), onPress: back };
  if (draft === undefined || job === undefined) {
    return (
      <Screen title={words('finding.title')} back={nav} name="finding">
        <p className="lead nothing">{words('row.gone')}</p>
      </Screen>
    );
  }
  const attempts = attemptsOf(job);
  const change = (part: Partial<FindingDraft>) => {
    setProblem(undefined);
    tasks.draft.set({ ...draft, ...part });
  };

  const save = async (what: FindingDraft) => {
    if (busy) return;
    const refusal = refusedFinding(what, attempts.length, Date.now());
    if (refusal !== undefined) return setProblem(wordsFor(say, 'refused', refusal.refused));
    setBusy(true);
    const code = what.finding ?? 'found_in_order';
    const about = { ...tasks.about(job), what: 'finding', code } as const;
    const ended = `${jobTitle(job, words)} ${words(`finding.${code}`)}`;
    const kept = await record('verification.finding.recorded', findingOf(what), [about], ended);
    setBusy(false);
    if (!kept) return;
    tasks.draft.set(undefined);
    backToList();
  };

  const tried = async (result: Tried['result']) => {
    const { row, how } = draft;
    const at = new Date(draft.at).toISOString();
    const about = { ...tasks.about(job), what: 'attempt', how, code: result, due: draft.at } as const;
    if (!(await record('verification.attempt.recorded', { row, at, how, result }, [about]))) return;
    // The next attempt is another one, at its own time.
    if (draft.finding === undefined) back();
    else change({ at: Date.now() });
  };

  const choose = (finding: Finding) => {
    const next = byFinding(draft, finding);
    if (finding === 'found_in_order') void save(next);
    else change(next);
  };

  const failures = (
    <div className="tries" data-testid="tries">
      {failuresOf(draft.how).map((result) => (
        <Button key={result} onPress={() => void tried(result)} testId={`try-${result}`}>
          {words(`try.${result}`)}
        </Button>
      ))}
    </div>
  );
  const title = words(`way.${draft.how}.at`, { time: timeText(draft.at) });
  if (draft.finding !== undefined && draft.finding !== 'found_in_order') {
    const footer = (
      <div className="task-deeds end">
        <Button onPress={() => change({ finding: undefined })} testId="finding-other">
          {words('finding.change')}
        </Button>
        <Button
          tone="primary"
          icon="check"
          busy={busy}
          onPress={() => void save(draft)}
          testId="finding-save"
        >
          {words('finding.save')}
        </Button>
      </div>
    );
    return (
      <Screen title={words(`finding.${draft.finding}`)} back={nav} footer={footer} name="finding-detail">
        <p className="finding-who">
          <b>{jobTitle(job, words)}</b> · {title}
        </p>
        {problem && (
          <Banner tone="danger" name="finding-problem">
            {problem}
          </Banner>
        )}
        {draft.finding === 'unreachable' && (
          <Group title={words('try.title')}>
            <p className={attempts.length === 0 ? 'lead warn-text' : 'lead'} data-testid="tried">
              {attempts.length === 0
                ? words('finding.triedNone')
                : words('finding.tried', { n: attempts.length })}
            </p>
            {failures}
          </Group>
        )}
        <FindingDetail
          words={words}
          draft={draft}
          onChange={change}
          onArea={() => go({ at: 'area', task })}
        />
        <Supplement words={words} draft={draft} onChange={change} open />
      </Screen>
    );
  }
  return (
    <Screen title={jobTitle(job, words)} back={nav} name="finding">
      <p className="finding-who">{title}</p>
      {problem && (
        <Banner tone="danger" name="finding-problem">
          {problem}
        </Banner>
      )}
      <Choice
        label={words('finding.title')}
        value={draft.how}
        name="how"
        options={ways.map((value) => ({ value, text: words(`way.${value}`) }))}
        onChoose={(how) => how && change(byWay(draft, how))}
      />
      <Supplement words={words} draft={draft} onChange={change} open={draft.statement !== undefined} />
      <div className="push" />
      <Group title={words('try.title')}>{failures}</Group>
      <Group title={words('finding.title')}>
        <div className="findings">
          {fromTop.map((finding) => (
            <Button
              key={finding}
              tone={finding === 'found_in_order' ? 'ok' : 'plain'}
              busy={busy}
              onPress={() => choose(finding)}
              testId={`finding-${finding}`}
            >
              {words(`finding.${finding}`)}
            </Button>
          ))}
        </div>
      </Group>
    </Screen>
  );
}
