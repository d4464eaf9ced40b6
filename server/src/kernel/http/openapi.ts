import { Answer, Delivery, type EntryKind, Envelope } from '@lianfang/domain/kernel/entry.ts';
import { problems } from '@lianfang/domain/kernel/problem.ts';
import { problemWords } from '@lianfang/domain/kernel/problemWords.ts';
import type { ReadKind } from '@lianfang/domain/kernel/read.ts';
import * as z from 'zod/mini';

type Json = Record<string, unknown>;

function schemaOf(schema: z.ZodMiniType, io: 'input' | 'output' = 'input'): Json {
  const { $schema: _, ...json } = z.toJSONSchema(schema, { io, unrepresentable: 'any' });
  return json;
}

const json = (schema: Json) => ({ content: { 'application/json': { schema } } });
const failure = { description: 'A problem / 出错', ...json({ $ref: '#/components/schemas/Problem' }) };
const personal = 'Says something about a person: by POST only. / 涉及个人信息，只能用 POST。';

/** OpenAPI 3.1 of everything that a script can do, made from the same schemas that the door runs. */
export function openApi(
  entries: Readonly<Record<string, EntryKind>>,
  reads: Readonly<Record<string, ReadKind>>,
): Json {
  const paths: Json = {
    '/api/entries': {
      post: {
        tags: ['entries'],
        summary: 'Deliver what was done or seen / 提交登记',
        description:
          'At most 1000 entries of one device. Each gets a stored answer: `applied`, `held` or `refused`; the same id gets the same answer for ever. Durable before the answer.',
        requestBody: json({
          ...schemaOf(Delivery),
          properties: {
            ...(schemaOf(Delivery).properties as Json),
            entries: { type: 'array', items: { $ref: '#/components/schemas/Entry' } },
          },
        }),
        responses: {
          200: {
            description: 'An answer for each entry / 逐条答复',
            ...json({
              type: 'object',
              properties: {
                answers: { type: 'array', items: schemaOf(Answer, 'output') },
                receivedAt: { type: 'string' },
                lastSeq: { type: 'integer' },
                missing: { type: 'array', items: { type: 'array', items: { type: 'integer' } } },
              },
            }),
          },
          default: failure,
        },
      },
    },
    ...withPathParameters(plainRoutes()),
  };
  for (const [name, read] of Object.entries(reads)) paths[`/api/reads/${name}`] = readPath(name, read);
  return {
    openapi: '3.1.0',
    info: {
      title: '联防 Lianfang',
      version: '1',
      description: 'Writes and reads are names: `POST /api/entries`, `GET /api/reads/<name>`.',
    },
    security: [{ bearer: [] }, { cookie: [] }],
    paths,
    components: {
      securitySchemes: {
        bearer: { type: 'http', scheme: 'bearer' },
        cookie: { type: 'apiKey', in: 'cookie', name: 'lianfang_session' },
      },
      schemas: {
        Problem: {
          type: 'object',
          properties: {
            code: { type: 'string', enum: Object.keys(problems) },
            message: { type: 'object', properties: { zh: { type: 'string' }, en: { type: 'string' } } },
            details: { type: 'object' },
          },
        },
        Entry: {
          oneOf: Object.entries(entries)
            .filter(([, { who }]) => who.length > 0)
            .map(([name]) => ({ $ref: `#/components/schemas/${name}` })),
        },
        ...Object.fromEntries(
          Object.entries(entries)
            .filter(([, { who }]) => who.length > 0)
            .map(([name, kind]) => {
              const envelope = schemaOf(Envelope);
              return [
                name,
                {
                  ...envelope,
                  description: `Made by: ${kind.who.join(', ')}.`,
                  properties: {
                    ...(envelope.properties as Json),
                    kind: { const: name },
                    data: schemaOf(kind.data),
                  },
                },
              ];
            }),
        ),
      },
    },
    'x-problems': problemWords,
  };
}

function readPath(name: string, read: ReadKind): Json {
  const params = schemaOf(read.params);
  const result = { 200: { description: 'OK', ...json(schemaOf(read.result, 'output')) }, default: failure };
  const tags = [name.split('.')[0]];
  const description = `${read.who === 'anyone' ? 'Anyone may ask.' : read.who === 'device' ? 'Asked by an enrolled device.' : `For: ${read.who.join(', ')}.`}${read.personal ? ` ${personal}` : ''}`;
  const required = (params.required ?? []) as string[];
  return {
    get: {
      tags,
      summary: name,
      description,
      ...(read.who === 'anyone' && { security: [] }),
      parameters: Object.entries((params.properties ?? {}) as Json)
        .filter(([key]) => !(read.personal && ['plate', 'document', 'phone'].includes(key)))
        .map(([key, schema]) => ({ name: key, in: 'query', required: required.includes(key), schema })),
      responses: result,
    },
    post: { tags, summary: name, description, requestBody: json(params), responses: result },
  };
}

/** Declares what stands in braces in an address. */
function withPathParameters(paths: Json): Json {
  return Object.fromEntries(
    Object.entries(paths).map(([path, operations]) => {
      const names = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
      const parameters = names.map((name) => ({
        name,
        in: 'path',
        required: true,
        schema: { type: 'string' },
      }));
      const declared = Object.entries(operations as Record<string, Json>).map(([method, operation]) => [
        method,
        { ...operation, ...(parameters.length > 0 && { parameters }) },
      ]);
      return [path, Object.fromEntries(declared)];
    }),
  );
}

function plainRoutes(): Json {
  const route = (tag: string, summary: string, body?: Json) => ({
    tags: [tag],
    summary,
    ...(body && { requestBody: json({ type: 'object', properties: body }) }),
    responses: { 200: { description: 'OK' }, default: failure },
  });
  const text = { type: 'string' };
  return {
    '/api/session': {
      post: route('access', 'Sign in: an account, or a device by signed challenge / 登录', {
        account: text,
        password: text,
        code: text,
        device: text,
        challenge: text,
        signature: text,
      }),
      delete: route('access', 'Sign out / 退出'),
    },
    '/api/devices': {
      post: route('access', 'Enrol a device by its code / 登记设备', {
        code: text,
        publicKey: { type: 'object' },
        name: text,
      }),
    },
    '/api/crew': {
      post: route('access', 'Put a crew member on this device / 人员上机', { account: text, password: text }),
    },
    '/api/reveals': {
      post: route('access', 'Open personal data, with purpose and reason; logged / 查看个人信息（留痕）', {
        purpose: text,
        why: text,
        entries: { type: 'array', items: text },
      }),
    },
    '/api/commands/{name}': { post: route('access', 'Administration / 管理操作', {}) },
    '/api/live': {
      get: route('feed', 'Server-sent events: `head` whenever the ledger has grown / 实时提示'),
    },
    '/api/imports': { post: route('import', 'Upload registers to be checked (multipart) / 上传登记表') },
    '/api/imports/{id}/commit': { post: route('import', 'Commit a checked import / 确认导入') },
    '/api/exports': {
      post: route('export', 'Export a list with purpose and watermark / 导出', {
        read: text,
        params: { type: 'object' },
        columns: { type: 'array', items: text },
        format: text,
        purpose: text,
        why: text,
      }),
    },
    '/api/reports/{file}': { get: route('report', '<id>.json, <id>.xlsx or <id>.pdf / 日报文件') },
  };
}
