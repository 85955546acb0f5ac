import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import { ZodError } from 'zod';
import { ApplicationError, type Refusal } from '../application/errors.js';
import { characterSheet } from '../domain/character.js';
import { DomainError } from '../domain/error.js';
import { requestContext } from '../logging/logger.js';
import { toCharacter } from '../present/present.js';

const CODES: Readonly<Record<Refusal, string>> = {
  invalid: 'BAD_USER_INPUT',
  unauthenticated: 'UNAUTHENTICATED',
  forbidden: 'FORBIDDEN',
  'not-found': 'NOT_FOUND',
  conflict: 'CONFLICT',
  'too-large': 'PAYLOAD_TOO_LARGE',
  'unsupported-media': 'UNSUPPORTED_MEDIA_TYPE',
  'rate-limited': 'RATE_LIMITED',
  unavailable: 'SERVICE_UNAVAILABLE',
};

const STATUS: Partial<Record<Refusal, number>> = {
  unauthenticated: 401,
  'rate-limited': 429,
  unavailable: 503,
};

type Extensions = Readonly<Record<string, unknown>>;

/** What a client may know: its own mistakes as they are, ours only as a code. */
export function formatError(formatted: GraphQLFormattedError, error: unknown): GraphQLFormattedError {
  const cause = causeOf(error);
  const known = describe(cause);
  if (known) {
    return { ...placeOf(formatted), message: known.message, extensions: withRequest(known.extensions) };
  }
  const limit = formatted.extensions?.['limit'];
  if (limit !== undefined) {
    return { ...formatted, extensions: withRequest({ code: limit }) };
  }
  if (formatted.extensions?.['code'] === 'INTERNAL_SERVER_ERROR') {
    const extensions = withRequest({ code: 'INTERNAL_SERVER_ERROR' });
    return { ...placeOf(formatted), message: 'internal error', extensions };
  }
  return formatted;
}

/** Whether an error is a failure of ours, for the log. */
export function isOurs(error: GraphQLError): boolean {
  return describe(causeOf(error)) === undefined && error.extensions['code'] === undefined;
}

/** An error of the application, met before there is an operation: the answer has its status. */
export function asGraphqlError(error: unknown): unknown {
  const known = describe(error);
  if (!known) {
    return error;
  }
  const status = (error instanceof ApplicationError ? STATUS[error.kind] : undefined) ?? 400;
  const extensions = { ...withRequest(known.extensions), http: { status } };
  return new GraphQLError(known.message, { extensions });
}

function describe(cause: unknown): { message: string; extensions: Extensions } | undefined {
  if (cause instanceof ApplicationError) {
    const { current, ...details } = cause.details;
    const extensions = {
      code: CODES[cause.kind],
      ...details,
      ...(current && { current: toCharacter(characterSheet(current)) }),
    };
    return { message: cause.message, extensions };
  }
  if (cause instanceof DomainError) {
    return { message: cause.message, extensions: { code: CODES.invalid, problems: cause.problems } };
  }
  if (cause instanceof ZodError) {
    const problems = cause.issues.map(({ path, message }) => ({ path: path.join('.'), message }));
    const message = problems.map((each) => `${each.path} ${each.message}`).join('; ');
    return { message, extensions: { code: CODES.invalid, problems } };
  }
  return undefined;
}

function placeOf({
  path,
  locations,
}: GraphQLFormattedError): Pick<GraphQLFormattedError, 'path' | 'locations'> {
  return { ...(path && { path }), ...(locations && { locations }) };
}

function withRequest(extensions: Extensions): Extensions {
  return { ...extensions, ...requestContext.getStore() };
}

/** The gateway wraps what a subgraph's resolver threw, more than once. */
export function causeOf(error: unknown): unknown {
  let cause = error;
  while (cause instanceof Error && 'originalError' in cause && cause.originalError) {
    cause = cause.originalError;
  }
  return cause;
}
