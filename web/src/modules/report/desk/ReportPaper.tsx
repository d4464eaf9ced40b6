import { indicators } from '@lianfang/domain/indicators.ts';
import { countyDay } from '@lianfang/domain/kernel/time.ts';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { languageOf } from '../../../i18n/desk/i18n.ts';
import type { ReadResult } from '../../../kernel/api.ts';
import { change, count, dateTime, period } from '../../../ui/desk/format.ts';

type One = ReadResult<'report.one'>;
type Props = {
  one: One;
  /** Makes a figure the link to its records. */
  link: (text: string, indicator: string, post?: string) => ReactNode;
};

function Hand({ one, step }: { one: One; step: string }) {
  const { t } = useTranslation();
  const hand = one.hands.findLast((hand) => hand.step === step);
  return (
    <span>
      {t(`step.${step}`)} {hand === undefined ? '＿＿＿＿' : `${hand.display} ${dateTime(hand.at)}`}
    </span>
  );
}

/** The report as it will be printed. The sheet stays white at night, as paper does. */
export function ReportPaper({ one, link }: Props) {
  const { t, i18n } = useTranslation();
  const language = languageOf(i18n.language);
  const { content, report } = one;
  const titleOf = (id: string) => {
    const line =
      content.lines.find((line) => line.indicator === id)?.title ??
      indicators.find((known) => known.id === id)?.title;
    return line?.[language] ?? id;
  };
  const columns = content.lines.filter(
    (line) => content.byPost.some((post) => line.indicator in post.values) && line.unit !== 'post',
  );
  return (
    <article className="lf-paper" data-state={report.state}>
      {content.exercise ? <p className="lf-paper-exercise">{t('paper.exercise')}</p> : null}
      <header>
        <p className="lf-paper-issuer">{t('paper.issuer', { area: content.areaName })}</p>
        <p className="lf-paper-number">
          <span>{content.number}</span>
          <span>{countyDay(Date.parse(content.to) - 1)}</span>
        </p>
      </header>
      <h2>{t('paper.title', { area: content.areaName })}</h2>
      <p>
        {t('paper.period', {
          period: period(content.from, content.to, Date.parse('2000-01-01')),
          position: count(Number(content.cutOff)),
          at: dateTime(content.compiledAt),
        })}
      </p>
      <h3>{t('paper.figures')}</h3>
      <table>
        <thead>
          <tr>
            <th scope="col">{t('paper.indicator')}</th>
            <th scope="col">{t('paper.unit')}</th>
            <th scope="col" className="lf-num">
              {t('paper.value')}
            </th>
            <th scope="col" className="lf-num">
              {t('paper.before')}
            </th>
            <th scope="col" className="lf-num">
              {t('paper.change')}
            </th>
          </tr>
        </thead>
        <tbody>
          {content.lines.map((line) => (
            <tr key={line.indicator}>
              <th scope="row">{line.title[language]}</th>
              <td>{t(`unit.${line.unit}`, { defaultValue: line.unit })}</td>
              <td className="lf-num">{line.value === 0 ? '0' : link(count(line.value), line.indicator)}</td>
              <td className="lf-num">{count(line.before)}</td>
              <td className="lf-num">{change(line.value, line.before)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <h3>{t('paper.byPost')}</h3>
      {content.byPost.length === 0 ? <p>{t('paper.noPosts')}</p> : null}
      <div className="lf-paper-wide">
        <table>
          <thead>
            <tr>
              <th scope="col">{t('column.post')}</th>
              {columns.map((line) => (
                <th key={line.indicator} scope="col" className="lf-num">
                  {line.title[language]}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {content.byPost.map((post) => (
              <tr key={post.post}>
                <th scope="row">
                  {post.post} {post.name}
                </th>
                {columns.map((line) => (
                  <td key={line.indicator} className="lf-num">
                    {post.values[line.indicator]
                      ? link(count(post.values[line.indicator]), line.indicator, post.post)
                      : '0'}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <h3>{t('paper.completeness')}</h3>
      <p>
        {t(content.completeness.complete ? 'paper.complete' : 'paper.incomplete', {
          until: content.completeness.until === undefined ? '–' : dateTime(content.completeness.until),
          devices: count(content.completeness.devices),
          behind: count(content.completeness.behind.length),
          held: count(content.completeness.held),
          imports: count(content.completeness.openImports),
        })}
      </p>
      {content.completeness.behind.length === 0 ? null : (
        <ul>
          {content.completeness.behind.map((device) => (
            <li key={device.id}>
              {t('paper.behind', {
                device: device.name,
                post: device.post ?? '–',
                missing: count(device.missing),
                since: device.behindSince === undefined ? '–' : dateTime(device.behindSince),
              })}
            </li>
          ))}
        </ul>
      )}
      <h3>{t('paper.amendments')}</h3>
      {content.amendments.length === 0 ? <p>{t('paper.noAmendments')}</p> : null}
      {content.amendments.map((amendment) => (
        <div key={amendment.report}>
          <p>
            {t('paper.amendment', {
              number: amendment.number,
              period: period(amendment.from, amendment.to, Date.parse('2000-01-01')),
            })}
          </p>
          <ul>
            {amendment.changes.map((one) => (
              <li key={one.indicator}>
                {t('paper.changed', {
                  title: titleOf(one.indicator),
                  was: count(one.was),
                  is: count(one.is),
                  change: change(one.is, one.was),
                })}
              </li>
            ))}
          </ul>
        </div>
      ))}
      <footer>
        <p>
          <Hand one={one} step="compiled" />
          <Hand one={one} step="reviewed" />
        </p>
        <p>
          <Hand one={one} step="approved" />
          <Hand one={one} step="issued" />
        </p>
      </footer>
    </article>
  );
}
