import { Envelope } from '@lianfang/domain/kernel/entry.ts';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import * as z from 'zod/mini';

// The zod schemas are the one definition; on the hot door they run compiled (a quarter of the time, see the decision
// record on the door). A property test holds both to the same verdicts.
const options = { strict: false, allErrors: false, unicodeRegExp: true } as const;
const ajv = new Ajv2020(options);
/** Query parameters are text: numbers, booleans and single members of lists are understood as what the schema asks for. */
const coercing = new Ajv2020({ ...options, coerceTypes: 'array' });

/** The compiled form of a zod schema. */
export function compile(schema: z.ZodMiniType): ValidateFunction {
  return ajv.compile(jsonOf(schema));
}

/** The same for parameters of a read, which it turns into the asked types where they stand. */
export function compileParams(schema: z.ZodMiniType): ValidateFunction {
  return coercing.compile(jsonOf(schema));
}

function jsonOf(schema: z.ZodMiniType): object {
  const { $schema: _, ...json } = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
  return json;
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
