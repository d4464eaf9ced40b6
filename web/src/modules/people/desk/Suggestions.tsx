import type { Suggestion } from '@lianfang/domain/modules/people/reads.ts';
import { partWords } from '@lianfang/domain/modules/people/words.ts';
import { Button, Form, Input, Popconfirm, Tag } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { languageOf } from '../../../i18n/desk/i18n.ts';
import { deliver, type Reveal } from '../../../kernel/api.ts';
import { EntryDialog } from '../../../ui/desk/EntryDialog.tsx';
import { shortTime } from '../../../ui/desk/format.ts';
import { OpenDialog } from '../../../ui/desk/OpenDialog.tsx';
import { Notice } from '../../../ui/desk/States.tsx';
import { useDeliver } from '../../../ui/desk/useDeliver.ts';
import { useShown } from '../../../ui/desk/useShown.ts';
import { type Merge, MergeDialog, MergedNotice } from './MergeDialog.tsx';

type Side = Suggestion['subject'];

type Subject = { readonly type: 'row' | 'passage'; readonly id: string };
/** Where a row or passage is looked at; undefined for whoever may not see it there. */
export type PathOf = (of: Subject) => string | undefined;

/** A row or passage by its kind, leading to it where the reader may follow. */
export function SubjectName({ of, pathOf }: { of: Subject; pathOf: PathOf }) {
  const { t } = useTranslation();
  const name = t(`people.type.${of.type}`);
  const path = pathOf(of);
  return path === undefined ? name : <Link to={path}>{name}</Link>;
}

/** What was opened of a row or a passage, as one line. */
function openedLine(reveal: Reveal | undefined): string | undefined {
  if (reveal === undefined) return undefined;
  const { persons, ...self } = reveal.personal as { persons?: object[] };
  return [self, ...(persons ?? [])]
    .map((one) => {
      const { name, document, phone, address } = one as {
        name?: string;
        document?: { number?: string };
        phone?: string;
        address?: string;
      };
      return [name, document?.number, phone, address].filter(Boolean).join(' · ');
    })
    .filter((line) => line !== '')
    .join('; ');
}

type SideProps = { of: Side; reveal: Reveal | undefined; area: string; pathOf: PathOf };

function SideWords({ of, reveal, area, pathOf }: SideProps) {
  const { t } = useTranslation();
  const line = openedLine(reveal);
  return (
    <div className="lf-side-of">
      <SubjectName of={of} pathOf={pathOf} /> <span className="lf-word-muted">{area}</span>
      <p className={line === undefined ? 'lf-word-muted' : 'lf-opened'}>{line ?? t('people.sealed')}</p>
    </div>
  );
}

type Props = {
  rows: readonly Suggestion[];
  open: boolean;
  areaName: (code: string | undefined) => string;
  pathOf: PathOf;
};

/** Two that may be one person, with what speaks for and against it; somebody decides, with or without opening them. */
export function Suggestions({ rows, open, areaName, pathOf }: Props) {
  const { t, i18n } = useTranslation();
  const language = languageOf(i18n.language);
  const words: Record<string, { zh: string; en: string }> = partWords;
  const act = useDeliver();
  const [asked, setAsked] = useState<string[]>([]);
  const [opened, setOpened] = useShown<readonly Reveal[]>([]);
  const [parting, setParting] = useState<Suggestion>();
  const [merging, setMerging] = useState<Suggestion>();
  const [merged, setMerged] = useState<Merge>();
  const notice = merged === undefined ? null : <MergedNotice of={merged} gone={() => setMerged(undefined)} />;
  if (rows.length === 0)
    return (
      <>
        {notice}
        <Notice tone="good" title={t('people.none')}>
          {t('people.noneWords')}
        </Notice>
      </>
    );
  const reasonsOf = ({ parts }: Suggestion) => (
    <p className="lf-row lf-wrap">
      {parts.map(({ part, points }) => (
        <Tag key={part} className={points < 0 ? 'lf-tag-danger' : 'lf-tag-good'}>
          {words[part]?.[language] ?? part} {points > 0 ? `+${points}` : `−${-points}`}
        </Tag>
      ))}
    </p>
  );
  const of = (id: string) => opened.find((one) => one.id === id);
  return (
    <>
      {notice}
      <ul className="lf-cards lf-single">
        {rows.map((one) => (
          <li key={`${one.subject.id}.${one.other.id}`} className="lf-card">
            <header>
              <h3>
                {one.why[language]}{' '}
                <span className="lf-word-muted lf-num">{t('people.score', { n: one.score })}</span>
              </h3>
              <span className="lf-word-muted lf-num">{shortTime(one.at)}</span>
            </header>
            {reasonsOf(one)}
            <div className="lf-two lf-even">
              {[one.subject, one.other].map((side) => (
                <SideWords
                  key={side.id}
                  of={side}
                  reveal={of(side.id)}
                  area={areaName(side.area)}
                  pathOf={pathOf}
                />
              ))}
            </div>
            {one.dismissed !== undefined ? (
              <p className="lf-about">
                {t('people.dismissedBy', { by: one.dismissed.by, at: shortTime(one.dismissed.at) })}
              </p>
            ) : open ? (
              <p className="lf-row lf-wrap lf-gap-top">
                <Button onClick={() => setAsked([one.subject.id, one.other.id])}>{t('people.open')}</Button>
                <Popconfirm
                  title={t('people.sameSure')}
                  okText={t('people.same')}
                  onConfirm={() =>
                    act.mutate({
                      send: () =>
                        deliver('people.linked', { subject: one.subject.id, person: one.otherPerson }),
                      said: t('people.linked'),
                    })
                  }
                >
                  <Button type="primary">{t('people.same')}</Button>
                </Popconfirm>
                <Button onClick={() => setMerging(one)}>{t('people.merge')}</Button>
                <Button danger onClick={() => setParting(one)}>
                  {t('people.notSame')}
                </Button>
                <Link to={`/people/${one.otherPerson}`}>{t('people.toPerson')}</Link>
              </p>
            ) : null}
          </li>
        ))}
      </ul>
      <MergeDialog
        of={merging}
        reasons={merging === undefined ? null : reasonsOf(merging)}
        areaName={areaName}
        close={() => setMerging(undefined)}
        merged={setMerged}
      />
      <OpenDialog entries={asked} close={() => setAsked([])} opened={setOpened} />
      <EntryDialog<{ why?: string }>
        open={parting !== undefined}
        close={() => setParting(undefined)}
        title={t('people.notSame')}
        words={t('people.notSameWords')}
        go={t('people.notSame')}
        said={t('people.dismissed')}
        send={({ why }) =>
          deliver('people.suggestion_dismissed', {
            subject: parting?.subject.id ?? '',
            other: parting?.other.id ?? '',
            ...(why ? { why } : {}),
          })
        }
      >
        <Form.Item name="why" label={t('oneList.why')}>
          <Input maxLength={200} showCount />
        </Form.Item>
      </EntryDialog>
    </>
  );
}
