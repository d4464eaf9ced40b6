import type { Balance, RowView } from '@lianfang/domain/modules/verification/reads.ts';
import { Tag } from 'antd';
import { useTranslation } from 'react-i18next';
import { BalanceBar } from '../../../ui/desk/BalanceBar.tsx';
import { Mark } from '../../../ui/desk/Page.tsx';

const tones = { open: 'warn', closed: 'good', returned: 'quiet', duplicate: 'quiet' } as const;

export function RowState({ row }: { row: Pick<RowView, 'state' | 'held' | 'contested' | 'area'> }) {
  const { t } = useTranslation();
  return (
    <>
      <Mark tone={tones[row.state]}>{t(`rowState.${row.state}`)}</Mark>{' '}
      {row.held === undefined ? null : <Tag className="lf-tag-danger">{t('rows.held')}</Tag>}
      {row.state === 'open' && row.area === undefined && row.held === undefined ? (
        <Tag className="lf-tag-warn">{t('rows.unplaced')}</Tag>
      ) : null}
      {row.contested ? <Tag className="lf-tag-danger">{t('rows.contested')}</Tag> : null}
    </>
  );
}

/** received = closed + open + returned + duplicate, as a bar, checked; large with its words or small for a cell. */
export function ListBalance({ of, size = 'large' }: { of: Balance; size?: 'large' | 'small' }) {
  const { t } = useTranslation();
  return (
    <BalanceBar
      size={size}
      broken={t('balanceBar.broken')}
      whole={{ label: t('lists.received'), n: of.received }}
      parts={[
        { key: 'closed', label: t('rowState.closed'), n: of.closed, tone: 'good' },
        { key: 'open', label: t('rowState.open'), n: of.open, tone: 'open' },
        { key: 'returned', label: t('rowState.returned'), n: of.returned, tone: 'quiet' },
        { key: 'duplicate', label: t('rowState.duplicate'), n: of.duplicate, tone: 'faint' },
      ]}
      of={[
        { key: 'overdue', label: t('lists.overdue'), n: of.overdue, tone: 'danger' },
        { key: 'unplaced', label: t('lists.unplaced'), n: of.unplaced, tone: 'warn' },
        { key: 'held', label: t('lists.held'), n: of.held, tone: 'warn' },
        { key: 'contested', label: t('lists.contested'), n: of.contested, tone: 'warn' },
      ]}
    />
  );
}

/** What a row says of a person, when it was opened. */
export type Opened = {
  name?: string;
  document?: { number?: string; state?: string };
  phone?: string;
  address?: string;
  from?: string;
  remark?: string;
};

/** The personal half of a row as one line of what stands in it. */
export function OpenedWords({ of }: { of: Opened }) {
  const { t } = useTranslation();
  const parts = [of.name, of.document?.number, of.phone, of.address].filter(Boolean);
  return <span className="lf-opened">{parts.length === 0 ? t('rows.erased') : parts.join(' · ')}</span>;
}

/**
 * The name of a place that an address seems to use below its township, to be learned: letters alone, cut before the first
 * number, three at least (what is shorter is a word rather than a name). Undefined where nothing like a name is left.
 */
export function aliasOf(address: string | undefined): string | undefined {
  if (address === undefined) return undefined;
  const below = address.normalize('NFKC').replace(/^.*(?:省|自治区|市|县|区|镇|乡|街道)/u, '');
  const name = /^\p{Script=Han}{3,16}/u.exec(below.trim())?.[0];
  return name?.replace(/(?:第|住|附)$/u, '');
}
