import { EyeOutlined } from '@ant-design/icons';
import { Alert, Button, Drawer, Table } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ReadResult } from '../../../kernel/api.ts';
import { useRead } from '../../../kernel/useRead.ts';
import { dateTime, exactTime } from '../../../ui/desk/format.ts';
import { OpenDialog } from '../../../ui/desk/OpenDialog.tsx';
import { Facts, Mark } from '../../../ui/desk/Page.tsx';
import { Loaded } from '../../../ui/desk/States.tsx';
import { useShown } from '../../../ui/desk/useShown.ts';
import { CorrectDialog, VoidDialog } from './CorrectDialog.tsx';
import { OutcomeMark, StateTag, shiftName } from './passageColumns.tsx';
import { type Personal, personalOf } from './personal.ts';
import { Versions } from './Versions.tsx';

type Story = ReadResult<'checkpoint.passage'>;

type Props = {
  id: string | undefined;
  names: { post: (code: string) => string; device: (id: string) => string; file: (id: string) => string };
  mayCorrect: boolean;
  close: () => void;
};

/** The whole story of one passage. */
export function PassageDrawer({ id, names, mayCorrect, close }: Props) {
  const { t } = useTranslation();
  const story = useRead('checkpoint.passage', { id: id ?? '' }, { enabled: id !== undefined, live: true });
  return (
    <Drawer open={id !== undefined} onClose={close} size={820} title={t('passage.title')} destroyOnHidden>
      <Loaded of={story} rows={10}>
        {(data) => (
          <Whole
            key={data.current.passage}
            story={data}
            names={names}
            mayCorrect={mayCorrect}
            again={() => void story.refetch()}
          />
        )}
      </Loaded>
    </Drawer>
  );
}

