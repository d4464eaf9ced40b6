import { Problem, type ProblemCode, problem, problems } from '@lianfang/domain/kernel/problem.ts';
import { problemWords } from '@lianfang/domain/kernel/problemWords.ts';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { doorProblem } from '../db/problem.ts';

/** The body of every answer that is no success. */
export function problemBody({ code, details }: Problem): {
  code: string;
  message: { zh: string; en: string };
  details: object;
} {
  return { code, message: problemWords[code], details };
}

/** Turns whatever was thrown into one of the catalogue; what is unexpected is logged and told as a fault. */
export function handleErrors(app: FastifyInstance): void {
  app.setErrorHandler((error, request, reply) => {
    const known = asProblem(error);
    if (known.code === 'server.fault')
      request.log.error({ error: describe(error), route: request.routeOptions.url }, 'request failed');
    return sendProblem(reply, known);
  });
  app.setNotFoundHandler((_request, reply) => sendProblem(reply, problem('not_found')));
}

export function sendProblem(reply: FastifyReply, found: Problem): FastifyReply {
  const status = problems[found.code];
  if (status === 503 || status === 429)
    void reply.header('retry-after', String(found.details.retryAfter ?? 5));
  return reply.code(status).type('application/json; charset=utf-8').send(problemBody(found));
}

function asProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  const database = doorProblem(error);
  if (database !== undefined) return database;
  const { code, statusCode } = error as { code?: string; statusCode?: number };
  const byCode: Record<string, ProblemCode> = {
    FST_ERR_CTP_BODY_TOO_LARGE: 'request.too_large',
    FST_ERR_CTP_INVALID_MEDIA_TYPE: 'request.unsupported',
    FST_REQ_FILE_TOO_LARGE: 'import.too_large',
  };
  const mapped = byCode[code ?? ''] ?? (statusCode === 429 ? 'request.too_many' : undefined);
  if (mapped !== undefined) return problem(mapped);
  return statusCode !== undefined && statusCode >= 400 && statusCode < 500
    ? problem('request.malformed')
    : problem('server.fault');
}

/** Enough to find the fault, nothing of what was sent: messages of a database quote values. */
function describe(error: unknown): object {
  if (!(error instanceof Error)) return { type: typeof error };
  const { code } = error as { code?: string };
  const frames = (error.stack ?? '')
    .split('\n')
    .filter((line) => line.trimStart().startsWith('at '))
    .slice(0, 8);
  return { name: error.name, code, stack: frames, ...(code === undefined && { message: error.message }) };
}
