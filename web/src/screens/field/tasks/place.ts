import { observable } from '../../../kernel/connectivity/observable.ts';

/** Where in “my tasks” the phone is. The browser's history holds it, so that the phone's back key leads back. */
export type Place =
  | { readonly at: 'list' }
  | { readonly at: 'task'; readonly task: string }
  | { readonly at: 'finding'; readonly task: string }
  | { readonly at: 'area'; readonly task: string };

const list: Place = { at: 'list' };
export const place = observable<Place>(list);

export function go(next: Place): void {
  history.pushState({ ...(history.state ?? {}), place: next }, '');
  place.set(next);
}

export function back(): void {
  history.back();
}

/** To the list from wherever one is, without leaving the way there behind. */
export function backToList(): void {
  const deep = { list: 0, task: 1, finding: 2, area: 3 }[place.get().at];
  if (deep > 0) history.go(-deep);
}

addEventListener('popstate', ({ state }) => place.set((state?.place as Place | undefined) ?? list));
