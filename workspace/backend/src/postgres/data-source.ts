import pg from 'pg';
import { DataSource, type DataSourceOptions } from 'typeorm';
import type { DatabaseEnvironment } from '../config/environment.js';
import { entities } from './entities.js';
import { migrations } from './migrations/index.js';

/** How long a connection may take to come about, waiting for a free one included. */
const CONNECT_TIMEOUT_MS = 1_000;

/** The one place that says how we talk to Postgres. Nothing is opened yet. */
export function createDataSource(
  environment: DatabaseEnvironment,
  applicationName: string,
  connectTimeoutMS = CONNECT_TIMEOUT_MS,
): DataSource {
  const options: DataSourceOptions = {
    type: 'postgres',
    driver: pg,
    url: connectionUrl(environment),
    applicationName,
    entities,
    migrations: [...migrations],
    migrationsTableName: 'migrations',
    uuidExtension: 'pgcrypto', // gen_random_uuid(), which Postgres has built in since 13
    installExtensions: false,
    poolSize: environment.POSTGRES_POOL_SIZE,
    connectTimeoutMS,
    logging: false,
  };
  return new DataSource(options);
}

/** POSTGRES_URL, with POSTGRES_PASSWORD put in where the URL has none. */
export function connectionUrl({ POSTGRES_URL, POSTGRES_PASSWORD }: DatabaseEnvironment): string {
  const url = new URL(POSTGRES_URL);
  if (url.password === '' && POSTGRES_PASSWORD) {
    url.password = encodeURIComponent(POSTGRES_PASSWORD);
  }
  return url.href;
}
