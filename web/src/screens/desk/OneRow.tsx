import { Button, Tag } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router';
import { useRead } from '../../kernel/useRead.ts';
import { useSession } from '../../modules/access/desk/session.tsx';
import { FindingDialog } from '../../modules/verification/desk/FindingDialog.tsx';
import { CorrectDialog, PlaceDialog, ReturnDialog } from '../../modules/verification/desk/RowDialogs.tsx';
import { useRowColumns } from '../../modules/verification/desk/rowColumns.tsx';
import { Attempts, Events, Findings, Placings } from '../../modules/verification/desk/Story.tsx';
import { aliasOf, type Opened, RowState } from '../../modules/verification/desk/words.tsx';
import { DataTable } from '../../ui/desk/DataTable.tsx';
import { Due } from '../../ui/desk/Due.tsx';
import { dateTime } from '../../ui/desk/format.ts';
import { OpenDialog } from '../../ui/desk/OpenDialog.tsx';
import { Facts, Page, Sheet } from '../../ui/desk/Page.tsx';
import { Loaded } from '../../ui/desk/States.tsx';
import { useClock } from '../../ui/desk/useClock.ts';
import { useChoices } from './choices.tsx';
import { mayGo } from './menu.ts';
import { RowTask } from './RowTask.tsx';
import { useOpened } from './useOpened.tsx';

/** The owner chain: who may open what is said of the person. Others read what was done and found. */
const openers = ['verification_desk', 'unit_lead', 'commander'] as const;
const nothing: ReadonlyMap<string, Opened> = new Map();

