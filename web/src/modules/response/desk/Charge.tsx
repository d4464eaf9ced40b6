import { isInside } from '@lianfang/domain/kernel/areaCode.ts';
import type { Exception, LeaderRow } from '@lianfang/domain/modules/response/rows.ts';
import { type TaskKindName, taskKinds } from '@lianfang/domain/tasks.ts';
import { Button, Tag } from 'antd';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { languageOf } from '../../../i18n/desk/i18n.ts';
import type { ReadResult } from '../../../kernel/api.ts';
import { DataTable } from '../../../ui/desk/DataTable.tsx';
import { Due } from '../../../ui/desk/Due.tsx';
import { count, dateTime } from '../../../ui/desk/format.ts';
import { Mark } from '../../../ui/desk/Page.tsx';
import { Notice } from '../../../ui/desk/States.tsx';
import { PriorityMark } from './Directives.tsx';

type Mine = ReadResult<'response.mine'>;
type Order = Mine['directives'][number];
export type Trouble = Exception;

const tones = {
  task_overdue: 'danger',
  task_returned: 'warn',
  task_contested: 'warn',
  post_unstaffed: 'danger',
} as const;

type TroublesProps = {
  rows: readonly Trouble[];
  now: number;
  open: (task: string) => void;
  /** The way to the record that it is about; nothing where the reader may not go there. */
  record: (trouble: Trouble) => ReactNode;
};

/** What is amiss where somebody answers for it, each with the way to its task and to the record. */
export function Troubles({ rows, now, open, record }: TroublesProps) {
  const { t, i18n } = useTranslation();
  const title = (kind: string) => taskKinds[kind as TaskKindName]?.title[languageOf(i18n.language)] ?? kind;
  return (
    <DataTable<Trouble>
      name={t('mine.what')}
      rowKey={(row) => `${row.what}.${row.task?.id ?? row.post?.code ?? row.area}`}
      dataSource={[...rows]}
      locale={{
        emptyText: (
          <Notice tone="good" title={t('mine.inOrder')}>
            {t('mine.inOrderWords')}
          </Notice>
        ),
      }}
      columns={[
        {
          key: 'what',
          title: t('mine.what'),
          fixed: 'left',
          render: (_v, row) => <Mark tone={tones[row.what]}>{t(`mineException.${row.what}`)}</Mark>,
        },
        {
          key: 'where',
          title: t('mine.where'),
          render: (_v, { post, areaName }) =>
            post === undefined ? (
              areaName
            ) : (
              <>
                {post.code} {post.name} <small className="lf-word-muted">{areaName}</small>
              </>
            ),
        },
        {
          key: 'task',
          title: t('mine.about1'),
          render: (_v, { task }) =>
            task === undefined ? (
              '–'
            ) : (
              <Button type="link" size="small" onClick={() => open(task.id)}>
                {title(task.kind)}
              </Button>
            ),
        },
        {
          key: 'due',
          title: t('mine.due'),
          render: (_v, { task, what }) =>
            task === undefined ? (
              '–'
            ) : (
              <Due at={task.dueAt} now={now} light={what === 'task_overdue' ? 'red' : 'amber'} />
            ),
        },
        { key: 'record', title: t('mine.record'), render: (_v, row) => record(row) },
      ]}
    />
  );
}

/** The directives that wait for somebody, their unit or task force. */
export function OwnOrders({
  rows,
  now,
  open,
  state,
}: {
  rows: readonly Order[];
  now: number;
  open: (task: string) => void;
  /** The state of a task in words. */
  state: (state: Order['state']) => ReactNode;
}) {
  const { t } = useTranslation();
  return (
    <DataTable<Order>
      name={t('mine.directive')}
      rowKey="task"
      dataSource={[...rows]}
      locale={{ emptyText: <Notice title={t('mine.noDirectives')}>{t('mine.noDirectivesWords')}</Notice> }}
      columns={[
        {
          key: 'due',
          title: t('mine.due'),
          fixed: 'left',
          render: (_v, row) => <Due at={row.dueAt} now={now} light={row.overdue ? 'red' : 'green'} />,
        },
        {
          key: 'name',
          title: t('mine.directive'),
          render: (_v, row) => (
            <Link to={`/directives/${row.directive}`}>
              {t('directives.numbered', { n: row.number, title: row.title })}
            </Link>
          ),
        },
        {
          key: 'priority',
          title: t('priority.title'),
          render: (_v, row) => <PriorityMark of={row.priority} />,
        },
        { key: 'state', title: t('tasks.state'), render: (_v, row) => state(row.state) },
        {
          key: 'act',
          title: '',
          render: (_v, row) => (
            <Button size="small" onClick={() => open(row.task)}>
              {t('mine.handle')}
            </Button>
          ),
        },
      ]}
    />
  );
}

type PlacesProps = {
  of: readonly LeaderRow[];
  troubles: readonly Trouble[];
  /** `troubles` is all that there is: a place without any is in order. */
  whole: boolean;
  /** The ways down from a township or a post, as far as the reader may go them. */
  ofArea: (code: string) => ReactNode;
  ofPost: (code: string) => ReactNode;
};

/** The areas and posts that somebody answers for, each with how it stands and the ways down to its records. */
export function Places({ of, troubles, whole, ofArea, ofPost }: PlacesProps) {
  const { t } = useTranslation();
  const place = (key: string, name: string, n: number, ways: ReactNode) => (
    <li key={key}>
      <b>{name}</b>{' '}
      {n > 0 ? (
        <Tag className="lf-tag-danger">{t('mine.placeOpen', { n: count(n) })}</Tag>
      ) : whole ? (
        <Tag className="lf-tag-good">{t('mine.placeClear')}</Tag>
      ) : null}
      <span className="lf-row lf-wrap">{ways}</span>
    </li>
  );
  return (
    <ul className="lf-cards">
      {of.map((one) => (
        <li key={one.id} className="lf-card">
          <header>
            <h3>{one.remit ?? t('leaders.title')}</h3>
            <span className="lf-word-muted lf-num">
              {t('leaders.from')} {dateTime(one.from)}
            </span>
          </header>
          <ul className="lf-lines">
            {one.areas.map(({ code, name }) =>
              place(code, name, troubles.filter(({ area }) => isInside(area, code)).length, ofArea(code)),
            )}
            {one.posts.map(({ code, name }) =>
              place(
                code,
                `${code} ${name}`,
                troubles.filter(({ post }) => post?.code === code).length,
                ofPost(code),
              ),
            )}
          </ul>
        </li>
      ))}
    </ul>
  );
}
