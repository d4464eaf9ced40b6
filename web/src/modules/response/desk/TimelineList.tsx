import { Button, Timeline } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useRead } from '../../../kernel/useRead.ts';
import { shortTime } from '../../../ui/desk/format.ts';
import { Loaded, Notice } from '../../../ui/desk/States.tsx';

const step = 40;

/** Everything that happened in a response, the newest first; nothing is ever taken out of it. */
export function TimelineList({ response }: { response: string }) {
  const { t } = useTranslation();
  const [limit, setLimit] = useState(step);
  const rows = useRead('response.timeline', { response, limit }, { live: true, keep: true });
  return (
    <Loaded of={rows} rows={8}>
      {(data) =>
        data.rows.length === 0 ? (
          <Notice title={t('timeline.none')} />
        ) : (
          <>
            <Timeline
              className="lf-timeline"
              items={data.rows.map((row) => {
                const kind = row.kind.replaceAll('.', '_');
                const title =
                  row.level === undefined ? row.title : `${row.title} · ${t(`responseLevel.${row.level}`)}`;
                return {
                  color: /level|activated|closed/.test(row.kind) ? 'red' : 'blue',
                  content: (
                    <>
                      <span className="lf-num lf-word-muted">{shortTime(row.at)}</span>{' '}
                      <b>{t(`timelineKind.${kind}`, { defaultValue: t('timelineKind.other') })}</b>{' '}
                      {row.kind === 'response.directive.issued' ? (
                        <Link to={`/directives/${row.subject}`}>{title}</Link>
                      ) : (
                        title
                      )}{' '}
                      <span className="lf-word-muted">
                        {row.by?.display ?? ''}
                        {row.count === undefined ? '' : ` · ${t('timeline.count', { n: row.count })}`}
                      </span>
                    </>
                  ),
                };
              })}
            />
            {data.next === undefined || limit >= 500 ? null : (
              <Button onClick={() => setLimit(Math.min(500, limit + step * 3))}>{t('common.more')}</Button>
            )}
          </>
        )
      }
    </Loaded>
  );
}
