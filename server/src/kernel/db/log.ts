/** The part of a pino logger that the database kernel uses; `pino()` fits. No personal data goes in. */
export type Log = {
  info(details: object, message: string): void;
  warn(details: object, message: string): void;
  error(details: object, message: string): void;
};

/** A log that keeps silent, for callers that have none. */
export const silent: Log = { info: ignore, warn: ignore, error: ignore };

function ignore(): void {}