function Whole({
  story,
  names,
  mayCorrect,
  again,
}: {
  story: Story;
  names: Props['names'];
  mayCorrect: boolean;
  again: () => void;
}) {
  const { t } = useTranslation();
  const [asking, setAsking] = useState<'look' | 'correct'>();
  const [personal, setPersonal] = useShown<Personal | undefined>(undefined);
  const [correcting, setCorrecting] = useState<Personal>();
  const [voiding, setVoiding] = useState(false);
  const { current, persons, versions, feverTasks } = story;

  const people = persons.map((person) => ({ ...person, opened: personal?.persons?.[person.person] }));
  return (
    <>
      <div className="lf-drawer-actions">
        <StateTag state={current.state} t={t} />
        <Button
          icon={<EyeOutlined />}
          onClick={() => (personal ? setPersonal(undefined) : setAsking('look'))}
        >
          {t(personal ? 'reveal.hide' : 'reveal.look')}
        </Button>
        {mayCorrect && current.state !== 'voided' ? (
          <>
            <Button onClick={() => setAsking('correct')}>{t('correct.button')}</Button>
            <Button danger onClick={() => setVoiding(true)}>
              {t('void.button')}
            </Button>
          </>
        ) : null}
      </div>
      {personal === undefined ? null : (
        <Alert type="warning" showIcon className="lf-gap" title={t('reveal.logged')} />
      )}
      <Facts
        of={[
          [t('column.occurred'), exactTime(current.occurred)],
          [t('column.post'), `${current.post} ${names.post(current.post)}`],
          [
            t('column.mode'),
            `${t(`mode.${current.mode}`)}${current.vehicleType ? ` · ${t(`vehicleType.${current.vehicleType}`)}` : ''}`,
          ],
          current.mode === 'vehicle'
            ? [
                t('passage.plate'),
                personal === undefined ? t('passage.sealed') : <b key="plate">{personal.plate ?? '–'}</b>,
              ]
            : undefined,
          [t('passage.way'), `${current.from ?? '–'} → ${current.to ?? '–'}`],
          [
            t('column.outcome'),
            <span key="outcome">
              <OutcomeMark outcome={current.outcome} t={t} />
              {current.reason ? ` · ${t(`reason.${current.reason}`)}` : ''}
            </span>,
          ],
          current.flags.length > 0
            ? [t('column.flags'), current.flags.map((flag) => t(`flag.${flag}`)).join(t('common.listComma'))]
            : undefined,
          personal?.note ? [t('passageForm.note'), personal.note] : undefined,
        ]}
      />

      <h3>{t('passage.persons', { n: persons.length })}</h3>
      <Table
        size="small"
        rowKey="person"
        pagination={false}
        scroll={{ x: 'max-content' }}
        dataSource={people}
        columns={[
          { key: 'n', title: '#', render: (_v, row) => row.person + 1 },
          ...(personal === undefined
            ? []
            : [
                {
                  key: 'name',
                  title: t('passageForm.name'),
                  render: (_v: unknown, row: (typeof people)[number]) => row.opened?.name ?? '–',
                },
                {
                  key: 'number',
                  title: t('passageForm.number'),
                  render: (_v: unknown, row: (typeof people)[number]) => row.opened?.document?.number ?? '–',
                },
                {
                  key: 'phone',
                  title: t('passageForm.phone'),
                  render: (_v: unknown, row: (typeof people)[number]) => row.opened?.phone ?? '–',
                },
              ]),
          {
            key: 'document',
            title: t('passage.document'),
            render: (_v, row) => (
              <>
                {row.documentType === undefined ? '–' : t(`documentType.${row.documentType}`)}{' '}
                {row.documentState === undefined || row.documentState === 'ok' ? null : (
                  <Mark tone="warn">
                    {t(`documentState.${row.documentState}`, { defaultValue: row.documentState })}
                  </Mark>
                )}
              </>
            ),
          },
          {
            key: 'temperature',
            title: t('passageForm.temperature'),
            render: (_v, row) => {
              const text = row.temperature === undefined ? '–' : `${row.temperature.toFixed(1)} ℃`;
              return row.fever ? (
                <Mark tone="danger">{row.temperature === undefined ? t('passage.symptoms') : text}</Mark>
              ) : (
                text
              );
            },
          },
          {
            key: 'certificate',
            title: t('passageForm.certificate'),
            render: (_v, row) =>
              row.certificate === undefined
                ? '–'
                : `${t(`certificate.${row.certificate.result}`)}${row.certificate.ageHours === undefined ? '' : ` · ${t('time.hours', { n: row.certificate.ageHours })}`}`,
          },
          {
            key: 'sampled',
            title: t('passageForm.sampled'),
            render: (_v, row) => t(row.sampled ? 'common.yes' : 'common.no'),
          },
          ...(personal === undefined
            ? [
                {
                  key: 'phone',
                  title: t('passageForm.phone'),
                  render: (_v: unknown, row: (typeof people)[number]) =>
                    t(row.hasPhone ? 'passage.sealed' : 'passage.missing'),
                },
              ]
            : []),
        ]}
      />

      {feverTasks.length === 0 ? null : (
        <>
          <h3>{t('passage.fevers')}</h3>
          <ul className="lf-lines">
            {feverTasks.map((task) => (
              <li key={task.person}>
                <Mark tone={task.endedAt === undefined ? 'danger' : 'good'}>
                  {t('passageForm.person', { n: task.person + 1 })}
                </Mark>{' '}
                {task.endedAt === undefined
                  ? t('passage.feverDue', { opened: dateTime(task.openedAt), due: dateTime(task.dueAt) })
                  : t('passage.feverEnded', {
                      opened: dateTime(task.openedAt),
                      at: dateTime(task.endedAt),
                      outcome: task.outcome === undefined ? '–' : t(`feverOutcome.${task.outcome}`),
                    })}
              </li>
            ))}
          </ul>
        </>
      )}

      <h3>{t('passage.versions')}</h3>
      <Versions versions={versions} />

      <h3>{t('passage.origin')}</h3>
      <Facts
        of={[
          current.source === undefined
            ? [t('column.device'), names.device(current.device)]
            : [
                t('column.source'),
                t('passage.source', {
                  file: current.source.file ?? names.file(current.source.import),
                  sheet: current.source.sheet ?? '–',
                  rows: current.source.rows.join(', '),
                }),
              ],
          [t('column.claimed'), exactTime(current.claimed)],
          [t('column.received'), exactTime(current.received)],
          current.shift === undefined
            ? undefined
            : [t('column.shift'), shiftName(t, current.shift, current.ofShift)],
          [t('column.position'), `#${current.position}`],
          [t('passage.id'), <code key="id">{current.passage}</code>],
        ]}
      />

      <OpenDialog
        entries={asking === undefined ? [] : [current.id]}
        purpose={asking === 'correct' ? 'correction' : 'verification'}
        close={() => setAsking(undefined)}
        opened={([opened]) => {
          if (asking === 'correct') setCorrecting(personalOf(opened?.personal));
          else setPersonal(personalOf(opened?.personal));
        }}
      />
      <CorrectDialog
        story={story}
        personal={correcting}
        close={() => setCorrecting(undefined)}
        done={again}
      />
      <VoidDialog row={current} open={voiding} close={() => setVoiding(false)} done={again} />
    </>
  );
}
