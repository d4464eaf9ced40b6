import { Button, Checkbox, Tag } from 'antd';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { ReadResult } from '../../../kernel/api.ts';
import { Due } from '../../../ui/desk/Due.tsx';
import { useWhyWords } from './Story.tsx';
import { aliasOf, type Opened } from './words.tsx';

export type TrayRow = ReadResult<'verification.unplaced'>['rows'][number];
export type TrayDeed =
  | { to: 'place'; row: TrayRow; area: string; alias?: string | undefined }
  | { to: 'edit' | 'none' | 'open'; row: TrayRow };

type Props = {
  rows: readonly TrayRow[];
  at: number;
  go: (to: number) => void;
  opened: ReadonlyMap<string, Opened>;
  learn: boolean;
  setLearn: (learn: boolean) => void;
  now: number;
  /** Six digits: only what lies in it, from the township down, can be given a row with one key. */
  county: string;
  act: (deed: TrayDeed) => void;
};

const TOWNSHIP = 4;

/** The rows without a place, one after the other, each ended with one key; the keys stand where they work. */
export function Tray({ rows, at, go, opened, learn, setLearn, now, county, act }: Props) {
  const { t } = useTranslation();
  const whyWords = useWhyWords();
  const place = useRef<HTMLOListElement>(null);
  const current = rows[at];
  const places = (row: TrayRow) =>
    row.candidates.filter(({ code, level }) => level >= TOWNSHIP && code.startsWith(county)).slice(0, 9);
  // An address that contradicts itself teaches nothing.
  const alias = (row: TrayRow) =>
    learn && !row.why.includes('contradiction') ? aliasOf(opened.get(row.id)?.address) : undefined;

  useEffect(() => {
    const pressed = (event: KeyboardEvent) => {
      const typing =
        event.target instanceof HTMLElement && event.target.closest('input, textarea, [role="dialog"]');
      if (typing || event.ctrlKey || event.metaKey || event.altKey) return;
      const key = event.key.toLowerCase();
      if (key === 'arrowdown' || key === 'j') go(Math.min(rows.length - 1, at + 1));
      else if (key === 'arrowup' || key === 'k') go(Math.max(0, at - 1));
      else if (current === undefined) return;
      else if (/^[1-9]$/.test(key)) {
        const candidate = places(current)[Number(key) - 1];
        if (candidate === undefined) return;
        act({ to: 'place', row: current, area: candidate.code, alias: alias(current) });
      } else if (key === 'n') act({ to: 'none', row: current });
      else if (key === 'e') act({ to: 'edit', row: current });
      else if (key === 'o') act({ to: 'open', row: current });
      else return;
      event.preventDefault();
    };
    document.addEventListener('keydown', pressed);
    return () => document.removeEventListener('keydown', pressed);
  });
  useEffect(() => {
    place.current?.children[at]?.scrollIntoView({ block: 'nearest' });
  }, [at]);

  return (
    <>
      <p className="lf-keys">
        {(['digits', 'none', 'edit', 'open', 'move'] as const).map((key) => (
          <span key={key}>
            <kbd>{t(`unplacedKey.${key}`)}</kbd> {t(`unplacedKeyWords.${key}`)}
          </span>
        ))}
        <Checkbox checked={learn} onChange={(event) => setLearn(event.target.checked)}>
          {t('unplaced.learn')}
        </Checkbox>
      </p>
      <ol className="lf-tray" ref={place}>
        {rows.map((row, index) => {
          const personal = opened.get(row.id);
          const name = alias(row);
          return (
            <li key={row.id} className={index === at ? 'lf-current' : ''} aria-current={index === at}>
              <div className="lf-tray-head">
                <Button type="text" size="small" onClick={() => go(index)} aria-label={t('unplaced.choose')}>
                  {index === at ? '▶' : '▷'}
                </Button>
                <Link to={`/rows/${row.id}`}>{personal?.name ?? row.name ?? t('rows.nameless')}</Link>
                {row.held === undefined ? null : <Tag className="lf-tag-danger">{t('rows.held')}</Tag>}
                <span className="lf-word-muted lf-clip" title={row.sender}>
                  {row.sender} · {t('rows.at', { sheet: row.sheet, row: row.row })}
                </span>
                <Due at={row.due} now={now} light={Date.parse(row.due) < now ? 'red' : 'green'} />
              </div>
              <div className="lf-tray-body">
                <p className={personal === undefined ? 'lf-word-muted' : 'lf-opened'}>
                  {personal === undefined
                    ? t('unplaced.sealed')
                    : (personal.address ?? t('unplaced.noAddress'))}{' '}
                  {personal === undefined ? (
                    <Button size="small" type="link" onClick={() => act({ to: 'open', row })}>
                      <kbd>o</kbd> {t('unplaced.open')}
                    </Button>
                  ) : null}
                  {name === undefined ? null : (
                    <Tag className="lf-tag-main">{t('unplaced.learns', { name })}</Tag>
                  )}
                </p>
                {row.why.length === 0 ? null : <p className="lf-about">{whyWords(row.why)}</p>}
                <ul className="lf-candidates">
                  {places(row).map((candidate, n) => (
                    <li key={candidate.code}>
                      <Button
                        onClick={() => act({ to: 'place', row, area: candidate.code, alias: name })}
                        title={whyWords(candidate.why)}
                      >
                        <kbd>{n + 1}</kbd> {candidate.name}{' '}
                        <small className="lf-word-muted">
                          {t('unplaced.sure', { n: Math.round(candidate.confidence * 100) })}
                        </small>
                      </Button>
                    </li>
                  ))}
                  <li>
                    <Button onClick={() => act({ to: 'edit', row })}>
                      <kbd>e</kbd> {t('unplaced.edit')}
                    </Button>
                  </li>
                  <li>
                    <Button onClick={() => act({ to: 'none', row })}>
                      <kbd>n</kbd> {t('unplaced.none')}
                    </Button>
                  </li>
                </ul>
              </div>
            </li>
          );
        })}
      </ol>
    </>
  );
}
