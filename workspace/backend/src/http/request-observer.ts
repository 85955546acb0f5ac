import { randomUUID } from 'node:crypto';
import type { NextFunction, Request, RequestHandler, Response } from 'express';
import type { Logger } from 'pino';
import { requestContext } from '../logging/logger.js';
import type { Metrics } from '../metrics/metrics.js';

/** An id from outside is taken over only if it cannot forge log lines or headers. */
const ACCEPTABLE_ID = /^[\w.:-]{1,64}$/;

/** Where protocols are that know no routes of Express. */
const MOUNTED = ['/graphql', '/trpc'];

/** Asked many times a second by machines; logged only when the answer is bad and somebody debugs. */
const PROBES = new Set(['/health', '/ready', '/metrics']);

/** Gives every request its id, and when its answer is out one log line and one observation. */
export function requestObserver(logger: Logger, metrics: Metrics): RequestHandler {
  return (request: Request, response: Response, next: NextFunction): void => {
    const started = process.hrtime.bigint();
    const { method, path } = request; // routers rewrite the path while they are at work
    const given = request.get('x-request-id');
    const requestId = given !== undefined && ACCEPTABLE_ID.test(given) ? given : randomUUID();
    response.setHeader('X-Request-Id', requestId);
    requestContext.run({ requestId }, () => {
      response.once('close', () => {
        const seconds = Number(process.hrtime.bigint() - started) / 1e9;
        const status = response.writableFinished ? response.statusCode : 499; // the client went away
        metrics.requestFinished(method, routeOf(request, path), status, seconds);
        const level = PROBES.has(path) ? 'trace' : 'info';
        logger[level]({ requestId, method, path, status, ms: Math.round(seconds * 1e6) / 1e3 }, 'request');
      });
      next();
    });
  };
}

/** The pattern that answered, never the path itself: anybody can invent paths, and each would be a new time series. */
function routeOf(request: Request, path: string): string {
  const route: unknown = request.route;
  if (typeof route === 'object' && route !== null && 'path' in route && typeof route.path === 'string') {
    return route.path;
  }
  return MOUNTED.find((mounted) => path === mounted || path.startsWith(`${mounted}/`)) ?? 'unmatched';
}
