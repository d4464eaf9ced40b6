/** The path of a Chromium or Chrome that can be started (CHROMIUM names one), undefined when there is none. */
export function findChromium(): string | undefined;
