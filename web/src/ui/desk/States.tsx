import { problemWords } from '@lianfang/domain/kernel/problemWords.ts';
import { Button, Skeleton } from 'antd';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { ApiProblem } from '../../kernel/api.ts';

/** A problem's words in the language of the screen: the server's own where it sent them. */
export function useProblemWords(): (problem: unknown) => string {
  const { t, i18n } = useTranslation();
  return (problem) => {
    if (!(problem instanceof ApiProblem)) return t('state.unknown');
    const known: Record<string, { zh: string; en: string }> = problemWords;
    const both = problem.words ?? known[problem.code];
    if (both !== undefined) return i18n.language.startsWith('zh') ? both.zh : both.en;
    if (problem.code === 'offline') return t('state.offlineWords');
    return t('state.unknownCode', { code: problem.code, status: problem.status });
  };
}

type NoticeProps = {
  tone?: 'quiet' | 'good' | 'warn' | 'danger';
  title: ReactNode;
  children?: ReactNode;
  action?: ReactNode;
};

/** Says in the middle of an empty space why it is empty and what can be done. */
export function Notice({ tone = 'quiet', title, children, action }: NoticeProps) {
  return (
    <div className={`lf-notice lf-${tone}`} role={tone === 'danger' ? 'alert' : 'status'}>
      <p className="lf-notice-title">{title}</p>
      {children === undefined ? null : <p className="lf-notice-words">{children}</p>}
      {action}
    </div>
  );
}

/** What stands in a place whose content could not be read: what happened, and the way to try again. */
export function Failed({ problem, again }: { problem: unknown; again?: () => void }) {
  const { t } = useTranslation();
  const words = useProblemWords();
  const offline = problem instanceof ApiProblem && problem.code === 'offline';
  const denied = problem instanceof ApiProblem && problem.code === 'access.denied';
  return (
    <Notice
      tone={offline || denied ? 'warn' : 'danger'}
      title={t(offline ? 'state.offline' : denied ? 'state.denied' : 'state.failed')}
      action={
        again === undefined || denied ? undefined : <Button onClick={again}>{t('common.tryAgain')}</Button>
      }
    >
      {words(problem)}
    </Notice>
  );
}

type Query<T> = { data: T | undefined; error: unknown; isPending: boolean; refetch: () => unknown };

/**
 * Shows what was read, or in its place what there is to say. What was read before stays on the screen when reading
 * again fails, with a line that says so: old figures marked old are better than none.
 */
export function Loaded<T>(props: { of: Query<T>; rows?: number; children: (data: T) => ReactNode }) {
  const { t } = useTranslation();
  const { of, rows = 4, children } = props;
  const words = useProblemWords();
  const again = () => void of.refetch();
  if (of.data !== undefined) {
    return (
      <>
        {of.error ? (
          <div className="lf-old" role="status">
            <span>
              {t('state.old')} {words(of.error)}
            </span>
            <Button size="small" type="link" onClick={again}>
              {t('common.tryAgain')}
            </Button>
          </div>
        ) : null}
        {children(of.data)}
      </>
    );
  }
  if (of.error) return <Failed problem={of.error} again={again} />;
  return (
    <div className="lf-loading" role="status" aria-label={t('state.loading')}>
      <Skeleton active title={false} paragraph={{ rows }} />
    </div>
  );
}
