import type { PersonStep, SubjectOfPerson } from '@lianfang/domain/modules/people/reads.ts';
import { Button, Form, Input, Timeline } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { deliver } from '../../../kernel/api.ts';
import { DataTable } from '../../../ui/desk/DataTable.tsx';
import { EntryDialog } from '../../../ui/desk/EntryDialog.tsx';
import { dateTime, shortTime } from '../../../ui/desk/format.ts';
import { Notice } from '../../../ui/desk/States.tsx';
import { type PathOf, SubjectName } from './Suggestions.tsx';

type Props = {
  person: string;
  subjects: readonly SubjectOfPerson[];
  mayPart: boolean;
  areaName: (code: string | undefined) => string;
  pathOf: PathOf;
};

/** The rows and passages of one person; one that does not belong there is taken out. */
export function Subjects({ person, subjects, mayPart, areaName, pathOf }: Props) {
  const { t } = useTranslation();
  const [parting, setParting] = useState<SubjectOfPerson>();
  return (
    <>
      <DataTable<SubjectOfPerson>
        name={t('people.rows')}
        rowKey="id"
        dataSource={[...subjects].sort((a, b) => b.at.localeCompare(a.at))}
        locale={{ emptyText: <Notice title={t('people.noRows')} /> }}
        columns={[
          {
            key: 'at',
            title: t('people.at'),
            fixed: 'left',
            className: 'lf-num',
            render: (_v, row) => dateTime(row.at),
          },
          {
            key: 'type',
            title: t('people.what'),
            render: (_v, row) => <SubjectName of={row} pathOf={pathOf} />,
          },
          { key: 'area', title: t('rows.area'), render: (_v, row) => areaName(row.area) || '–' },
          { key: 'how', title: t('people.how'), render: (_v, row) => t(`peopleHow.${row.how}`) },
          {
            key: 'has',
            title: t('people.has'),
            render: (_v, row) => row.has.map((one) => t(`peopleHas.${one}`)).join(t('common.listComma')),
          },
          {
            key: 'act',
            title: '',
            render: (_v, row) =>
              mayPart && subjects.length > 1 ? (
                <Button size="small" onClick={() => setParting(row)}>
                  {t('people.part')}
                </Button>
              ) : null,
          },
        ]}
      />
      <EntryDialog<{ why?: string }>
        open={parting !== undefined}
        close={() => setParting(undefined)}
        title={t('people.part')}
        words={t('people.partWords')}
        go={t('people.part')}
        said={t('people.parted')}
        send={({ why }) =>
          deliver('people.unlinked', { subject: parting?.id ?? '', person, ...(why ? { why } : {}) })
        }
      >
        <Form.Item name="why" label={t('oneList.why')}>
          <Input maxLength={200} showCount />
        </Form.Item>
      </EntryDialog>
    </>
  );
}

/** How it came that these are one person; each merge can be undone, and stays in the history when it is. */
export function History({ steps, mayPart }: { steps: readonly PersonStep[]; mayPart: boolean }) {
  const { t } = useTranslation();
  const [undoing, setUndoing] = useState<PersonStep>();
  if (steps.length === 0) return <p className="lf-word-muted">{t('people.noHistory')}</p>;
  return (
    <>
      <Timeline
        className="lf-timeline"
        items={[...steps].reverse().map((step) => ({
          color: step.undone === undefined ? 'blue' : 'gray',
          content: (
            <>
              <span className="lf-num lf-word-muted">{shortTime(step.at)}</span>{' '}
              <b className={step.undone === undefined ? '' : 'lf-struck'}>{t(`peopleStep.${step.what}`)}</b>{' '}
              {step.actor}
              {step.undone === undefined
                ? ''
                : ` · ${t('people.undoneBy', { by: step.undone.actor, at: shortTime(step.undone.at) })}`}{' '}
              {step.what === 'merged' && step.undone === undefined && mayPart ? (
                <Button size="small" onClick={() => setUndoing(step)}>
                  {t('people.undo')}
                </Button>
              ) : null}
            </>
          ),
        }))}
      />
      <EntryDialog<{ why?: string }>
        open={undoing !== undefined}
        close={() => setUndoing(undefined)}
        title={t('people.undo')}
        words={t('people.undoWords')}
        go={t('people.undo')}
        said={t('people.undone')}
        send={({ why }) =>
          deliver('people.merge_undone', { merge: undoing?.entry ?? '', ...(why ? { why } : {}) })
        }
      >
        <Form.Item name="why" label={t('oneList.why')}>
          <Input maxLength={200} showCount />
        </Form.Item>
      </EntryDialog>
    </>
  );
}
