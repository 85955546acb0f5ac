import { STATUS_CODES } from 'node:http';
import { Catch, HttpException, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { Response } from 'express';
import type { Logger } from 'pino';
import { ZodError } from 'zod';
import { ApplicationError, type Refusal } from '../application/errors.js';
import { DomainError } from '../domain/error.js';
import { requestContext } from '../logging/logger.js';
import type { OutageLog } from '../logging/outage-log.js';

const STATUS: Readonly<Record<Refusal, number>> = {
  invalid: 400,
  unauthenticated: 401,
  forbidden: 403,
  'not-found': 404,
  conflict: 409,
  'too-large': 413,
  'unsupported-media': 415,
  'rate-limited': 429,
  unavailable: 503,
};

/** RFC 9457, with what is known beyond it. */
export interface Problem {
  readonly type: 'about:blank';
  readonly title: string;
  readonly status: number;
  readonly detail?: string;
  readonly requestId?: string;
  readonly [member: string]: unknown;
}

/** Errors of plain HTTP routes as problem details; a failure of ours is logged, not told. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(
    private readonly logger: Logger,
    private readonly outages: OutageLog,
  ) {}

  catch(error: unknown, host: ArgumentsHost): void {
    this.answer(error, host.switchToHttp().getResponse<Response>());
  }

  answer(error: unknown, response: Response): void {
    const problem = problemOf(error);
    this.outages.note(error);
    if (problem.status === 500) {
      this.logger.error({ err: error }, 'a request failed');
    }
    if (response.headersSent) {
      response.destroy();
      return;
    }
    if (error instanceof ApplicationError && error.details.retryAfterSeconds !== undefined) {
      response.setHeader('Retry-After', error.details.retryAfterSeconds);
    }
    if (problem.status === 401) {
      response.setHeader('WWW-Authenticate', 'Bearer');
    }
    response.status(problem.status).type('application/problem+json').send(JSON.stringify(problem));
  }
}

export function problemOf(error: unknown): Problem {
  if (error instanceof ApplicationError) {
    const { problems, dependency } = error.details;
    return problem(STATUS[error.kind], error.message, { problems, dependency });
  }
  if (error instanceof DomainError) {
    return problem(400, error.message, { problems: error.problems });
  }
  if (error instanceof ZodError) {
    const problems = error.issues.map(({ path, message }) => ({ path: path.join('.'), message }));
    return problem(400, problems.map(({ path, message }) => `${path} ${message}`).join('; '), { problems });
  }
  if (error instanceof HttpException) {
    return problem(error.getStatus(), error.message);
  }
  const status = statusOf(error);
  return status !== undefined && status < 500
    ? problem(status, error instanceof Error ? error.message : '')
    : problem(500, 'internal error');
}

function problem(status: number, detail: string, more: Record<string, unknown> = {}): Problem {
  const known = Object.fromEntries(Object.entries(more).filter(([, value]) => value !== undefined));
  return {
    type: 'about:blank',
    title: STATUS_CODES[status] ?? 'Error',
    status,
    ...(detail && { detail }),
    ...known,
    ...requestContext.getStore(),
  };
}

/** Express and its body parser put the status on what they throw. */
function statusOf(error: unknown): number | undefined {
  return error instanceof Error && 'status' in error && typeof error.status === 'number'
    ? error.status
    : undefined;
}
