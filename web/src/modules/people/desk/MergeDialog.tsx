import type { Suggestion } from '@lianfang/domain/modules/people/reads.ts';
import { Alert, Button, Form, Input } from 'antd';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { deliver, type ReadResult } from '../../../kernel/api.ts';
import { useRead } from '../../../kernel/useRead.ts';
import { EntryDialog } from '../../../ui/desk/EntryDialog.tsx';
import { Loaded } from '../../../ui/desk/States.tsx';
import { useDeliver } from '../../../ui/desk/useDeliver.ts';

type Person = ReadResult<'people.person'>;
type Props = {
  /** The two that are to be one, while it is asked. */
  of: Suggestion | undefined;
  /** What speaks for and against it. */
  reasons: ReactNode;
  areaName: (code: string | undefined) => string;
  close: () => void;
  merged: (merge: Merge) => void;
};
/** A merge just made: its entry, by which it is undone, and the person that stays. */
export type Merge = { entry: string; into: string };

function PersonWords({ of, areaName }: { of: Person; areaName: Props['areaName'] }) {
  const { t } = useTranslation();
  const areas = [...new Set(of.subjects.map(({ area }) => areaName(area)).filter(Boolean))];
  const has = [...new Set(of.subjects.flatMap((one) => one.has))];
  return (
    <div className="lf-side-of">
      <Link to={`/people/${of.person}`} target="_blank">
        {t('people.rowCount', { n: of.subjects.length })}
      </Link>
      <p>{areas.join(t('common.listComma')) || '–'}</p>
      <p className="lf-word-muted">{has.map((one) => t(`peopleHas.${one}`)).join(t('common.listComma'))}</p>
    </div>
  );
}

/** Makes two persons one, with all their rows: what speaks for it and what each of them is made of stands before the button. */
export function MergeDialog({ of, reasons, areaName, close, merged }: Props) {
  const { t } = useTranslation();
  const asked = of !== undefined;
  const one = useRead('people.person', { id: of?.person ?? '' }, { enabled: asked, live: true });
  const other = useRead('people.person', { id: of?.otherPerson ?? '' }, { enabled: asked, live: true });
  // The one with more rows keeps its place: what is written of most rows stays as it is.
  const [into, from] =
    (one.data?.subjects.length ?? 0) > (other.data?.subjects.length ?? 0)
      ? [of?.person, of?.otherPerson]
      : [of?.otherPerson, of?.person];
  return (
    <EntryDialog<{ why?: string }>
      open={asked}
      close={close}
      width={640}
      title={t('people.merge')}
      words={t('people.mergeWords')}
      go={t('people.merge')}
      said={t('people.merged')}
      send={({ why }) =>
        deliver('people.merged', { into: into ?? '', from: from ?? '', ...(why ? { why } : {}) })
      }
      done={({ id }) => merged({ entry: id, into: into ?? '' })}
    >
      {reasons}
      <div className="lf-two lf-even lf-gap">
        {[one, other].map((person, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the two sides never change places
          <Loaded key={index} of={person} rows={2}>
            {(data) => <PersonWords of={data} areaName={areaName} />}
          </Loaded>
        ))}
      </div>
      <Form.Item name="why" label={t('oneList.why')}>
        <Input maxLength={200} showCount />
      </Form.Item>
    </EntryDialog>
  );
}

/** Says that two were made one, with the way back beside it; later it is undone in the person's history. */
export function MergedNotice({ of, gone }: { of: Merge; gone: () => void }) {
  const { t } = useTranslation();
  const act = useDeliver();
  return (
    <Alert
      type="success"
      showIcon
      className="lf-gap"
      title={t('people.mergedNow')}
      action={
        <span className="lf-row">
          <Link to={`/people/${of.into}`}>{t('people.toPerson')}</Link>
          <Button
            size="small"
            loading={act.isPending}
            onClick={() =>
              act.mutate({
                send: () => deliver('people.merge_undone', { merge: of.entry }),
                said: t('people.undone'),
                done: gone,
              })
            }
          >
            {t('people.undo')}
          </Button>
        </span>
      }
    />
  );
}
