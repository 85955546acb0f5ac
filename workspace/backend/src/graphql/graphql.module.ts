import { ApolloDriver, type ApolloDriverConfig } from '@nestjs/apollo';
import { Module, type DynamicModule } from '@nestjs/common';
import { GraphQLModule } from '@nestjs/graphql';
import type { GraphQLFormattedError } from 'graphql';
import { UnavailableError } from '../application/character-repository.js';
import { CharacterService } from '../application/character-service.js';
import { CharacterResolver } from './character.resolver.js';

/** The characters over GraphQL. Knows the application, and nothing of HTTP, Postgres or Redis. */
@Module({})
export class CharactersGraphqlModule {
  static with(characters: CharacterService, development: boolean): DynamicModule {
    return {
      module: CharactersGraphqlModule,
      imports: [
        GraphQLModule.forRoot<ApolloDriverConfig>({
          driver: ApolloDriver,
          path: '/graphql',
          autoSchemaFile: true,
          sortSchema: true,
          graphiql: development,
          playground: false,
          introspection: development,
          includeStacktraceInErrorResponses: false,
          stopOnTerminationSignals: false,
          formatError,
        }),
      ],
      providers: [{ provide: CharacterService, useValue: characters }, CharacterResolver],
    };
  }
}

/** What a client may know: its own mistakes as they are, ours only as a code. */
export function formatError(formatted: GraphQLFormattedError, error: unknown): GraphQLFormattedError {
  const cause = originalError(error);
  if (cause instanceof UnavailableError) {
    const { path, locations } = formatted;
    return {
      message: cause.message,
      ...(path && { path }),
      ...(locations && { locations }),
      extensions: { code: 'SERVICE_UNAVAILABLE', dependency: cause.dependency },
    };
  }
  if (formatted.extensions?.['code'] === 'INTERNAL_SERVER_ERROR') {
    return { ...formatted, message: 'internal error', extensions: { code: 'INTERNAL_SERVER_ERROR' } };
  }
  return formatted;
}

function originalError(error: unknown): unknown {
  return error instanceof Error && 'originalError' in error ? (error.originalError ?? error) : error;
}
