/** Idle minutes after which the phone asks for a PIN again. */
export const IDLE_LOCK_MS = 15 * 60_000;

/**
 * Calls `lock` when nobody has touched the phone for `after` ms. Waking from sleep counts the time slept. Returns a
 * function that ends the watch.
 */
export function watchIdle(lock: () => void, after = IDLE_LOCK_MS): () => void {
  let touched = Date.now();
  const touch = () => {
    touched = Date.now();
  };
  const look = () => {
    // Date.now() and not a long timer: timers stand still while the phone sleeps.
    if (Date.now() - touched >= after || Date.now() < touched - 60_000) lock();
  };
  const events = ['pointerdown', 'keydown'] as const;
  for (const event of events) addEventListener(event, touch, { passive: true, capture: true });
  document.addEventListener('visibilitychange', look);
  const timer = setInterval(look, 5_000);
  return () => {
    clearInterval(timer);
    document.removeEventListener('visibilitychange', look);
    for (const event of events) removeEventListener(event, touch, { capture: true });
  };
}
