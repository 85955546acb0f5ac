import { createExpressMiddleware } from '@trpc/server/adapters/express';
import type { RequestHandler } from 'express';
import type { Logger } from 'pino';
import type { Application } from '../application/application.js';
import { ApplicationError } from '../application/errors.js';
import { clientOf, type Identity } from '../http/identity.js';
import { refreshCookie } from '../http/refresh-cookie.js';
import { requestContext } from '../logging/logger.js';
import type { OutageLog } from '../logging/outage-log.js';
import { appRouter } from './router.js';

/** A sheet is a few kilobytes, its notes at most forty. */
const MAX_BODY_BYTES = 256 * 1024;

/** Calls in one request. */
const MAX_BATCH = 20;

export function trpcHandler(
  application: Application,
  identity: Identity,
  logger: Logger,
  outages: OutageLog,
): RequestHandler {
  return createExpressMiddleware({
    router: appRouter,
    maxBodySize: MAX_BODY_BYTES,
    maxBatchSize: MAX_BATCH,
    createContext: ({ req, res }) => {
      let actor: ReturnType<Identity['of']> | undefined;
      return {
        requestId: requestContext.getStore()?.requestId ?? '',
        application,
        client: clientOf(req),
        refreshCookie: refreshCookie(req, res),
        authenticate: () => (actor ??= identity.of(req)),
      };
    },
    responseMeta: ({ errors, data: _, ctx: __ }) => {
      const seconds = errors.map(({ cause }) => retryAfter(cause)).find((each) => each !== undefined);
      const headers = new Headers({ 'cache-control': 'no-store' });
      if (seconds !== undefined) {
        headers.set('retry-after', String(seconds));
      }
      return { headers };
    },
    onError: ({ error, path }) => {
      outages.note(error.cause);
      if (error.code === 'INTERNAL_SERVER_ERROR') {
        logger.error({ err: error.cause ?? error, procedure: path }, 'a procedure failed');
      }
    },
  });
}

function retryAfter(cause: unknown): number | undefined {
  return cause instanceof ApplicationError ? cause.details.retryAfterSeconds : undefined;
}
