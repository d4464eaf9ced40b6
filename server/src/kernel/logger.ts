import { type DestinationStream, type Logger, pino } from 'pino';

/** Fields under which a person might be named, should someone log an object by mistake. */
const personal = [
  'name',
  'plate',
  'phone',
  'document',
  'number',
  'display',
  'password',
  'token',
  'code',
  'secret',
  'authorization',
  'cookie',
];

/** The log of the server: JSON lines, without anything that says who somebody is. */
export function newLogger(
  level: string = process.env.LIANFANG_LOG ?? 'info',
  destination?: DestinationStream,
): Logger {
  const options = {
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    redact: {
      paths: personal.flatMap((field) => [`*.${field}`, `*.*.${field}`, `data.${field}`]),
      censor: '[redacted]',
    },
    serializers: { req: () => undefined, res: () => undefined },
  };
  return destination === undefined
    ? pino(options, pino.destination({ fd: 2, sync: false }))
    : pino(options, destination);
}
