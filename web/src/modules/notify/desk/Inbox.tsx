import { type MessageKind, messageLine } from '@lianfang/domain/kernel/notify.ts';
import type { InboxMessage } from '@lianfang/domain/kernel/notifyReads.ts';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Button, Segmented } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { languageOf } from '../../../i18n/desk/i18n.ts';
import { command } from '../../../kernel/api.ts';
import { useRead } from '../../../kernel/useRead.ts';
import { count, dateTime } from '../../../ui/desk/format.ts';
import { Mark, Page, Sheet } from '../../../ui/desk/Page.tsx';
import { Loaded, Notice } from '../../../ui/desk/States.tsx';

const tones: Record<MessageKind, 'danger' | 'warn' | 'quiet'> = {
  escalated: 'danger',
  directive: 'warn',
  due_soon: 'warn',
  assigned: 'quiet',
  returned: 'warn',
  extension_asked: 'quiet',
};

/** Links of messages are paths of the product; the desk's pages stand behind the #. */
function pathOf(link: string): string {
  const [, behind] = link.split('#');
  return behind ?? (link.replace(/^\/desk\/?/, '/') || '/');
}

/** What somebody was told: counts and the way there, nothing of persons. */
export default function Inbox() {
  const { t, i18n } = useTranslation();
  const queries = useQueryClient();
  const [unread, setUnread] = useState(true);
  const [limit, setLimit] = useState(50);
  const inbox = useRead('notify.inbox', { limit, ...(unread ? { unread } : {}) }, { live: true, keep: true });
  const read = useMutation({
    /** Without any named: all. */
    mutationFn: (messages: readonly InboxMessage[] | undefined) =>
      command('notify.read', messages === undefined ? {} : { messages: messages.map(({ id }) => id) }),
    onSuccess: () => void queries.invalidateQueries({ queryKey: ['notify.inbox'] }),
  });
  return (
    <Page
      title={t('inbox.title')}
      about={t('inbox.about')}
      actions={
        <>
          <Segmented
            aria-label={t('inbox.show')}
            value={unread ? 'unread' : 'all'}
            onChange={(one) => setUnread(one === 'unread')}
            options={[
              { value: 'unread', label: `${t('inbox.unread')} ${count(inbox.data?.unread)}` },
              { value: 'all', label: t('rows.all') },
            ]}
          />
          <Button
            disabled={!inbox.data?.unread}
            loading={read.isPending}
            onClick={() => read.mutate(undefined)}
          >
            {t('inbox.readAll')}
          </Button>
        </>
      }
    >
      <Sheet>
        <Loaded of={inbox} rows={8}>
          {(data) =>
            data.messages.length === 0 ? (
              <Notice tone="good" title={t('inbox.none')}>
                {t('inbox.noneWords')}
              </Notice>
            ) : (
              <>
                <ul className="lf-lines">
                  {data.messages.map((message) => (
                    <li key={message.id} className="lf-row lf-spread">
                      <span className={message.readAt === undefined ? '' : 'lf-word-muted'}>
                        <Mark tone={message.readAt === undefined ? tones[message.kind] : 'quiet'}>
                          <Link to={pathOf(message.link)} onClick={() => read.mutate([message])}>
                            {messageLine(message.kind, message.count, languageOf(i18n.language))}
                          </Link>
                        </Mark>
                      </span>
                      <span className="lf-num lf-word-muted">{dateTime(message.at)}</span>
                    </li>
                  ))}
                </ul>
                {data.next === undefined || limit >= 200 ? null : (
                  <Button onClick={() => setLimit(200)}>{t('common.more')}</Button>
                )}
              </>
            )
          }
        </Loaded>
      </Sheet>
    </Page>
  );
}
