import { Tag } from 'antd';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { ReadResult } from '../../kernel/api.ts';
import { useRead } from '../../kernel/useRead.ts';
import { count } from '../../ui/desk/format.ts';
import { useAreaName } from './reportAreas.ts';

/** Where the rows of a list go, by township, and the way to the list once it is taken. */
export function ListOfImport({ of }: { of: ReadResult<'import.one'>['import'] }) {
  const { t } = useTranslation();
  const areaName = useAreaName();
  const taken = of.state === 'committed';
  const lists = useRead('verification.lists', { state: 'all', limit: 200 }, { enabled: taken, live: true });
  const list = lists.data?.lists.find((one) => one.import === of.id);
  const areas = Object.entries(of.counts?.byArea ?? {}).sort(([, a], [, b]) => b - a);
  return (
    <>
      {areas.length === 0 && !of.counts?.unplaced ? null : (
        <p className="lf-flags">
          {t('listImport.byArea')}
          {areas.map(([code, n]) => (
            <Tag key={code}>{`${areaName(code.padEnd(12, '0'))} ${count(n)}`}</Tag>
          ))}
          {of.counts?.unplaced ? (
            <Tag className="lf-tag-warn">{`${t('listImport.unplaced')} ${count(of.counts.unplaced)}`}</Tag>
          ) : null}
        </p>
      )}
      {list === undefined ? null : (
        <p>
          <Link to={`/lists/${list.id}`}>{t('listImport.toList')}</Link>
        </p>
      )}
    </>
  );
}
