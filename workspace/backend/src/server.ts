import 'reflect-metadata';
import type { Server } from 'node:http';
import { Module, type DynamicModule } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import type { Redis } from 'ioredis';
import type { Logger } from 'pino';
import type { Application } from './application/application.js';
import { JwtIssuer } from './auth/token-issuer.js';
import { AuthService } from './application/auth-service.js';
import { CharacterService } from './application/character-service.js';
import { LevelUpService } from './application/level-up-service.js';
import { PortraitService } from './application/portrait-service.js';
import { UserService } from './application/user-service.js';
import type { ServerEnvironment } from './config/environment.js';
import { createGateway } from './graphql/gateway.js';
import { graphqlHandler } from './graphql/handler.js';
import { playground } from './graphql/playground.js';
import { HealthModule } from './health/health.module.js';
import { Readiness } from './health/readiness.js';
import { allowedOrigins, cors } from './http/cors.js';
import { Identity } from './http/identity.js';
import { requestObserver } from './http/request-observer.js';
import { NestLogger } from './logging/logger.js';
import { OutageLog } from './logging/outage-log.js';
import { Metrics } from './metrics/metrics.js';
import { createDataSource } from './postgres/data-source.js';
import { Database } from './postgres/database.js';
import { PostgresCharacterRepository } from './postgres/postgres-character-repository.js';
import { PostgresLevelUpRepository } from './postgres/postgres-level-up-repository.js';
import { PostgresUserRepository } from './postgres/postgres-user-repository.js';
import { RedisRateLimiter } from './redis/rate-limiter.js';
import { createRedis, pingRedis } from './redis/redis.js';
import { RedisSessions } from './redis/sessions.js';
import { ApiKey } from './rest/internal.controller.js';
import { ProblemFilter } from './rest/problem.js';
import { RestModule } from './rest/rest.module.js';
import { S3Pictures } from './s3/pictures.js';
import { pingTemporal } from './temporal/ping.js';
import { TemporalProcess } from './temporal/process.js';
import { trpcHandler } from './trpc/handler.js';

/** Seconds in which attempts to sign in are counted together. */
const SIGN_IN_WINDOW = 300;

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

/** What lies outside of the process. */
class Surroundings {
  readonly metrics = new Metrics();
  readonly database: Database;
  readonly redis: Redis;
  readonly pictures: S3Pictures;
  readonly process: TemporalProcess;

  constructor(environment: ServerEnvironment, logger: Logger) {
    this.database = new Database(createDataSource(environment, 'dice-backend'), logger, this.metrics);
    this.metrics.watchPool(() => this.database.statistics());
    this.redis = createRedis(environment.REDIS_URL, logger);
    this.pictures = new S3Pictures({
      endpoint: environment.LOCALSTACK_ENDPOINT,
      bucket: environment.S3_BUCKET,
      region: environment.AWS_REGION,
      accessKeyId: environment.AWS_ACCESS_KEY_ID,
      secretAccessKey: environment.AWS_SECRET_ACCESS_KEY,
    });
    this.process = new TemporalProcess(environment.TEMPORAL_ADDRESS);
  }

  readiness({ TEMPORAL_ADDRESS }: ServerEnvironment): Readiness {
    return new Readiness(
      {
        postgres: (timeoutMs) => this.database.ping(timeoutMs),
        redis: (timeoutMs) => pingRedis(this.redis, timeoutMs),
      },
      (dependency, up) => this.metrics.dependencyChecked(dependency, up),
      {
        temporal: (timeoutMs) => pingTemporal(TEMPORAL_ADDRESS, timeoutMs),
        s3: (timeoutMs) => this.pictures.ping(timeoutMs),
      },
    );
  }

  async close(): Promise<void> {
    this.redis.disconnect();
    this.pictures.close();
    await Promise.all([this.process.close(), this.database.close()]);
  }
}

function createApplication(
  { metrics, database, redis, pictures, process }: Surroundings,
  environment: ServerEnvironment,
): Application {
  const users = new PostgresUserRepository(database);
  const repository = new PostgresCharacterRepository(database);
  const characters = new CharacterService(repository, metrics);
  const limits = {
    person: { name: 'sign-in', most: environment.SIGN_IN_ATTEMPTS, windowSeconds: SIGN_IN_WINDOW },
    address: {
      name: 'sign-in-address',
      most: 30 * environment.SIGN_IN_ATTEMPTS,
      windowSeconds: SIGN_IN_WINDOW,
    },
  };
  return {
    auth: new AuthService(
      users,
      new RedisSessions(redis),
      new JwtIssuer(environment.INTERNAL_JWT_SECRET),
      new RedisRateLimiter(redis),
      limits,
      metrics,
    ),
    users: new UserService(users),
    characters,
    levelUps: new LevelUpService(new PostgresLevelUpRepository(database), characters, process, metrics),
    portraits: new PortraitService(repository, characters, pictures, metrics),
  };
}

/** Puts the parts together and listens. Postgres and Redis need not be there yet; `/ready` says when they are. */
export async function startServer(environment: ServerEnvironment, logger: Logger): Promise<RunningServer> {
  const development = environment.NODE_ENV !== 'production';
  const surroundings = new Surroundings(environment, logger);
  const { metrics, database, redis } = surroundings;
  const readiness = surroundings.readiness(environment);
  const application = createApplication(surroundings, environment);
  const identity = new Identity(application.auth, new RedisRateLimiter(redis), {
    name: 'api',
    most: environment.API_REQUESTS_PER_MINUTE,
    windowSeconds: 60,
  });
  const outages = new OutageLog(logger);
  const gateway = createGateway(logger, outages, development);
  await gateway.start();

  const app = await NestFactory.create<NestExpressApplication>(
    AppModule.with(
      HealthModule.with(readiness, metrics),
      RestModule.with(application, identity, new ApiKey(environment.BACKEND_API_KEY)),
    ),
    { logger: new NestLogger(logger), bodyParser: false, abortOnError: false },
  );
  app.disable('x-powered-by');
  app.set('trust proxy', 'loopback, uniquelocal');
  app.useGlobalFilters(new ProblemFilter(logger, outages));
  app.use(requestObserver(logger, metrics));
  app.use(cors(allowedOrigins(environment.WEB_DOMAIN, development)));
  app.use('/trpc', trpcHandler(application, identity, logger, outages));
  if (development) {
    app.use('/graphql', playground());
  }
  app.use('/graphql', graphqlHandler(gateway, application, identity, outages));
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
      await Promise.all([surroundings.close(), gateway.stop(), app.close()]);
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
