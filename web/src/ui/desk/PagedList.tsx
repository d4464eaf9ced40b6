import { Pagination, type TableProps } from 'antd';
import { type Key, type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Column, DataTable } from './DataTable.tsx';
import { Sheet } from './Page.tsx';
import { Loaded } from './States.tsx';
import type { Filters } from './useFilters.ts';

const sizes = [20, 50, 100, 200, 500];

/**
 * Where someone is in a list that is gone through by a cursor. Another question (`asked`) begins at the first page. The
 * size of a page stands in the address: of those up to `most`, or the `usual` one.
 */
export function usePages(filters: Filters, asked: unknown, { usual = 50, most = 500 } = {}) {
  const offered = sizes.filter((size) => size <= most);
  const wanted = Number(filters.get('size'));
  const size = offered.includes(wanted) ? wanted : usual;
  const question = JSON.stringify([asked, size]);
  // Cursors of the pages gone through, for what is asked alone.
  const [trail, setTrail] = useState<{ of: string; cursors: string[] }>({ of: question, cursors: [] });
  const cursors = trail.of === question ? trail.cursors : [];
  const after = cursors[cursors.length - 1];
  return {
    /** What a read is asked besides its filter. */
    params: { limit: size, ...(after === undefined ? {} : { after }) },
    page: cursors.length,
    size,
    sizes: offered,
    back: () => setTrail({ of: question, cursors: cursors.slice(0, -1) }),
    on: (next: string) => setTrail({ of: question, cursors: [...cursors, next] }),
    setSize: (to: number) => filters.change({ size: String(to) }),
  };
}
type Pages = ReturnType<typeof usePages>;

type FootProps = { pages: Pages; total: number; next: string | undefined; children: ReactNode };

/** The foot of a list that is gone through by a cursor: what is said of it on the left, the pages on the right. */
export function CursorPages({ pages, total, next, children }: FootProps) {
  const { page, size } = pages;
  return (
    <div className="lf-pages">
      <span role="status">{children}</span>
      <Pagination
        simple={{ readOnly: true }}
        current={page + 1}
        pageSize={size}
        // As far as is known there is one more as long as one is promised.
        total={Math.max(total, (page + 1) * size + (next === undefined ? 0 : 1))}
        showSizeChanger
        pageSizeOptions={pages.sizes}
        onShowSizeChange={(_page, asked) => pages.setSize(asked)}
        onChange={(to) => {
          if (to === page) pages.back();
          else if (to > page + 1 && next !== undefined) pages.on(next);
        }}
      />
    </div>
  );
}

/** Rows of a list that are chosen for something to be done with all of them. */
export function useChosen() {
  const { t } = useTranslation();
  const [chosen, setChosen] = useState<string[]>([]);
  return {
    chosen,
    clear: () => setChosen([]),
    rowSelection: {
      selectedRowKeys: chosen,
      onChange: (keys: Key[]) => setChosen(keys.map(String)),
      getTitleCheckboxProps: () => ({ 'aria-label': t('tasks.chooseAll') }),
      getCheckboxProps: () => ({ 'aria-label': t('tasks.choose') }),
    },
  };
}

type Answer = { total: number; next?: string | undefined };
type Query<D> = {
  data: D | undefined;
  error: unknown;
  isPending: boolean;
  isPlaceholderData: boolean;
  refetch: () => unknown;
};
type Props<D, T> = Pick<TableProps<T>, 'rowKey' | 'rowSelection' | 'rowClassName' | 'onRow'> & {
  name: string;
  of: Query<D>;
  /** The rows of the page that was read. */
  rows: (data: D) => readonly T[];
  columns: Column<T>[];
  pages: Pages;
  /** What stands in the place of no rows. */
  none: ReactNode;
  /** What is said of the whole list at its foot. */
  total: (data: D) => ReactNode;
  /** What stands over the table. */
  head?: (data: D) => ReactNode;
};

/** The sheet with a list that is gone through by a cursor: its rows, or why there are none, and the pages. */
export function PagedList<D extends Answer, T extends object>(props: Props<D, T>) {
  const { name, of, rows, columns, pages, none, total, head, ...table } = props;
  return (
    <Sheet>
      <Loaded of={of} rows={12}>
        {(data) => (
          <>
            {head?.(data)}
            <DataTable<T>
              name={name}
              loading={of.isPlaceholderData}
              columns={columns}
              dataSource={rows(data)}
              locale={{ emptyText: none }}
              {...table}
            />
            <CursorPages pages={pages} total={data.total} next={data.next}>
              {total(data)}
            </CursorPages>
          </>
        )}
      </Loaded>
    </Sheet>
  );
}
