import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { ReadResult } from '../../../kernel/api.ts';
import { count, dateTime } from '../../../ui/desk/format.ts';
import { Facts, Mark, Sheet } from '../../../ui/desk/Page.tsx';
import { StandingLine } from './StandingLine.tsx';

/** What response there is: level, on which basis, what holds at this level, how its directives stand. */
export function ResponseHead({ now }: { now: ReadResult<'response.now'> }) {
  const { t } = useTranslation();
  const { response, directives } = now;
  if (response === undefined) return null;
  const level = response.levels[0];
  return (
    <div className="lf-two lf-even">
      <Sheet className={response.state === 'active' ? `lf-level lf-level-${response.level}` : 'lf-level'}>
        <p className="lf-level-line">
          <strong>{t(`responseLevel.${response.level}`)}</strong>
          <span>{response.name}</span>
          <Mark tone={response.state === 'active' ? 'danger' : 'quiet'}>
            {t(`responseState.${response.state}`)}
          </Mark>
        </p>
        <Facts
          of={[
            [t('response.area'), response.areaName],
            [
              t('response.activatedAt'),
              `${dateTime(response.activatedAt)} · ${response.activatedBy.display}`,
            ],
            level === undefined || response.levels.length === 1
              ? undefined
              : [
                  t('response.levelSince'),
                  `${dateTime(level.from)} · ${level.by.display}${level.why === undefined ? '' : ` · ${level.why}`}`,
                ],
            response.closed === undefined
              ? undefined
              : [
                  t('response.closedAt'),
                  `${dateTime(response.closed.at)} · ${response.closed.by.display} · ${response.closed.why}`,
                ],
            [
              t('response.basis'),
              response.legalBasis
                .map((one) => [one.source, one.article, one.number].filter(Boolean).join(' '))
                .join(t('common.listComma')),
            ],
          ]}
        />
        <p className="lf-about lf-gap-top">{t('response.measures')}</p>
        <ul className="lf-measures">
          {response.measures.map((measure) => (
            <li key={measure}>{measure}</li>
          ))}
        </ul>
      </Sheet>
      <Sheet
        title={t('response.directives')}
        extra={<Link to="/directives">{t('response.toDirectives')}</Link>}
      >
        <p className="lf-balance-line">
          <span className="lf-balance-item">
            <b>{count(directives.issued)}</b>
            <span>{t('response.issued')}</span>
          </span>
          <span className="lf-balance-item">
            <b>
              {count(directives.total - directives.open)}
              <small>/{count(directives.total)}</small>
            </b>
            <span>{t('response.acknowledged')}</span>
          </span>
          <span className="lf-balance-item">
            <b>
              {count(directives.confirmed)}
              <small>/{count(directives.total)}</small>
            </b>
            <span>{t('response.accepted')}</span>
          </span>
          <Link
            to="/directives?state=overdue"
            className={`lf-balance-item ${directives.overdue > 0 ? 'lf-word-danger' : ''}`}
          >
            <b>{count(directives.overdue)}</b>
            <span>{t('response.overdue')}</span>
          </Link>
        </p>
        <StandingLine of={directives} />
        <Facts
          of={[
            [
              t('forces.title'),
              <Link key="f" to="/response?tab=forces">
                {count(now.taskForces)}
              </Link>,
            ],
            [
              t('meetings.tab'),
              <Link key="m" to="/response?tab=meetings">
                {count(now.meetings)}
              </Link>,
            ],
            [
              t('leaders.title'),
              <Link key="l" to="/response?tab=leaders">
                {count(now.leaders)}
              </Link>,
            ],
            now.checklist === undefined
              ? undefined
              : [
                  t('closeOut.title'),
                  <Link key="c" to="/response?tab=closeOut">
                    {count(now.checklist.done)}/{count(now.checklist.items)}
                  </Link>,
                ],
          ]}
        />
      </Sheet>
    </div>
  );
}
