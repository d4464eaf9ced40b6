import type { MineRow } from '@lianfang/domain/modules/verification/reads.ts';
import { Icon } from '../../ui/touch/Icon.tsx';

type Name =
  | 'phone'
  | 'noPhone'
  | 'address'
  | 'from'
  | 'arrived'
  | 'document'
  | 'remark'
  | 'sender'
  | 'area'
  | 'flags';
type Props = {
  row: MineRow;
  area: string | undefined;
  words: (name: Name) => string;
  flag: (flag: string) => string;
  onCall: () => void;
};

const plain = ['address', 'from', 'arrived', 'remark', 'document'] as const;

/** What a list says of a person, the way to them first. */
export function RowFacts({ row, area, words, flag, onCall }: Props) {
  const { phone } = row.personal ?? {};
  const value = { ...row.personal, arrived: row.arrived };
  return (
    <dl className="facts">
      {phone !== undefined && (
        <div className="fact-phone">
          <dt>{words('phone')}</dt>
          <dd>
            <a href={`tel:${phone}`} data-testid="phone" onClick={onCall}>
              <Icon name="phone" size={22} />
              <span>{spaced(phone)}</span>
            </a>
          </dd>
        </div>
      )}
      {plain.map(
        (name) =>
          value[name] !== undefined && (
            <div key={name} className={`fact-${name}`}>
              <dt>{words(name)}</dt>
              <dd>{value[name]}</dd>
            </div>
          ),
      )}
      {area !== undefined && (
        <div>
          <dt>{words('area')}</dt>
          <dd>{area}</dd>
        </div>
      )}
      <div>
        <dt>{words('sender')}</dt>
        <dd>{row.sender}</dd>
      </div>
      {row.flags.length > 0 && (
        <div className="fact-flags">
          <dt>{words('flags')}</dt>
          <dd>
            <Icon name="warn" size={16} />
            {row.flags.map(flag).join(' · ')}
          </dd>
        </div>
      )}
    </dl>
  );
}

/** 199 0000 0001: read out and dialled in groups. */
function spaced(phone: string): string {
  return /^\d{11}$/.test(phone) ? `${phone.slice(0, 3)} ${phone.slice(3, 7)} ${phone.slice(7)}` : phone;
}
