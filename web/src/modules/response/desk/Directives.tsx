import type { DirectiveRow } from '@lianfang/domain/modules/response/rows.ts';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { deliver } from '../../../kernel/api.ts';
import { Clip } from '../../../ui/desk/Clip.tsx';
import type { Choice, Choices } from '../../../ui/desk/choices.ts';
import type { Column } from '../../../ui/desk/DataTable.tsx';
import { Due } from '../../../ui/desk/Due.tsx';
import { EntryDialog } from '../../../ui/desk/EntryDialog.tsx';
import { shortTime } from '../../../ui/desk/format.ts';
import { Mark } from '../../../ui/desk/Page.tsx';
import { OrderFields, type OrderFieldsValue, orderOf } from './fields.tsx';
import { StandingLine } from './StandingLine.tsx';

const tones = { open: 'warn', acknowledged: 'quiet', done: 'warn', ended: 'good' } as const;

export function DirectiveState({ state }: { state: DirectiveRow['state'] }) {
  const { t } = useTranslation();
  return <Mark tone={tones[state]}>{t(`directiveState.${state}`)}</Mark>;
}

export function PriorityMark({ of }: { of: number }) {
  const { t } = useTranslation();
  return <Mark tone={of === 1 ? 'danger' : of === 2 ? 'warn' : 'quiet'}>{t(`priority.${of}`)}</Mark>;
}

/** The columns of the list of directives. */
export function useDirectiveColumns(now: number): Column<DirectiveRow>[] {
  const { t } = useTranslation();
  const column = (key: string, more: Partial<Column<DirectiveRow>>): Column<DirectiveRow> => ({
    key,
    name: t(`directives.${key}`),
    title: t(`directives.${key}`),
    ...more,
  });
  return [
    column('number', {
      fixedPlace: true,
      fixed: 'left',
      align: 'right',
      className: 'lf-num',
      render: (_v, row) => row.number,
    }),
    column('name', {
      fixedPlace: true,
      render: (_v, row) => (
        <Clip title={row.title} width={320}>
          <Link to={`/directives/${row.id}`}>{row.title}</Link>
        </Clip>
      ),
    }),
    column('state', { render: (_v, row) => <DirectiveState state={row.state} /> }),
    column('due', {
      render: (_v, row) => (
        <Due
          at={row.dueAt}
          now={now}
          light={row.state === 'ended' ? 'grey' : row.overdue ? 'red' : 'green'}
        />
      ),
    }),
    column('standing', { width: 360, render: (_v, row) => <StandingLine of={row.standing} /> }),
    column('priority', { render: (_v, row) => <PriorityMark of={row.priority} /> }),
    column('addressees', {
      render: (_v, row) => {
        const all = row.addressees.join(t('common.listComma'));
        return (
          <Clip title={all} width={220}>
            {all}
          </Clip>
        );
      },
    }),
    column('area', { render: (_v, row) => row.areaName }),
    column('by', { render: (_v, row) => row.issuedBy.display }),
    column('issuedAt', { className: 'lf-num', render: (_v, row) => shortTime(row.issuedAt) }),
    column('from', {
      spare: true,
      render: (_v, row) =>
        t(
          row.meeting !== undefined
            ? 'directives.fromMeeting'
            : row.inside !== undefined
              ? 'directives.fromInside'
              : 'directives.fromDesk',
        ),
    }),
  ];
}

type Props = {
  open: boolean;
  close: () => void;
  response: string;
  choices: Choices;
  taskForces: readonly Choice[];
  /** The task force inside which its lead issues it, and its members. */
  inside?: { id: string; members: readonly Choice[] } | undefined;
};

/** Issues an order to several at once: each of them gets a task of their own. */
export function DirectiveDialog({ open, close, response, choices, taskForces, inside }: Props) {
  const { t } = useTranslation();
  return (
    <EntryDialog<OrderFieldsValue>
      open={open}
      close={close}
      width={820}
      title={t(inside === undefined ? 'directives.issue' : 'directives.issueInside')}
      words={t('directives.issueWords')}
      go={t('directives.issue')}
      said={t('directives.issued')}
      send={(fields) =>
        deliver('response.directive.issued', {
          response,
          ...(inside === undefined ? {} : { inside: inside.id }),
          ...orderOf(fields),
        })
      }
    >
      <OrderFields
        choices={choices}
        taskForces={taskForces}
        {...(inside === undefined ? {} : { only: inside.members })}
      />
    </EntryDialog>
  );
}
