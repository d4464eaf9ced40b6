import type { Envelope } from '@lianfang/domain/kernel/entry.ts';
import type { Passage, PassageCorrected } from '@lianfang/domain/modules/checkpoint/schema.ts';
import { useCallback, useEffect, useState } from 'react';
import { useWords, wordsFor } from '../../i18n/field/words.ts';
import { unseal } from '../../kernel/crypto/seal.ts';
import type { TrayRow } from '../../kernel/outbox/database.ts';
import { clearFromTray } from '../../kernel/outbox/outbox.ts';
import { blankDraft, draftOf } from '../../modules/checkpoint/draft.ts';
import { dropRefused, dropRefusedChange } from '../../modules/checkpoint/passages.ts';
import { shownPlate } from '../../modules/checkpoint/platePlan.ts';
import { Button } from '../../ui/touch/Button.tsx';
import { Icon } from '../../ui/touch/Icon.tsx';
import { Screen } from '../../ui/touch/Screen.tsx';
import { Sheet } from '../../ui/touch/Sheet.tsx';
import { show, timeText, useApp, useValue } from './context.ts';

type Item = { readonly row: TrayRow; readonly envelope: Envelope | undefined };

/** What the server held or refused: each of them seen, set right or put away by a person. */
export function TrayScreen() {
  const app = useApp();
  const words = useWords();
  const tally = useValue(app.tally);
  const [items, setItems] = useState<readonly Item[]>();
  const [settling, setSettling] = useState<Item>();

  const read = useCallback(async () => {
    const [db, keys] = [app.database(), app.keys()];
    if (db === undefined || keys === undefined) return;
    const rows = (await db.getAll('tray')).sort((a, b) => b.answeredAt - a.answeredAt).slice(0, 200);
    const opened = rows.map(async (row) => {
      const envelope = await unseal<Envelope>(keys, row.id, row.sealed).catch(() => undefined);
      return { row, envelope };
    });
    setItems(await Promise.all(opened));
  }, [app]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: each delivery may change the tray
  useEffect(() => {
    void read();
  }, [read, tally]);

  const correct = ({ row, envelope }: Item) => {
    const passage = passageIn(envelope);
    if (passage === undefined) return;
    const draft = draftOf(passage, 'all', app.draft.get() ?? blankDraft(''));
    const corrects =
      envelope?.kind === 'checkpoint.passage.corrected'
        ? { id: (envelope.data as PassageCorrected).corrects }
        : undefined;
    app.draft.set({ ...draft, corrects, tray: row.id });
    show('form');
  };
  const settle = async ({ row, envelope }: Item) => {
    const db = app.database();
    setSettling(undefined);
    if (db === undefined) return;
    const passage = envelope?.kind === 'checkpoint.passage.registered' ? passageIn(envelope) : undefined;
    if (passage !== undefined) await dropRefused(db, passage, row.id);
    if (envelope !== undefined) await dropRefusedChange(db, envelope);
    await clearFromTray(db, row.id);
    await app.refreshShift();
    app.changed();
  };
  const footer = items && items.length > 0 && (
    <Button icon="download" onPress={() => show('export')} testId="tray-export">
      {words('tray.export')}
    </Button>
  );
  return (
    <Screen
      title={words('tray.title')}
      back={{ label: words('back'), onPress: () => show('form') }}
      footer={footer}
      name="tray"
    >
      {items?.length === 0 && <p className="lead nothing">{words('tray.empty')}</p>}
      <ul className="cards">
        {items?.map((item) => (
          <li
            key={item.row.id}
            className={item.row.status === 'refused' ? 'card overdue' : 'card'}
            data-testid="tray-item"
          >
            <div className="card-main">
              <b>
                {titleOf(item.envelope) ?? words('tray.unreadable')} <small>#{item.row.seq}</small>
              </b>
              <span className="with-icon">
                <Icon name={item.row.status === 'refused' ? 'warn' : 'clock'} size={18} />
                {item.row.status === 'held'
                  ? words('tray.held')
                  : `${words('tray.refused')}：${wordsFor(words, 'refused', item.row.reason ?? '?')}`}
              </span>
              <small>
                {words('tray.times', {
                  made: item.envelope ? timeText(Date.parse(item.envelope.at)) : '–',
                  answered: timeText(item.row.answeredAt),
                })}
              </small>
            </div>
            {item.row.status === 'refused' && (
              <div className="card-deeds">
                {passageIn(item.envelope) && (
                  <Button tone="primary" onPress={() => correct(item)} testId="tray-correct">
                    {words('tray.correct')}
                  </Button>
                )}
                <Button onPress={() => setSettling(item)} testId="tray-settle">
                  {words('tray.settle')}
                </Button>
              </div>
            )}
          </li>
        ))}
      </ul>
      {settling && (
        <Sheet
          title={words('tray.settle')}
          closeLabel={words('cancel')}
          onClose={() => setSettling(undefined)}
          name="settle-sheet"
        >
          <p>{words('tray.settleWhy')}</p>
          <Button wide tone="danger" onPress={() => settle(settling)} testId="settle-go">
            {words('tray.settle')}
          </Button>
        </Sheet>
      )}
    </Screen>
  );
}

function passageIn(envelope: Envelope | undefined): Passage | undefined {
  if (envelope?.kind === 'checkpoint.passage.registered') return envelope.data as unknown as Passage;
  if (envelope?.kind === 'checkpoint.passage.corrected')
    return (envelope.data as unknown as PassageCorrected).passage;
  return undefined;
}

function titleOf(envelope: Envelope | undefined): string | undefined {
  const passage = passageIn(envelope);
  return passage?.plate === undefined ? envelope?.kind.replace('checkpoint.', '') : shownPlate(passage.plate);
}
