import type { BoardKey, TaskBoardRow } from '@lianfang/domain/kernel/taskReads.ts';
import { taskKinds } from '@lianfang/domain/tasks.ts';
import { Button, Segmented } from 'antd';
import { useTranslation } from 'react-i18next';
import { languageOf } from '../../i18n/desk/i18n.ts';
import { useRead } from '../../kernel/useRead.ts';
import { BalanceBar } from '../../ui/desk/BalanceBar.tsx';
import { DataTable } from '../../ui/desk/DataTable.tsx';
import { count } from '../../ui/desk/format.ts';
import { Mark, Sheet } from '../../ui/desk/Page.tsx';
import { Loaded, Notice } from '../../ui/desk/States.tsx';
import { useFilters } from '../../ui/desk/useFilters.ts';

const ways = ['unit', 'area', 'kind', 'age'] as const satisfies readonly BoardKey[];
type Way = (typeof ways)[number];
type Props = {
  narrow: { kind?: string; area?: string; unit?: string };
  pick: (by: 'unit' | 'area' | 'kind', key: string) => void;
};

/** All tasks by unit, area, kind or age, with the balance; the worst first. */
export function TaskBoard({ narrow, pick }: Props) {
  const { t, i18n } = useTranslation();
  const filters = useFilters();
  const by = ways.find((way) => way === filters.get('by')) ?? 'unit';
  const board = useRead('task.board', { by, ...narrow }, { live: true, keep: true });
  const nameOf = (row: TaskBoardRow) => {
    if (by === 'age') return t(`taskAge.${row.key}`);
    if (by === 'kind')
      return (
        Object.entries(taskKinds).find(([kind]) => kind === row.key)?.[1].title[languageOf(i18n.language)] ??
        row.key
      );
    return row.name ?? row.key;
  };
  const number = (key: 'overdue' | 'amber' | 'returned' | 'asked' | 'contested' | 'unheard') => ({
    key,
    title: t(`taskBoard.${key}`),
    align: 'right' as const,
    className: 'lf-num',
    render: (_v: unknown, row: TaskBoardRow) =>
      row[key] === 0 ? (
        <span className="lf-word-muted">0</span>
      ) : (
        <Mark tone={key === 'overdue' || key === 'unheard' ? 'danger' : 'warn'}>{count(row[key])}</Mark>
      ),
  });
  return (
    <Sheet
      title={
        <Segmented<Way>
          aria-label={t('taskBoard.title')}
          value={by}
          onChange={(way) => filters.change({ by: way === 'unit' ? undefined : way })}
          options={ways.map((way) => ({ value: way, label: t(`taskBoard.by.${way}`) }))}
        />
      }
    >
      <Loaded of={board} rows={5}>
        {(data) => (
          <>
            <BalanceBar
              whole={{ label: t('taskBoard.received'), n: data.total.received }}
              broken={t('balanceBar.broken')}
              parts={[
                { key: 'closed', label: t('taskBoard.closed'), n: data.total.closed, tone: 'good' },
                { key: 'open', label: t('taskBoard.open'), n: data.total.open, tone: 'open' },
                { key: 'returned', label: t('taskBoard.returned'), n: data.total.returned, tone: 'quiet' },
              ]}
              of={[
                { key: 'overdue', label: t('taskBoard.overdue'), n: data.total.overdue, tone: 'danger' },
                { key: 'amber', label: t('taskBoard.amber'), n: data.total.amber, tone: 'warn' },
                { key: 'unheard', label: t('taskBoard.unheard'), n: data.total.unheard, tone: 'danger' },
              ]}
            />
            <DataTable<TaskBoardRow>
              name={t('taskBoard.title')}
              rowKey="key"
              dataSource={[...data.rows].sort(
                (a, b) => b.overdue - a.overdue || b.amber - a.amber || b.open - a.open,
              )}
              locale={{ emptyText: <Notice title={t('taskBoard.none')} /> }}
              {...(data.rows.length > 8 ? { scroll: { x: 'max-content', y: 300 } } : {})}
              columns={[
                {
                  key: 'name',
                  title: t(`taskBoard.by.${by}`),
                  fixed: 'left',
                  width: 240,
                  ellipsis: true,
                  render: (_v, row) =>
                    by === 'age' ? (
                      nameOf(row)
                    ) : (
                      <Button type="link" size="small" onClick={() => pick(by, row.key)}>
                        {nameOf(row)}
                      </Button>
                    ),
                },
                number('overdue'),
                number('amber'),
                {
                  key: 'open',
                  title: t('taskBoard.open'),
                  align: 'right',
                  className: 'lf-num',
                  render: (_v, row) => count(row.open),
                },
                {
                  key: 'bar',
                  title: t('taskBoard.balance'),
                  width: 220,
                  render: (_v, row) => (
                    <BalanceBar
                      size="small"
                      whole={{ label: '', n: row.received }}
                      broken={t('balanceBar.broken')}
                      parts={[
                        { key: 'closed', label: '', n: row.closed, tone: 'good' },
                        { key: 'open', label: '', n: row.open, tone: 'open' },
                        { key: 'returned', label: '', n: row.returned, tone: 'quiet' },
                      ]}
                    />
                  ),
                },
                {
                  key: 'received',
                  title: t('taskBoard.received'),
                  align: 'right',
                  className: 'lf-num',
                  render: (_v, row) => count(row.received),
                },
                number('returned'),
                number('asked'),
                number('contested'),
                number('unheard'),
              ]}
            />
          </>
        )}
      </Loaded>
    </Sheet>
  );
}
