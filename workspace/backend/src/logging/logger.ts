import { AsyncLocalStorage } from 'node:async_hooks';
import type { LoggerService } from '@nestjs/common';
import { pino, type DestinationStream, type Logger, type LoggerOptions } from 'pino';

export interface RequestContext {
  readonly requestId: string;
}

/** The request that the current code works for; empty outside of one. */
export const requestContext = new AsyncLocalStorage<RequestContext>();

/** One JSON object a line, on stdout unless told otherwise, with the request id wherever there is a request. */
export function createLogger(level: string, destination?: DestinationStream): Logger {
  const options: LoggerOptions = {
    level,
    base: { service: 'backend' },
    messageKey: 'message',
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }) },
    mixin: () => ({ ...requestContext.getStore() }),
    redact: ['*.password', '*.passwordHash', '*.token', 'headers.authorization', 'headers["x-api-key"]'],
  };
  return pino(options, destination);
}

/** Lets Nest speak through our logger. Its start-up chatter, one line a route, is for debugging only. */
export class NestLogger implements LoggerService {
  constructor(private readonly logger: Logger) {}

  log(message: unknown, ...context: unknown[]): void {
    this.logger.debug({ context: context.at(-1) }, String(message));
  }

  debug(message: unknown, ...context: unknown[]): void {
    this.logger.debug({ context: context.at(-1) }, String(message));
  }

  verbose(message: unknown, ...context: unknown[]): void {
    this.logger.trace({ context: context.at(-1) }, String(message));
  }

  warn(message: unknown, ...context: unknown[]): void {
    this.logger.warn({ context: context.at(-1) }, String(message));
  }

  /** Nest hands over (message, stack, context) or (error, context). */
  error(message: unknown, ...context: unknown[]): void {
    const details = message instanceof Error ? { err: message } : { stack: context.at(0) };
    this.logger.error({ ...details, context: context.at(-1) }, String(message));
  }

  fatal(message: unknown, ...context: unknown[]): void {
    this.logger.fatal({ context: context.at(-1) }, String(message));
  }
}
