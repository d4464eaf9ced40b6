import type { PassageRow } from '@lianfang/domain/modules/checkpoint/reads.ts';
import { Timeline } from 'antd';
import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import { exactTime } from '../../../ui/desk/format.ts';

const compared = [
  'outcome',
  'reason',
  'mode',
  'vehicleType',
  'from',
  'to',
  'persons',
  'certificates',
  'samples',
  'fevers',
  'occurred',
  'post',
] as const;

function shown(key: (typeof compared)[number], value: unknown, t: TFunction): string {
  if (value === undefined) return '–';
  if (key === 'occurred') return exactTime(String(value));
  if (key === 'outcome' || key === 'reason' || key === 'mode' || key === 'vehicleType')
    return t(`${key}.${value}`);
  return String(value);
}

/** Every version of a passage, first to last, each with what it changed of the one before. */
export function Versions({ versions }: { versions: readonly PassageRow[] }) {
  const { t } = useTranslation();
  return (
    <Timeline
      className="lf-versions"
      items={versions.map((version, index) => {
        const before = versions[index - 1];
        const changes = before === undefined ? [] : compared.filter((key) => before[key] !== version[key]);
        const word =
          index === 0
            ? 'registered'
            : version.state === 'voided' && index === versions.length - 1 && changes.length === 0
              ? 'voided'
              : 'corrected';
        return {
          key: version.id,
          color: word === 'voided' ? 'red' : index === versions.length - 1 ? 'green' : 'gray',
          content: (
            <>
              <b>{t(`version.${word}`)}</b> {exactTime(version.received)}{' '}
              <span className="lf-word-muted">{t('version.position', { position: version.position })}</span>
              {before === undefined || word === 'voided' ? null : changes.length === 0 ? (
                <p className="lf-word-muted">{t('version.sealedOnly')}</p>
              ) : (
                <ul className="lf-changes">
                  {changes.map((key) => (
                    <li key={key}>
                      {t(`column.${key}`)} <del>{shown(key, before[key], t)}</del> →{' '}
                      <ins>{shown(key, version[key], t)}</ins>
                    </li>
                  ))}
                </ul>
              )}
            </>
          ),
        };
      })}
    />
  );
}