/** One row's whole story on one page: how it came, where it went, who had it, what was tried, what was found. */
export default function OneRow() {
  const { t } = useTranslation();
  const { id = '' } = useParams();
  const session = useSession();
  const choices = useChoices();
  const now = useClock(20_000);
  const { opened, keep, forget } = useOpened();
  const [asking, setAsking] = useState<'open' | 'finding' | 'return' | 'place' | 'correct'>();
  const close = () => setAsking(undefined);
  const story = useRead('verification.row', { id }, { live: true });
  const columns = useRowColumns(now, nothing).filter(({ spare }) => spare !== true);
  const works = session.has(['verification_desk']);
  const row = story.data?.row;
  const last = story.data?.versions.at(-1) ?? id;
  const personal = opened.get(last);
  const open = row?.state === 'open';
  return (
    <Page
      title={
        row === undefined ? t('oneRow.title') : t('oneRow.titled', { name: row.name ?? t('rows.nameless') })
      }
      about={
        story.data === undefined ? (
          <Link to="/rows">{t('rows.title')}</Link>
        ) : (
          <>
            {mayGo(session, '/lists') ? (
              <Link to={`/lists/${story.data.list.id}`}>{story.data.list.name}</Link>
            ) : (
              story.data.list.name
            )}{' '}
            · {story.data.list.sender} ·{' '}
            {t('rows.at', { sheet: story.data.row.sheet, row: story.data.row.row })}
          </>
        )
      }
      actions={
        row === undefined ? undefined : (
          <>
            {personal !== undefined ? (
              <Button onClick={forget}>{t('reveal.hide')}</Button>
            ) : session.has(openers) ? (
              <Button onClick={() => setAsking('open')}>{t('reveal.look')}</Button>
            ) : null}
            {works && open ? (
              <>
                <Button onClick={() => setAsking('place')}>{t('unplaced.place')}</Button>
                <Button disabled={personal === undefined} onClick={() => setAsking('correct')}>
                  {t('oneRow.correct')}
                </Button>
                <Button danger onClick={() => setAsking('return')}>
                  {t('rows.return')}
                </Button>
              </>
            ) : null}
            {open && session.has(['verification_desk', 'unit_lead']) ? (
              <Button type="primary" disabled={row.held !== undefined} onClick={() => setAsking('finding')}>
                {t('oneRow.recordGo')}
              </Button>
            ) : null}
          </>
        )
      }
    >
      <Loaded of={story} rows={12}>
        {(data) => (
          <>
            <Sheet>
              <p className="lf-row lf-wrap lf-gap">
                <RowState row={data.row} />
                <Due
                  at={data.row.task?.due ?? data.row.due}
                  now={now}
                  light={
                    data.row.state !== 'open'
                      ? 'grey'
                      : data.row.overdue
                        ? 'red'
                        : (data.row.task?.light ?? 'green')
                  }
                />
                {data.row.flags.map((flag) => (
                  <Tag key={flag}>{t(`rowFlag.${flag}`)}</Tag>
                ))}
              </p>
              <Facts
                of={[
                  ...(personal === undefined
                    ? []
                    : (
                        [
                          ['name', personal.name],
                          ['number', personal.document?.number],
                          ['phone', personal.phone],
                          ['address', personal.address],
                          ['from', personal.from],
                          ['remark', personal.remark],
                        ] as const
                      )
                        .filter(([, value]) => value !== undefined)
                        .map(([key, value]) => [t(`person.${key}`), value] as const)),
                  [t('rows.area'), data.row.areaName ?? data.row.area ?? '–'],
                  [t('rows.owner'), data.row.task?.accountName ?? data.row.unitName ?? '–'],
                  [t('rows.receivedAt'), dateTime(data.row.receivedAt)],
                  [t('oneRow.file'), data.file],
                  data.row.duplicateOf === undefined
                    ? undefined
                    : [
                        t('oneRow.duplicateOf'),
                        <Link key="d" to={`/rows/${data.row.duplicateOf}`}>
                          {t('oneRow.first')}
                        </Link>,
                      ],
                  data.repeats.length === 0
                    ? undefined
                    : [
                        t('oneRow.repeats'),
                        data.repeats.map((repeat, index) => (
                          <Link key={repeat} to={`/rows/${repeat}`}>
                            {index + 1}{' '}
                          </Link>
                        )),
                      ],
                  data.row.person === undefined || !mayGo(session, '/people')
                    ? undefined
                    : [
                        t('oneRow.person'),
                        <Link key="p" to={`/people/${data.row.person}`}>
                          {t('oneRow.toPerson')}
                        </Link>,
                      ],
                ]}
              />
              {personal === undefined ? null : <p className="lf-about">{t('reveal.logged')}</p>}
            </Sheet>
            <div className="lf-two lf-even">
              <Sheet title={t('oneRow.placings')}>
                <Placings of={data.placings} />
                <Events of={data.events} />
              </Sheet>
              <Sheet title={t('oneRow.attempts')}>
                <Attempts of={data.attempts} />
              </Sheet>
            </div>
            <Sheet title={t('oneRow.findings')}>
              <Findings story={data} maySettle={session.has(['verification_desk', 'task_force_lead'])} />
            </Sheet>
            {[...data.tasks].reverse().map((task) => (
              <RowTask key={task} id={task} choices={choices} now={now} />
            ))}
            {data.others.length === 0 ? null : (
              <Sheet title={t('oneRow.others', { n: data.others.length })}>
                <DataTable
                  name={t('oneRow.others', { n: data.others.length })}
                  rowKey="id"
                  columns={columns}
                  dataSource={data.others}
                />
              </Sheet>
            )}
          </>
        )}
      </Loaded>
      <OpenDialog entries={asking === 'open' ? [last] : []} close={close} opened={keep} />
      <FindingDialog open={asking === 'finding'} rows={[id]} close={close} choices={choices} />
      <ReturnDialog open={asking === 'return'} rows={[id]} close={close} />
      <PlaceDialog
        row={asking === 'place' ? id : undefined}
        close={close}
        choices={choices}
        alias={aliasOf(personal?.address)}
      />
      <CorrectDialog
        row={id}
        opened={asking === 'correct' ? personal : undefined}
        close={close}
        choices={choices}
      />
    </Page>
  );
}
