/**
 * One graph made of subgraphs that know nothing of each other but keys. They run in this process, each behind its own
 * executable schema; the gateway plans over the supergraph that the build composed, so moving one out is a matter of
 * giving it an address.
 */
import { ApolloGateway, LocalGraphQLDataSource } from '@apollo/gateway';
import { ApolloServer } from '@apollo/server';
import { ApolloServerPluginLandingPageDisabled } from '@apollo/server/plugin/disabled';
import { buildSubgraphSchema } from '@apollo/subgraph';
import type { GraphQLResolverMap } from '@apollo/subgraph/dist/schema-helper/index.js';
import { charactersSdl, identitySdl, supergraphSdl } from '@dice/shared/supergraph';
import { parse, type GraphQLSchema } from 'graphql';
import type { Logger } from 'pino';
import type { OutageLog } from '../logging/outage-log.js';
import { charactersResolvers } from './characters.js';
import type { GraphqlContext } from './context.js';
import { causeOf, formatError, isOurs } from './errors.js';
import { identityResolvers } from './identity.js';
import { operationLimits } from './limits.js';

/** Words of one document: a bomb is refused before it is understood. */
const MAX_TOKENS = 2_000;

export function subgraphs(): Readonly<Record<string, GraphQLSchema>> {
  return {
    identity: subgraph(identitySdl, identityResolvers),
    characters: subgraph(charactersSdl, charactersResolvers),
  };
}

/** Resolvers are typed by what they take; the library knows them by their shape only. */
function subgraph(sdl: string, resolvers: object): GraphQLSchema {
  return buildSubgraphSchema([{ typeDefs: parse(sdl), resolvers: resolvers as GraphQLResolverMap<unknown> }]);
}

export function createGateway(
  logger: Logger,
  outages: OutageLog,
  development: boolean,
): ApolloServer<GraphqlContext> {
  const schemas = subgraphs();
  const quiet = { debug: () => undefined, info: () => undefined };
  const speak = {
    ...quiet,
    warn: (message: unknown) => logger.warn(String(message)),
    error: (message: unknown) => logger.error(String(message)),
  };
  const gateway = new ApolloGateway({
    supergraphSdl,
    logger: speak,
    buildService: ({ name }) => {
      const schema = schemas[name];
      if (!schema) {
        throw new Error(`the supergraph has a subgraph \`${name}\` that is not here; generate it again`);
      }
      return new LocalGraphQLDataSource(schema);
    },
  });
  return new ApolloServer<GraphqlContext>({
    gateway,
    logger: speak,
    introspection: development,
    includeStacktraceInErrorResponses: false,
    stopOnTerminationSignals: false,
    validationRules: [operationLimits],
    parseOptions: { maxLexicalTokens: MAX_TOKENS },
    formatError,
    plugins: [
      // Its page comes from another host; ours is in playground.ts.
      ApolloServerPluginLandingPageDisabled(),
      {
        requestDidStart: async () => ({
          didEncounterErrors: async ({ errors }) => {
            for (const error of errors) {
              outages.note(causeOf(error));
              if (isOurs(error)) {
                logger.error({ err: error.originalError ?? error, path: error.path }, 'a field failed');
              }
            }
          },
        }),
      },
    ],
  });
}
