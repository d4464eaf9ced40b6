import { observable } from '../../kernel/connectivity/observable.ts';

/** A new version lies ready; it is taken when the crew says so. */
export const updateReady = observable<ServiceWorker | undefined>(undefined);

const LOOK_MS = 30 * 60_000;

/** Registers the service worker and looks for a new version now and then. Failing to is no reason not to work. */
export function registerWorker(): void {
  if (!('serviceWorker' in navigator) || import.meta.env.DEV) return;
  navigator.serviceWorker
    .register('/field/sw.js', { scope: '/field/' })
    .then((registration) => {
      const notice = () => {
        // Without a controller this is the first visit: nothing to update from.
        if (registration.waiting && navigator.serviceWorker.controller) updateReady.set(registration.waiting);
      };
      notice();
      registration.addEventListener('updatefound', () =>
        registration.installing?.addEventListener('statechange', notice),
      );
      setInterval(() => void registration.update().catch(() => undefined), LOOK_MS);
    })
    .catch(() => undefined);
}

/** Takes the new version; `keepForm` puts by what is being typed before the page is loaded anew. */
export async function takeUpdate(keepForm: () => Promise<void>): Promise<void> {
  const waiting = updateReady.get();
  if (waiting === undefined) return;
  await keepForm();
  navigator.serviceWorker.addEventListener('controllerchange', () => location.reload(), { once: true });
  waiting.postMessage('take-over');
}
