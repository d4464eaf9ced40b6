import { createContext, useContext, useEffect, useState } from 'react';
import { observable, useValue } from '../../kernel/connectivity/observable.ts';
import { type Signal, signal } from '../../ui/touch/signal.ts';
import type { App } from './app.ts';

export const AppContext = createContext<App | undefined>(undefined);

export function useApp(): App {
  return useContext(AppContext) as App;
}

/** What lies over the form. `form` is nothing. */
export type View =
  | 'form'
  | 'menu'
  | 'records'
  | 'fevers'
  | 'delivery'
  | 'tray'
  | 'export'
  | 'import'
  | 'close'
  | 'place-from'
  | 'place-to'
  | 'recovery'
  | 'scan'
  | 'tasks';

export const view = observable<View>('form');

/** Opens a view; the phone's back key leads to the form again. */
export function show(next: View): void {
  if (next !== 'form' && view.get() === 'form') history.pushState({ view: next }, '');
  else if (next !== 'form') history.replaceState({ view: next }, '');
  if (next === 'form' && view.get() !== 'form' && history.state?.view !== undefined) history.back();
  view.set(next);
}

// A step back inside a view stays in it: its entry in the history says which one it was.
addEventListener('popstate', ({ state }) => view.set((state?.view as View | undefined) ?? 'form'));

export type Settings = { readonly theme: 'night' | 'sun'; readonly sound: boolean };
const KEEPSAKE = 'lianfang.settings';

/** Chosen per phone. Until someone chooses, the hour decides between night and day. */
export const settings = observable<Settings>(kept());

export function changeSettings(part: Partial<Settings>): void {
  settings.patch(part);
  document.documentElement.dataset.theme = settings.get().theme;
  try {
    localStorage.setItem(KEEPSAKE, JSON.stringify(settings.get()));
  } catch {
    // Then the choice lasts as long as the page.
  }
}

function kept(): Settings {
  const hour = (new Date(Date.now()).getUTCHours() + 8) % 24;
  const first: Settings = { theme: hour >= 7 && hour < 19 ? 'sun' : 'night', sound: true };
  try {
    return { ...first, ...JSON.parse(localStorage.getItem(KEEPSAKE) ?? '{}') };
  } catch {
    return first;
  }
}

export function play(kind: Signal): void {
  signal(kind, settings.get().sound);
}

/** The county's clock time of an instant: `08:15`, with the day in front when it is another one. */
export function timeText(at: number): string {
  const wall = (ms: number) => new Date(ms + 8 * 3_600_000).toISOString();
  const [then, today] = [wall(at), wall(Date.now())];
  const time = then.slice(11, 16);
  return then.slice(0, 10) === today.slice(0, 10) ? time : `${then.slice(5, 10)} ${time}`;
}

/** The time, renewed every `every` ms while the screen is shown. */
export function useNow(every: number): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), every);
    return () => clearInterval(timer);
  }, [every]);
  return now;
}

export { useValue };
