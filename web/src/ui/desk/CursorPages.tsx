import { Pagination } from 'antd';
import { type ReactNode, useState } from 'react';

export const pageSizes = [20, 50, 100, 200, 500];

/** The size of a page that an address asks for, 50 if it asks for none that there is. */
export function pageSizeOf(asked: string | undefined): number {
  return pageSizes.includes(Number(asked)) ? Number(asked) : 50;
}

/** Cursors of the pages gone through, for what is asked alone; another question begins at the first page. */
export function useTrail(asked: string) {
  const [trail, setTrail] = useState<{ of: string; cursors: string[] }>({ of: asked, cursors: [] });
  const cursors = trail.of === asked ? trail.cursors : [];
  return {
    after: cursors[cursors.length - 1],
    page: cursors.length,
    back: () => setTrail({ of: asked, cursors: cursors.slice(0, -1) }),
    on: (next: string) => setTrail({ of: asked, cursors: [...cursors, next] }),
  };
}

type Props = {
  trail: ReturnType<typeof useTrail>;
  total: number;
  next: string | undefined;
  size: number;
  setSize: (size: number) => void;
  children: ReactNode;
};

/** The foot of a list that is gone through by a cursor: what is said of it on the left, the pages on the right. */
export function CursorPages({ trail, total, next, size, setSize, children }: Props) {
  return (
    <div className="lf-pages">
      <span role="status">{children}</span>
      <Pagination
        simple={{ readOnly: true }}
        current={trail.page + 1}
        pageSize={size}
        // As far as is known there is one more as long as one is promised.
        total={Math.max(total, (trail.page + 1) * size + (next === undefined ? 0 : 1))}
        showSizeChanger
        pageSizeOptions={pageSizes}
        onShowSizeChange={(_page, asked) => setSize(asked)}
        onChange={(to) => {
          if (to === trail.page) trail.back();
          else if (to > trail.page + 1 && next !== undefined) trail.on(next);
        }}
      />
    </div>
  );
}
