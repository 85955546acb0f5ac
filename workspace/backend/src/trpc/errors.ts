import type { ErrorDetails, Problem } from '@dice/shared/schemas';
import { TRPCError } from '@trpc/server';
import { ZodError } from 'zod';
import { ApplicationError, type Refusal } from '../application/errors.js';
import { characterSheet } from '../domain/character.js';
import { DomainError } from '../domain/error.js';
import { toCharacter } from '../present/present.js';

const CODES = {
  invalid: 'BAD_REQUEST',
  unauthenticated: 'UNAUTHORIZED',
  forbidden: 'FORBIDDEN',
  'not-found': 'NOT_FOUND',
  conflict: 'CONFLICT',
  'too-large': 'PAYLOAD_TOO_LARGE',
  'unsupported-media': 'UNSUPPORTED_MEDIA_TYPE',
  'rate-limited': 'TOO_MANY_REQUESTS',
  unavailable: 'SERVICE_UNAVAILABLE',
} as const satisfies Record<Refusal, TRPCError['code']>;

/** What the application throws as tRPC says it; a failure of ours says nothing of its cause. */
export function asTrpcError(error: TRPCError): TRPCError {
  const { cause } = error;
  if (cause instanceof ApplicationError) {
    return new TRPCError({ code: CODES[cause.kind], message: cause.message, cause });
  }
  if (cause instanceof DomainError) {
    return new TRPCError({ code: 'BAD_REQUEST', message: cause.message, cause });
  }
  if (cause instanceof ZodError && error.code === 'BAD_REQUEST') {
    const message = problemsOf(cause)
      .map(({ path, message }) => `${path} ${message}`)
      .join('; ');
    return new TRPCError({ code: 'BAD_REQUEST', message, cause });
  }
  return error.code === 'INTERNAL_SERVER_ERROR'
    ? new TRPCError({ code: error.code, message: 'internal error', cause: error })
    : error;
}

export function errorDetails({ cause }: TRPCError, requestId: string | undefined): ErrorDetails {
  return { ...detailsOf(cause), ...(requestId !== undefined && { requestId }) };
}

function detailsOf(cause: unknown): ErrorDetails {
  if (cause instanceof ZodError) {
    return { problems: problemsOf(cause) };
  }
  if (cause instanceof DomainError) {
    return { problems: cause.problems.map((message) => ({ path: cause.subject, message })) };
  }
  if (cause instanceof ApplicationError) {
    const { current, ...details } = cause.details;
    return { ...details, ...(current && { current: toCharacter(characterSheet(current)) }) };
  }
  return {};
}

function problemsOf(error: ZodError): Problem[] {
  return error.issues.map(({ path, message }) => ({ path: path.join('.') || 'input', message }));
}
