import type { TaskRow } from '@lianfang/domain/kernel/taskReads.ts';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useSession } from '../../modules/access/desk/session.tsx';
import { mayGo } from './menu.ts';

/** The way from a task to what it is about, for whoever may go there. */
export function SubjectLink({ task }: { task: Pick<TaskRow, 'kind' | 'subject' | 'origin'> }) {
  const { t } = useTranslation();
  const session = useSession();
  const [family = ''] = task.kind.split('.');
  const to: Record<string, string> = {
    'verification.row': `/rows/${task.subject}`,
    'response.directive': `/directives/${task.origin.id}`,
    'response.order': `/directives/${task.origin.id}`,
    'response.closeout': '/response?tab=closeOut',
  };
  const path = to[task.kind] ?? (family === 'checkpoint' ? `/records?open=${task.subject}` : undefined);
  if (path === undefined) return <>–</>;
  const words = t(`taskSubject.${family}`, { defaultValue: t('taskSubject.other') });
  const [, page] = path.split(/[/?]/);
  return mayGo(session, `/${page}`) ? <Link to={path}>{words}</Link> : words;
}
