import type { ImportCounts } from '@lianfang/domain/kernel/importReads.ts';
import { Tag } from 'antd';
import { useTranslation } from 'react-i18next';
import type { z } from 'zod/mini';
import { count } from '../../../ui/desk/format.ts';

export type Counts = z.output<typeof ImportCounts>;

/** The balance of a file, large: rows = taken + held + duplicate. It is said when it does not hold. */
export function Balance({ counts, done }: { counts: Counts; done: boolean }) {
  const { t } = useTranslation();
  const holds = counts.rows === counts.taken + counts.held + counts.duplicate;
  const part = (key: 'rows' | 'taken' | 'held' | 'duplicate', tone = '') => (
    <span className={`lf-balance-part ${tone}`}>
      <b>{count(counts[key])}</b>
      <span>{t(key === 'taken' && !done ? 'balance.toTake' : `balance.${key}`)}</span>
    </span>
  );
  const flags = Object.entries(counts.flagged).filter(([, n]) => n > 0);
  return (
    <>
      <p className="lf-balance">
        {part('rows')} <span aria-hidden="true">=</span>
        {part('taken', 'lf-good')} <span aria-hidden="true">+</span>
        {part('held', counts.held > 0 ? 'lf-warn' : '')} <span aria-hidden="true">+</span>
        {part('duplicate')}
        {holds ? null : <strong className="lf-word-danger">{t('balance.broken')}</strong>}
      </p>
      <p className="lf-flags">
        {counts.byArea === undefined ? t('balance.passages', { n: count(counts.passages) }) : null}
        {flags.map(([flag, n]) => (
          <Tag key={flag}>{`${t(`importFlag.${flag}`, { defaultValue: flag })} ${count(n)}`}</Tag>
        ))}
      </p>
    </>
  );
}
