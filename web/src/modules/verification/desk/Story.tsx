import { resolveWords } from '@lianfang/domain/modules/area/words.ts';
import { Button, Popconfirm, Tag } from 'antd';
import { useTranslation } from 'react-i18next';
import { languageOf } from '../../../i18n/desk/i18n.ts';
import { deliver, type ReadResult } from '../../../kernel/api.ts';
import { dateTime, shortTime } from '../../../ui/desk/format.ts';
import { Facts, Mark } from '../../../ui/desk/Page.tsx';
import { Notice } from '../../../ui/desk/States.tsx';
import { useDeliver } from '../../../ui/desk/useDeliver.ts';

export type Story = ReadResult<'verification.row'>;
type One = Story['findings'][number];

/** The reasons of a placing in words; a code that is not known here stands as it is. */
export function useWhyWords(): (why: readonly string[]) => string {
  const { t, i18n } = useTranslation();
  const words: Record<string, { zh: string; en: string }> = resolveWords;
  return (why) =>
    why.map((code) => words[code]?.[languageOf(i18n.language)] ?? code).join(t('common.listComma'));
}

/** How a row came to its place, and who has put it elsewhere since. */
export function Placings({ of }: { of: Story['placings'] }) {
  const { t } = useTranslation();
  const whyWords = useWhyWords();
  if (of.length === 0) return <Notice title={t('oneRow.noPlacing')} />;
  return (
    <ol className="lf-plain">
      {of.map((one) => (
        <li key={one.entry + one.at} className="lf-story-line">
          <span className="lf-num lf-word-muted">{shortTime(one.at)}</span>{' '}
          <b>{one.areaName ?? one.area ?? t('rows.unplaced')}</b> {one.unitName ?? ''} ·{' '}
          {one.by ?? t('oneRow.byResolver')}
          {one.confidence === undefined
            ? ''
            : ` · ${t('unplaced.sure', { n: Math.round(one.confidence * 100) })}`}
          {one.why.length === 0 ? null : <p className="lf-about">{whyWords(one.why)}</p>}
        </li>
      ))}
    </ol>
  );
}

export function Attempts({ of }: { of: Story['attempts'] }) {
  const { t } = useTranslation();
  if (of.length === 0) return <p className="lf-word-muted">{t('oneRow.noAttempts')}</p>;
  return (
    <ol className="lf-plain">
      {of.map((one) => (
        <li key={one.entry} className="lf-story-line">
          <span className="lf-num lf-word-muted">{shortTime(one.at)}</span> {t(`way.${one.how}`)} ·{' '}
          {t(`attemptResult.${one.result}`)} · {one.by}
        </li>
      ))}
    </ol>
  );
}

const tones = { stands: 'good', rival: 'danger', replaced: 'quiet' } as const;

/** One finding with what it rests on. */
export function FindingCard({ of, children }: { of: One; children?: React.ReactNode }) {
  const { t } = useTranslation();
  return (
    <article className={`lf-card ${of.state === 'replaced' ? 'lf-ended' : ''}`}>
      <header>
        <h3>{t(`finding.${of.finding}`)}</h3>
        <Mark tone={tones[of.state]}>{t(`findingState.${of.state}`)}</Mark>
      </header>
      <Facts
        of={[
          [t('oneRow.found'), `${dateTime(of.at)} · ${t(`way.${of.how}`)}`],
          [t('oneRow.by'), of.by],
          [t('oneRow.recordedAt'), dateTime(of.recordedAt)],
          of.evidence.length === 0
            ? undefined
            : [
                t('oneRow.evidence'),
                of.evidence
                  .map((type) => t(`evidence.${type}`, { defaultValue: type }))
                  .join(t('common.listComma')),
              ],
          of.movedTo === undefined ? undefined : [t('oneRow.movedTo'), of.movedTo],
          of.rightArea === undefined ? undefined : [t('oneRow.rightArea'), of.rightArea],
          of.wrong.length === 0
            ? undefined
            : [
                t('oneRow.wrong'),
                of.wrong
                  .map((what) => t(`wrongData.${what}`, { defaultValue: what }))
                  .join(t('common.listComma')),
              ],
          of.attempts.length === 0
            ? undefined
            : [
                t('oneRow.attempts'),
                of.attempts
                  .map(
                    ({ at, how, result }) =>
                      `${shortTime(at)} ${t(`way.${how}`)} ${t(`attemptResult.${result}`)}`,
                  )
                  .join(t('common.listComma')),
              ],
        ]}
      />
      {of.concealed ? <Tag className="lf-tag-danger">{t('oneRow.concealedNoted')}</Tag> : null}
      {children}
    </article>
  );
}

/** Findings of a row; where two contradict one another they stand side by side and somebody says which one stands. */
export function Findings({ story, maySettle }: { story: Story; maySettle: boolean }) {
  const { t } = useTranslation();
  const act = useDeliver();
  const { findings, row } = story;
  if (findings.length === 0) return <p className="lf-word-muted">{t('oneRow.noFindings')}</p>;
  const rivals = findings.filter(({ state }) => state !== 'replaced');
  const settling = row.contested && maySettle && rivals.length > 1;
  return (
    <>
      {row.contested ? <p className="lf-word-danger">{t('oneRow.contestedWords')}</p> : null}
      <div className="lf-cards">
        {(row.contested ? rivals : findings).map((one) => (
          <FindingCard key={one.entry} of={one}>
            {settling ? (
              <Popconfirm
                title={t('oneRow.settleSure', { finding: t(`finding.${one.finding}`), by: one.by })}
                okText={t('oneRow.settle')}
                onConfirm={() =>
                  act.mutate({
                    send: () => deliver('verification.finding.settled', { row: row.id, finding: one.entry }),
                    said: t('oneRow.settled'),
                  })
                }
              >
                <Button type="primary" className="lf-gap-top">
                  {t('oneRow.settle')}
                </Button>
              </Popconfirm>
            ) : null}
          </FindingCard>
        ))}
      </div>
    </>
  );
}

export function Events({ of }: { of: Story['events'] }) {
  const { t } = useTranslation();
  if (of.length === 0) return null;
  return (
    <ol className="lf-plain">
      {of.map((one) => (
        <li key={one.entry + one.kind} className="lf-story-line">
          <span className="lf-num lf-word-muted">{shortTime(one.at)}</span>{' '}
          <b>{t(`rowEvent.${one.kind.replaceAll('.', '_')}`, { defaultValue: t('rowEvent.other') })}</b> ·{' '}
          {one.by ?? t('tasks.byServer')}
          {one.reason === undefined
            ? ''
            : ` · ${t(`returnReason.${one.reason}`, { defaultValue: one.reason })}`}
        </li>
      ))}
    </ol>
  );
}
