import type { PassageRow } from '@lianfang/domain/modules/checkpoint/reads.ts';
import { Button, Tag } from 'antd';
import type { TFunction } from 'i18next';
import type { Column } from '../../../ui/desk/DataTable.tsx';
import { count, dateTime, exactTime, shortTime } from '../../../ui/desk/format.ts';
import { Mark } from '../../../ui/desk/Page.tsx';
import { shiftWord } from './shiftWord.ts';

type Row = PassageRow;
export type Outcome = Row['outcome'];

const tones = {
  passed: 'good',
  turned_back: 'warn',
  sent_to_sampling: 'quiet',
  handed_to_clinician: 'danger',
} as const;

/** An outcome with a mark that does not speak by colour alone. */
export function OutcomeMark({ outcome, t }: { outcome: Outcome; t: TFunction }) {
  return <Mark tone={tones[outcome]}>{t(`outcome.${outcome}`)}</Mark>;
}

export function StateTag({ state, t }: { state: Row['state']; t: TFunction }) {
  if (state === 'current') return null;
  return <Mark tone={state === 'voided' ? 'danger' : 'quiet'}>{t(`passageState.${state}`)}</Mark>;
}

/** A shift by its label and the time it was opened; by the end of its id while it has not arrived. */
export function shiftName(t: TFunction, id: string, of: Row['ofShift']): string {
  if (of === undefined) return `…${id.slice(-8)}`;
  return [of.label && shiftWord(t, of.label), dateTime(of.openedAt)].filter(Boolean).join(' · ');
}

type Names = {
  post: (code: string) => string;
  device: (id: string) => string;
  file: (id: string) => string;
};

/** A column of the screen as the export knows it. */
export function exportedColumns(column: string): string[] {
  if (column === 'post') return ['post', 'postName'];
  return [column === 'source' ? 'origin' : column];
}

/** The columns of a list of passages; of counted persons, a row each, where a figure counts persons. Keys are the names of the fields. */
export function passageColumns(
  t: TFunction,
  names: Names,
  open: (row: Row) => void,
  { persons }: { persons: boolean },
): Column<Row>[] {
  const column = (key: keyof Row, more: Partial<Column<Row>>): Column<Row> => ({
    key,
    dataIndex: key,
    name: t(`column.${key}`),
    title: t(`column.${key}`),
    ...more,
  });
  const number = (key: 'persons' | 'certificates' | 'samples' | 'fevers') =>
    column(key, {
      align: 'right',
      className: 'lf-num',
      render: (value: number) => (value === 0 ? <span className="lf-word-muted">0</span> : count(value)),
    });
  const person = column('person', {
    fixedPlace: true,
    render: (index?: number) => (index === undefined ? '' : t('passageForm.person', { n: index + 1 })),
  });
  return [
    column('occurred', {
      fixedPlace: true,
      fixed: 'left',
      render: (_value, row) => (
        <Button
          type="link"
          size="small"
          className="lf-num"
          title={exactTime(row.occurred)}
          onClick={() => open(row)}
        >
          {shortTime(row.occurred)}
          <span className="lf-hidden">{t('records.open')}</span>
        </Button>
      ),
    }),
    ...(persons ? [person] : []),
    column('post', { render: (code: string) => `${code} ${names.post(code)}` }),
    column('mode', {
      render: (_value, row) =>
        row.mode === 'pedestrian'
          ? t('mode.pedestrian')
          : t(row.vehicleType === undefined ? 'mode.vehicle' : `vehicleType.${row.vehicleType}`),
    }),
    column('from', { ellipsis: true, width: 150, render: (text?: string) => text ?? '–' }),
    column('to', { ellipsis: true, width: 150, render: (text?: string) => text ?? '–' }),
    column('outcome', { render: (outcome: Outcome) => <OutcomeMark outcome={outcome} t={t} /> }),
    column('reason', { render: (reason?: string) => (reason === undefined ? '' : t(`reason.${reason}`)) }),
    number('persons'),
    number('certificates'),
    number('samples'),
    column('fevers', {
      align: 'right',
      className: 'lf-num',
      render: (value: number) =>
        value === 0 ? <span className="lf-word-muted">0</span> : <Mark tone="danger">{value}</Mark>,
    }),
    column('flags', {
      render: (flags: string[]) => (
        <>
          {flags.map((flag) => (
            <Tag key={flag}>{t(`flag.${flag}`)}</Tag>
          ))}
        </>
      ),
    }),
    column('state', {
      render: (state: Row['state']) =>
        state === 'current' ? t('passageState.current') : <StateTag state={state} t={t} />,
    }),
    column('source', {
      ellipsis: true,
      width: 200,
      render: (_value, row) =>
        row.source === undefined
          ? t('origin.device')
          : `${row.source.file ?? names.file(row.source.import)} ${row.source.sheet ?? ''} ${row.source.rows.join(',')}`,
    }),
    column('received', { spare: true, className: 'lf-num', render: (at: string) => shortTime(at) }),
    column('claimed', { spare: true, className: 'lf-num', render: (at: string) => dateTime(at) }),
    column('device', { spare: true, ellipsis: true, width: 160, render: (id: string) => names.device(id) }),
    column('shift', {
      spare: true,
      render: (id: string | undefined, row) => (id === undefined ? '' : shiftName(t, id, row.ofShift)),
    }),
    column('position', {
      spare: true,
      align: 'right',
      className: 'lf-num',
      render: (position: string) => `#${position}`,
    }),
  ];
}
