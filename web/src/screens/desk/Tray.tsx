import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { deliver } from '../../kernel/api.ts';
import { useRead } from '../../kernel/useRead.ts';
import { useSession } from '../../modules/access/desk/session.tsx';
import { PlaceDialog, ReturnDialog } from '../../modules/verification/desk/RowDialogs.tsx';
import { Tray, type TrayDeed, type TrayRow } from '../../modules/verification/desk/Tray.tsx';
import { aliasOf } from '../../modules/verification/desk/words.tsx';
import { FilterSelect } from '../../ui/desk/Filters.tsx';
import { count } from '../../ui/desk/format.ts';
import { OpenDialog } from '../../ui/desk/OpenDialog.tsx';
import { Page, Sheet } from '../../ui/desk/Page.tsx';
import { Loaded, Notice } from '../../ui/desk/States.tsx';
import { useClock } from '../../ui/desk/useClock.ts';
import { useDeliver } from '../../ui/desk/useDeliver.ts';
import { useFilters } from '../../ui/desk/useFilters.ts';
import { useKept } from '../../ui/desk/useKept.ts';
import { useChoices } from './choices.tsx';
import { useOpened } from './useOpened.tsx';

const PAGE = 50;

/** The tray of rows that could not be placed: each gets its place with one key. */
export default function TrayScreen() {
  const { t } = useTranslation();
  const { me } = useSession();
  const choices = useChoices();
  const now = useClock(20_000);
  const filters = useFilters();
  const act = useDeliver();
  const { opened, keep } = useOpened();
  const [learn, setLearn] = useKept('lianfang.desk.tray.learn', true);
  const [at, setAt] = useState(0);
  const [done, setDone] = useState<ReadonlySet<string>>(new Set());
  const [asking, setAsking] = useState<{ to: 'edit' | 'none' | 'open'; row: TrayRow }>();
  const list = filters.get('list');
  const tray = useRead(
    'verification.unplaced',
    { limit: PAGE * 2, ...(list === undefined ? {} : { list }) },
    { live: true, keep: true },
  );
  const lists = useRead('verification.lists', { state: 'open', limit: 200 }, {});
  const rows = (tray.data?.rows ?? []).filter(({ id }) => !done.has(id));
  const current = Math.min(at, Math.max(0, rows.length - 1));
  const close = () => setAsking(undefined);
  const ended = (id: string) => setDone((old) => new Set([...old, id]));
  const deed = (one: TrayDeed) => {
    if (one.to !== 'place') {
      setAsking(one);
      return;
    }
    // It goes at once; what the ledger says no to comes back with the next reading.
    ended(one.row.id);
    act.mutate(
      {
        send: () =>
          deliver('verification.row.placed', {
            row: one.row.id,
            area: one.area,
            ...(one.alias === undefined ? {} : { alias: one.alias }),
          }),
      },
      {
        onSettled: (answer) => {
          if (answer?.status !== 'applied')
            setDone((old) => new Set([...old].filter((id) => id !== one.row.id)));
        },
      },
    );
  };
  // Opened together: with one reason the next rows of the same list too, so that keys can follow one another. None once
  // somebody else has placed the row that was asked for.
  const from = asking?.to === 'open' ? rows.findIndex(({ id }) => id === asking.row.id) : -1;
  const toOpen = (from < 0 ? [] : rows.slice(from))
    .filter(({ id, list: of }) => of === asking?.row.list && !opened.has(id))
    .slice(0, 20)
    .map(({ id }) => id);
  return (
    <Page
      title={t('unplaced.title')}
      about={
        <>
          <Link to="/lists">{t('lists.title')}</Link> · {t('unplaced.about')}
        </>
      }
      actions={
        <FilterSelect
          name={t('rows.list')}
          value={list}
          change={(value) => filters.change({ list: value })}
          options={(lists.data?.lists ?? []).map((one) => ({
            value: one.id,
            label: `${one.sender} · ${one.name}`,
          }))}
        />
      }
    >
      <Sheet>
        <Loaded of={tray} rows={10}>
          {(data) => {
            const left = Math.max(0, data.total - data.rows.filter(({ id }) => done.has(id)).length);
            return left === 0 || rows.length === 0 ? (
              <Notice tone="good" title={t('unplaced.empty')}>
                {t('unplaced.emptyWords')}
              </Notice>
            ) : (
              <>
                <p role="status">{t('unplaced.left', { n: count(left) })}</p>
                <Tray
                  rows={rows}
                  at={current}
                  go={setAt}
                  opened={opened}
                  learn={learn}
                  setLearn={setLearn}
                  now={now}
                  county={me.county.slice(0, 6)}
                  act={deed}
                />
              </>
            );
          }}
        </Loaded>
      </Sheet>
      <OpenDialog entries={toOpen} close={close} opened={keep} />
      <PlaceDialog
        row={asking?.to === 'edit' ? asking.row.id : undefined}
        close={close}
        done={() => asking !== undefined && ended(asking.row.id)}
        choices={choices}
        alias={asking === undefined ? undefined : aliasOf(opened.get(asking.row.id)?.address)}
      />
      <ReturnDialog
        open={asking?.to === 'none'}
        rows={asking === undefined ? [] : [asking.row.id]}
        close={close}
        done={() => asking !== undefined && ended(asking.row.id)}
      />
    </Page>
  );
}
