import type { ReactNode } from 'react';
import { count } from './format.ts';

export type BalancePart = {
  key: string;
  label: ReactNode;
  n: number;
  tone: 'good' | 'open' | 'quiet' | 'faint' | 'danger';
};

type Props = {
  /** The whole and its word; the parts must add up to it. */
  whole: { label: ReactNode; n: number };
  parts: readonly BalancePart[];
  /** Of the parts, not added: overdue, unplaced. */
  of?: readonly { key: string; label: ReactNode; n: number; tone: 'danger' | 'warn' }[];
  /** Said where the parts do not add up. */
  broken: string;
  /** Large: with words and figures beside the bar; small: for a cell of a table. */
  size?: 'large' | 'small';
};

/** A whole as a bar of its parts, and whether they add up: it is said loudly when they do not. */
export function BalanceBar({ whole, parts, of = [], broken, size = 'large' }: Props) {
  const sum = parts.reduce((total, part) => total + part.n, 0);
  const holds = sum === whole.n;
  const bar = (
    <span className="lf-bar" aria-hidden="true">
      {parts
        .filter((part) => part.n > 0)
        .map((part) => (
          <span key={part.key} className={`lf-bar-${part.tone}`} style={{ flexGrow: part.n }} />
        ))}
    </span>
  );
  if (size === 'small')
    return (
      <span className="lf-bar-cell">
        {bar}
        {holds ? null : <strong className="lf-word-danger">{broken}</strong>}
      </span>
    );
  return (
    <div className="lf-balance-bar">
      <p className="lf-balance-line">
        <span className="lf-balance-item">
          <b>{count(whole.n)}</b>
          <span>{whole.label}</span>
        </span>
        <span aria-hidden="true">=</span>
        {parts.map((part, index) => (
          <span key={part.key} className="lf-balance-item">
            {index === 0 ? null : (
              <i className="lf-plus" aria-hidden="true">
                +
              </i>
            )}
            <b>{count(part.n)}</b>
            <span>
              <i className={`lf-key lf-bar-${part.tone}`} aria-hidden="true" />
              {part.label}
            </span>
          </span>
        ))}
        {of.length === 0 ? null : (
          <span className="lf-balance-of">
            {of.map((one) => (
              <span key={one.key} className={one.n > 0 ? `lf-word-${one.tone}` : 'lf-word-muted'}>
                {one.label} <b>{count(one.n)}</b>
              </span>
            ))}
          </span>
        )}
      </p>
      {bar}
      {holds ? null : (
        <p className="lf-word-danger" role="alert">
          <strong>{broken}</strong>
        </p>
      )}
    </div>
  );
}
