// The only place where an error becomes an answer: problem JSON (RFC 9457), the same shape for every call.
import type { FastifyReply, FastifyRequest } from 'fastify';
import { hasZodFastifySchemaValidationErrors, isResponseSerializationError } from 'fastify-type-provider-zod';
import { type Problem, problemType } from '../contract/problem.ts';
import { asSegueError, type FieldError, SegueError } from '../errors.ts';
import { fieldErrorsOf, type Issue } from './field-errors.ts';

/** Fastify's own refusals, in our words. */
const refusals: Record<string, () => SegueError> = {
  FST_ERR_CTP_BODY_TOO_LARGE: () =>
    new SegueError('bodyTooLarge', { detail: 'The body has more bytes than this call takes.' }),
  FST_ERR_CTP_INVALID_MEDIA_TYPE: () =>
    badRequest('The body must be JSON, with content-type application/json.'),
  FST_ERR_CTP_EMPTY_JSON_BODY: () => badRequest('The body is empty; this call takes JSON.'),
  FST_ERR_CTP_INVALID_JSON_BODY: () => badRequest('The body is not valid JSON.'),
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: () => badRequest('The body is not as long as its header says.'),
};

export function badRequest(detail: string, fields: FieldError[] = []): SegueError {
  return new SegueError('badRequest', { detail, fields });
}

export function sendProblem(thrown: unknown, request: FastifyRequest, reply: FastifyReply): void {
  const error = errorOf(thrown);
  if (error.code === 'internal') request.log.error(traceOf(thrown), 'a request failed unexpectedly');
  if (error.current !== undefined) reply.header('etag', error.current.etag);
  if (error.code === 'unauthenticated') reply.header('www-authenticate', 'Bearer realm="segue"');
  reply
    .code(error.status)
    .header('content-type', 'application/problem+json; charset=utf-8')
    .header('cache-control', 'no-store')
    .serializer((problem: Problem) => JSON.stringify(problem))
    .send(problemOf(error, request.id));
}

function problemOf(error: SegueError, requestId: string): Problem {
  return {
    type: problemType(error.code),
    code: error.code,
    title: error.title,
    status: error.status,
    detail: error.detail,
    action: error.action,
    instance: `urn:segue:request:${requestId}`,
    ...(error.fields.length === 0 ? {} : { errors: error.fields }),
    ...(error.current === undefined
      ? {}
      : { current: { ...error.current, value: { ...error.current.value } } }),
  };
}

function errorOf(thrown: unknown): SegueError {
  if (thrown instanceof SegueError) return thrown;
  if (hasZodFastifySchemaValidationErrors(thrown)) return invalidRequest(thrown);
  const { code, statusCode } = (thrown ?? {}) as { code?: unknown; statusCode?: unknown };
  const refusal = typeof code === 'string' ? refusals[code] : undefined;
  if (refusal !== undefined) return refusal();
  if (thrown instanceof SyntaxError && statusCode === 400) return badRequest('The body is not valid JSON.');
  // JSON that nests a hundred thousand deep is more than any check can follow.
  if (thrown instanceof RangeError && /call stack/.test(thrown.message)) {
    return badRequest('The body is nested too deep.');
  }
  return asSegueError(thrown);
}

function invalidRequest(error: {
  validation: readonly { instancePath: string; keyword: string; message?: string; params: object }[];
  validationContext?: string;
}): SegueError {
  if (error.validationContext === 'params') {
    return new SegueError('notFound', { detail: 'The address holds something that is no id.' });
  }
  const fields = fieldErrorsOf(
    error.validation.map(
      (issue): Issue => ({
        ...issue.params,
        code: issue.keyword,
        path: issue.instancePath.split('/').filter((step) => step !== ''),
        message: issue.message ?? 'is not valid',
      }),
    ),
  );
  const where = error.validationContext === 'querystring' ? 'query' : 'body';
  return badRequest(
    `The ${where} is not what this call takes: ${fields.map(({ field, message }) => `${field}: ${message}`).join('; ')}.`,
    fields,
  );
}

/** What the log may hold of an unexpected error: where it comes from, without the addresses that words may carry. */
function traceOf(thrown: unknown): object {
  if (!(thrown instanceof Error)) return { error: { type: typeof thrown } };
  const { code } = thrown as { code?: unknown };
  const cause = thrown.cause instanceof Error ? { cause: traceOf(thrown.cause) } : {};
  const answer = isAnswerError(thrown) ? { answer: answerIssues(thrown.cause) } : {};
  return {
    error: { type: thrown.name, code, stack: withoutAddresses(thrown.stack ?? thrown.message) },
    ...cause,
    ...answer,
  };
}

const isAnswerError = (error: Error) =>
  (error as { code?: unknown }).code === 'FST_ERR_RESPONSE_SERIALIZATION' &&
  isResponseSerializationError(error);

function answerIssues(cause: unknown): unknown {
  const issues = (cause as { issues?: { path: unknown; code: unknown }[] } | undefined)?.issues ?? [];
  return issues.map(({ path, code }) => ({ path, code }));
}

const withoutAddresses = (text: string): string =>
  text.replace(/[^\s@"'<>()/\\]+@[^\s@"'<>()/\\]+/g, '[address]');
