import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import { Problem, type ProblemCode, problem, problems } from '@lianfang/domain/kernel/problem.ts';
import { problemWords } from '@lianfang/domain/kernel/problemWords.ts';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { doorProblem, sqlState } from '../db/problem.ts';

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
    // Whoever asked has hung up in the middle of the answer: nobody's fault, and nobody there to be told.
    if ((error as { code?: string }).code === 'ERR_STREAM_PREMATURE_CLOSE' && reply.raw.destroyed)
      return reply;
    if (known.code === 'server.fault')
      request.log.error({ error: describe(error), route: request.routeOptions.url }, 'request failed');
    else if (isValueFault(error))
      request.log.warn(
        { error: describe(error), route: request.routeOptions.url },
        'value not checked before',
      );
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

/** What is no HTTP request at all, or one that was cut: told in the same form, by hand, for there is no reply yet. */
export function refuseConnection(error: Error & { code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const found = problem(error.code === 'HPE_HEADER_OVERFLOW' ? 'request.too_large' : 'request.malformed');
  const status = problems[found.code];
  const body = JSON.stringify(problemBody(found));
  socket.end(
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\ncontent-type: application/json; charset=utf-8\r\ncontent-length: ${Buffer.byteLength(body)}\r\nconnection: close\r\n\r\n${body}`,
  );
}

/**
 * SQLSTATE class 22: a value that no column takes (31 February, U+0000, a number too large) came past the schemas. It is the
 * sender's fault, and ours that it was not seen earlier.
 */
function isValueFault(error: unknown): boolean {
  return sqlState(error)?.startsWith('22') === true;
}

/** What the parser of uploads says of bodies that are none: plain errors without a code. */
const multipartFault =
  /^(Multipart: Boundary not found|Unexpected end of (form|file|multipart data)|Malformed (part header|content type))/;

export function asProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  if (isValueFault(error)) return problem('request.malformed', { why: 'value' });
  if (multipartFault.test((error as Error).message ?? ''))
    return problem('request.malformed', { why: 'multipart' });
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
