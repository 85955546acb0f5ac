import 'reflect-metadata';
import type { Server } from 'node:http';
import { Module, type DynamicModule } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import type { Redis } from 'ioredis';
import type { Logger } from 'pino';
import { CharacterService } from './application/character-service.js';
import type { ServerEnvironment } from './config/environment.js';
import { CharactersGraphqlModule } from './graphql/graphql.module.js';
import { HealthModule } from './health/health.module.js';
import { Readiness } from './health/readiness.js';
import { requestObserver } from './http/request-observer.js';
import { NestLogger } from './logging/logger.js';
import { Metrics } from './metrics/metrics.js';
import { createDataSource } from './postgres/data-source.js';
import { Database } from './postgres/database.js';
import { PostgresCharacterRepository } from './postgres/postgres-character-repository.js';
import { createRedis, pingRedis } from './redis/redis.js';

/** Largest JSON body: a character sheet is a few kilobytes. */
const BODY_LIMIT = '256kb';

/** How long answers under way may take once we are asked to stop. */
const DRAIN_MS = 500;

@Module({})
class AppModule {
  static with(...imports: readonly DynamicModule[]): DynamicModule {
    return { module: AppModule, imports: [...imports] };
  }
}

/** A back end that listens. */
export interface RunningServer {
  readonly port: number;
  /** Takes no more requests, lets those under way end for half a second, and lets go of everything. */
  stop(): Promise<void>;
}

/** Puts the parts together and listens. Postgres and Redis need not be there yet; `/ready` says when they are. */
export async function startServer(environment: ServerEnvironment, logger: Logger): Promise<RunningServer> {
  const metrics = new Metrics();
  const database = new Database(createDataSource(environment, 'dice-backend'), logger);
  const redis = createRedis(environment.REDIS_URL, logger);
  metrics.watchPool(() => database.statistics());

  const readiness = new Readiness(
    { postgres: (timeoutMs) => database.ping(timeoutMs), redis: (timeoutMs) => pingRedis(redis, timeoutMs) },
    (dependency, up) => metrics.dependencyChecked(dependency, up),
  );
  const characters = new CharacterService(new PostgresCharacterRepository(database), metrics);

  const app = await NestFactory.create<NestExpressApplication>(
    AppModule.with(
      HealthModule.with(readiness, metrics),
      CharactersGraphqlModule.with(characters, environment.NODE_ENV !== 'production'),
    ),
    { logger: new NestLogger(logger), bodyParser: false, abortOnError: false },
  );
  app.disable('x-powered-by');
  app.use(requestObserver(logger, metrics));
  app.useBodyParser('json', { limit: BODY_LIMIT });
  await app.listen(environment.PORT, '0.0.0.0');
  // Only now: loading keeps the event loop busy for so long that a connection begun earlier could time out unseen.
  database.start();
  redis.connect().catch(() => undefined); // it goes on trying, and says so itself

  const server = app.getHttpServer();
  const address = server.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : environment.PORT,
    stop: async () => {
      readiness.stop();
      await closeServer(server);
      await Promise.all([closeDependencies(database, redis), app.close()]);
    },
  };
}

/** Resolves when the last connection is gone, at the latest after the time for draining. */
async function closeServer(server: Server): Promise<void> {
  const force = setTimeout(() => server.closeAllConnections(), DRAIN_MS);
  await new Promise<void>((resolve) => {
    server.close(() => resolve());
    server.closeIdleConnections();
  });
  clearTimeout(force);
}

async function closeDependencies(database: Database, redis: Redis): Promise<void> {
  redis.disconnect();
  await database.close();
}
