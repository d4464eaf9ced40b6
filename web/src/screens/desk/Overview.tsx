import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useRead } from '../../kernel/useRead.ts';
import { PostCard } from '../../modules/checkpoint/desk/PostCard.tsx';
import { period as periodWords } from '../../ui/desk/format.ts';
import { Page, Sheet } from '../../ui/desk/Page.tsx';
import { Loaded, Notice } from '../../ui/desk/States.tsx';
import { useClock } from '../../ui/desk/useClock.ts';
import { DevicesBehind } from './DevicesBehind.tsx';
import { Exceptions } from './Exceptions.tsx';
import { Figures, figureLink } from './Figures.tsx';
import { LiveStamp } from './LiveStamp.tsx';
import { Obligations } from './Obligations.tsx';
import { PeriodChooser } from './PeriodChooser.tsx';
import { usePeriod } from './period.ts';
import { Trend } from './Trend.tsx';

/** The command post's first page: what needs someone now, then the figures, then who stands where. */
export default function Overview() {
  const { t } = useTranslation();
  const [period, choose] = usePeriod();
  const now = useClock(10_000);
  const { from, to } = period;
  const values = useRead('indicators.values', { from, to }, { live: true, keep: true });
  const compare = useRead('indicators.values', period.compare ?? { from, to }, {
    enabled: period.compare !== undefined,
    keep: true,
  });
  const posts = useRead('checkpoint.posts', { from, to }, { live: true, keep: true });
  const active = posts.data?.posts.filter((post) => post.active).length;
  return (
    <Page
      title={t('overview.title')}
      about={
        <>
          {periodWords(from, to, now)}{' '}
          <LiveStamp position={values.data?.position} at={values.data?.at} updatedAt={values.dataUpdatedAt} />
        </>
      }
      actions={<PeriodChooser period={period} choose={choose} />}
    >
      <Exceptions posts={posts} />
      <Obligations />
      <Loaded of={values} rows={3}>
        {(data) => (
          <Figures
            // Lists and directives have a place of their own above, as they stand now.
            values={{
              ...data,
              figures: data.figures.filter(({ indicator }) => indicator.startsWith('checkpoint.')),
            }}
            compare={compare.data}
            period={period}
            posts={active}
          />
        )}
      </Loaded>
      <div className="lf-two">
        <Trend period={period} now={now} />
        <DevicesBehind now={now} />
      </div>
      <Sheet
        title={t('overview.posts')}
        extra={<Link to={`/drill?by=post&period=${period.name}`}>{t('overview.byPost')}</Link>}
      >
        <Loaded of={posts} rows={8}>
          {(data) =>
            data.posts.length === 0 ? (
              <Notice title={t('posts.none')}>{t('posts.noneWords')}</Notice>
            ) : (
              <ul className="lf-board">
                {data.posts.map((post) => (
                  <PostCard
                    key={post.code}
                    post={post}
                    now={now}
                    link={(indicator) => figureLink(indicator, period, data.position, post.code) ?? '/drill'}
                  />
                ))}
              </ul>
            )
          }
        </Loaded>
      </Sheet>
    </Page>
  );
}
