import { Envelope } from '@lianfang/domain/kernel/entry.ts';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import * as z from 'zod/mini';

// The zod schemas are the one definition; on the hot door they run compiled (a quarter of the time, see the decision
// record on the door). A property test holds both to the same verdicts.
const ajv = new Ajv2020({ strict: false, allErrors: false, unicodeRegExp: true, discriminator: false });

/** The compiled form of a zod schema. */
export function compile(schema: z.ZodMiniType): ValidateFunction {
  const { $schema: _, ...json } = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
  return ajv.compile(json);
}

export const validEnvelope = compile(Envelope);

/** Names of the fields that a validator complained of, without their values. */
export function faultyFields(validate: ValidateFunction): string[] {
  return [
    ...new Set(
      (validate.errors ?? []).map(({ instancePath, params }) => {
        const extra =
          (params as Record<string, unknown>).missingProperty ??
          (params as Record<string, unknown>).additionalProperty;
        // A key that a sender invented may itself say something about a person: it is not repeated.
        const known =
          (params as Record<string, unknown>).missingProperty !== undefined
            ? `.${String(extra)}`
            : extra === undefined
              ? ''
              : '.?';
        return `${instancePath.replaceAll('/', '.').slice(1)}${known}`;
      }),
    ),
  ].slice(0, 5);
}
