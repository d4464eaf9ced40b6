/**
 * A page that nobody has touched for this long asks by itself: what it reads then (live hints, clocks) is answered, but is
 * no use of the session, or an unattended desk would never be signed out.
 */
const UNATTENDED_AFTER_MS = 60_000;
const TOUCHES = ['pointerdown', 'pointermove', 'keydown', 'wheel', 'touchstart'] as const;

let touchedAt: number | undefined;
let walls = 0;

/** Begins to notice whether somebody is at the page; opening it is the first touch. */
export function noticeTouches(): void {
  const touch = () => {
    touchedAt = Date.now();
  };
  touch();
  for (const kind of TOUCHES) addEventListener(kind, touch, { capture: true, passive: true });
}

/**
 * While a page is a wall it counts as attended: nobody touches a wall, and what it shows says nothing about any person. It
 * still ends with the session's whole life. Returns the function that ends it.
 */
export function holdWall(): () => void {
  walls += 1;
  return () => {
    walls -= 1;
  };
}

/** The header by which a request of the page itself says that nobody asked for it. */
export function attendance(now: number): Record<string, string> {
  const unattended = touchedAt !== undefined && walls === 0 && now - touchedAt >= UNATTENDED_AFTER_MS;
  return unattended ? { 'x-lianfang-unattended': '1' } : {};
}
