import { indicators } from '@lianfang/domain/indicators.ts';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { languageOf } from '../../i18n/desk/i18n.ts';
import type { ReadResult } from '../../kernel/api.ts';
import { change, count, share } from '../../ui/desk/format.ts';
import { figureAt, type Period } from './period.ts';

type Values = ReadResult<'indicators.values'>;

/** Title and definition of an indicator in the language of the screen; its id where it is not known here. */
export function useIndicatorWords(): (id: string) => { title: string; definition: string; unit: string } {
  const { t, i18n } = useTranslation();
  const language = languageOf(i18n.language);
  return (id) => {
    const known = indicators.find((one) => one.id === id);
    if (known === undefined) return { title: id, definition: '', unit: '' };
    return {
      title: known.title[language],
      definition: known.definition[language],
      unit: t(`unit.${known.unit}`),
    };
  };
}

/** Where a figure opens: the records that it counts; posts staffed open into the table by post; undefined for no page. */
export function figureLink(
  id: string,
  period: Pick<Period, 'from' | 'to'>,
  position: string,
  post?: string,
): string | undefined {
  if (id === 'checkpoint.posts.staffed')
    return `/drill?by=post&period=custom&from=${period.from}&to=${period.to}`;
  return figureAt({ from: period.from, to: period.to, post, indicator: id, cutOff: position });
}

type Props = { values: Values; compare: Values | undefined; period: Period; posts: number | undefined };

/** Every figure with what it is a part of and with the period before; each one is a link to its records. */
export function Figures({ values, compare, period, posts }: Props) {
  const { t } = useTranslation();
  const words = useIndicatorWords();
  const figureOf = (id: string | undefined) => values.figures.find((one) => one.indicator === id)?.value;
  const beforeWord = t(`before.${period.name}`);
  return (
    <ul className="lf-figures">
      {values.figures.map((figure) => {
        const { title, definition, unit } = words(figure.indicator);
        const of = figure.indicator === 'checkpoint.posts.staffed' ? posts : figureOf(figure.of);
        const part = share(figure.value, of);
        const previous = period.compare
          ? compare?.figures.find((one) => one.indicator === figure.indicator)?.value
          : figure.before;
        return (
          <li key={figure.indicator}>
            <Link
              to={figureLink(figure.indicator, period, values.position) ?? '/drill?by=area'}
              title={definition}
            >
              <span className="lf-figure-title">{title}</span>
              <span className="lf-figure-line">
                <span className="lf-figure-value">{count(figure.value)}</span>
                {of === undefined ? (
                  <span className="lf-figure-unit">{unit}</span>
                ) : (
                  <span className="lf-figure-of">
                    / {count(of)} {figure.of === undefined ? unit : words(figure.of).unit}
                    {part === undefined ? null : <b>{part}</b>}
                  </span>
                )}
              </span>
              <span className="lf-figure-before">
                {beforeWord} {count(previous)}
                {previous === undefined ? null : <span>{change(figure.value, previous)}</span>}
              </span>
            </Link>
          </li>
        );
      })}
    </ul>
  );
}
