import type { ApolloServer } from '@apollo/server';
import { expressMiddleware } from '@as-integrations/express5';
import { json, Router, type ErrorRequestHandler, type Request } from 'express';
import type { Application } from '../application/application.js';
import { unauthenticated } from '../application/errors.js';
import type { User } from '../domain/user.js';
import { clientOf, type Identity } from '../http/identity.js';
import type { OutageLog } from '../logging/outage-log.js';
import type { GraphqlContext } from './context.js';
import { asGraphqlError } from './errors.js';

/** Notes of a character are the longest there is. */
const MAX_BODY = '256kb';

/** The gateway over HTTP. The server must have been started. */
export function graphqlHandler(
  server: ApolloServer<GraphqlContext>,
  application: Application,
  identity: Identity,
  outages: OutageLog,
): Router {
  const context = async ({ req }: { req: Request }): Promise<GraphqlContext> => {
    try {
      return contextOf(application, clientOf(req), await identity.ofAnybody(req));
    } catch (error) {
      outages.note(error);
      throw asGraphqlError(error);
    }
  };
  const router = Router();
  router.use(json({ limit: MAX_BODY }), badBody, expressMiddleware(server, { context }));
  return router;
}

export function contextOf(
  application: Application,
  client: string,
  actor: GraphqlContext['actor'],
): GraphqlContext {
  const users = new Map<string, Promise<User | undefined>>();
  return {
    application,
    client,
    actor,
    requireActor: () => {
      if (!actor) {
        throw unauthenticated('sign in first: send `Authorization: Bearer <access token>`');
      }
      return actor;
    },
    user: (id) => {
      const known = users.get(id) ?? application.users.find(id);
      users.set(id, known);
      return known;
    },
  };
}

/** A body that cannot be read, said as GraphQL says errors. */
const badBody: ErrorRequestHandler = (error: unknown, _request, response, next) => {
  const status = error instanceof Error && 'status' in error ? Number(error.status) : 500;
  if (status >= 500) {
    next(error);
    return;
  }
  const large = status === 413;
  const message = large ? `the request has more than ${MAX_BODY}; ask in parts` : 'the body is not JSON';
  const code = large ? 'PAYLOAD_TOO_LARGE' : 'BAD_REQUEST';
  response.status(status).json({ errors: [{ message, extensions: { code } }] });
};
