import type { PostOnBoard } from '@lianfang/domain/modules/checkpoint/reads.ts';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { clock, count } from '../../../ui/desk/format.ts';
import { Mark } from '../../../ui/desk/Page.tsx';
import { useAgo } from '../../../ui/desk/useAgo.ts';
import { shiftWord } from './shiftWord.ts';
import { isSilent } from './silence.ts';

const shown = [
  'checkpoint.vehicles.checked',
  'checkpoint.persons.screened',
  'checkpoint.persons.turned_back',
  'checkpoint.samples.collected',
] as const;

type Props = { post: PostOnBoard; now: number; link: (indicator: string) => string };

/** One post on the board: who stands there, when something last came, its figures of the period, its fevers. */
export function PostCard({ post, now, link }: Props) {
  const { t } = useTranslation();
  const ago = useAgo();
  const silent = post.active && isSilent(post, now);
  const tone = post.fevers.overdue > 0 ? 'danger' : silent || (post.active && !post.shift) ? 'warn' : 'quiet';
  return (
    <li className={`lf-post lf-${tone}`}>
      <header>
        <h3>
          <span className="lf-post-code">{post.code}</span> {post.name}
        </h3>
        {post.fevers.open > 0 ? (
          <Link to={`/fevers?post=${post.code}`} className="lf-post-fever">
            <Mark tone={post.fevers.overdue > 0 ? 'danger' : 'warn'}>
              {t(post.fevers.overdue > 0 ? 'posts.feverOverdue' : 'posts.feverOpen', {
                n: post.fevers.overdue || post.fevers.open,
              })}
            </Mark>
          </Link>
        ) : null}
      </header>
      <p className="lf-post-state">
        {!post.active ? (
          <Mark tone="quiet">{t('posts.closed')}</Mark>
        ) : post.shift === undefined ? (
          <Mark tone="warn">{t('posts.unstaffed')}</Mark>
        ) : (
          <Mark tone="good">
            {t('posts.staffed', { at: clock(post.shift.openedAt) })}
            {post.shift.label === undefined ? '' : ` · ${shiftWord(t, post.shift.label)}`}
          </Mark>
        )}
        <span className={silent ? 'lf-word-warn' : 'lf-word-muted'}>
          {post.lastPassageAt === undefined
            ? t('posts.noPassage')
            : t('posts.lastPassage', { ago: ago(now - Date.parse(post.lastPassageAt)) })}
        </span>
      </p>
      <p
        className="lf-post-agencies"
        title={post.shift?.agencies.map((agency) => t(`agency.${agency}`)).join(t('common.listComma'))}
      >
        {post.shift === undefined || post.shift.agencies.length === 0
          ? '–'
          : post.shift.agencies.map((agency) => t(`agency.${agency}`)).join(' · ')}
      </p>
      <ul className="lf-post-values">
        {shown.map((id) => (
          <li key={id}>
            <Link to={link(id)}>
              <b>{count(post.values[id] ?? 0)}</b>
              <span>{t(`posts.value.${id.replaceAll('.', '_')}`)}</span>
            </Link>
          </li>
        ))}
      </ul>
      {post.handover === undefined ? null : (
        <p className="lf-post-handover" title={post.handover}>
          {t('posts.handover')} {post.handover}
        </p>
      )}
    </li>
  );
}
