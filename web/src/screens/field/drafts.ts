import { knownRow, secretOf } from '../../kernel/replica/known.ts';
import type { Draft } from '../../modules/checkpoint/draft.ts';
import type { App } from './app.ts';

const WAIT_MS = 400;
let held = false;

/**
 * While a form is being saved it is not put by: after a kill at the wrong moment it would lie there again, and be
 * registered twice.
 */
export function holdDraft(on: boolean): void {
  held = on;
}

/** Puts the half-filled form by, sealed: a reload, a flat battery or an update does not take it away. */
export async function keepDraft(app: App, draft: Draft | undefined): Promise<void> {
  const [db, keys] = [app.database(), app.keys()];
  if (db === undefined || keys === undefined || draft === undefined) return;
  const row = await knownRow(keys, { group: 'draft', key: 'passage', at: Date.now(), secret: draft });
  // Saved in the meantime: then the form that is put by would come back as a second registration.
  if (held || app.draft.get() !== draft) return;
  await db.put('known', row);
}

export async function keptDraft(app: App): Promise<Draft | undefined> {
  const [db, keys] = [app.database(), app.keys()];
  if (db === undefined || keys === undefined) return undefined;
  return secretOf<Draft>(keys, await db.get('known', ['draft', 'passage']));
}

/** Follows the form and puts it by a moment after each change, and at once when the page is being left. */
export function watchDraft(app: App): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const put = () => {
    clearTimeout(timer);
    timer = undefined;
    if (held) return changed();
    const draft = app.draft.get();
    void keepDraft(app, draft)
      .then(() => app.draft.get() === draft && mark('kept'))
      .catch(() => undefined);
  };
  const changed = () => {
    clearTimeout(timer);
    timer = setTimeout(put, WAIT_MS);
    mark('changed');
  };
  const leaving = () => {
    if (document.visibilityState === 'hidden' && timer !== undefined) put();
  };
  const stop = app.draft.subscribe(changed);
  document.addEventListener('visibilitychange', leaving);
  return () => {
    stop();
    clearTimeout(timer);
    document.removeEventListener('visibilitychange', leaving);
  };
}

/** Whether the form on the screen is on the disk too: for whoever looks at the page from outside. */
function mark(state: 'kept' | 'changed'): void {
  document.documentElement.dataset.draft = state;
}
