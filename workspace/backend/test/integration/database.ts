import { randomBytes } from 'node:crypto';
import type { DataSource } from 'typeorm';
import {
  databaseEnvironment,
  readEnvironment,
  type DatabaseEnvironment,
} from '../../src/config/environment.js';
import { createDataSource } from '../../src/postgres/data-source.js';
import { variables } from './variables.js';

/** A machine that runs tests is a busy one. */
const PATIENCE_MS = 10_000;

/** Of every server, and nobody's in particular. */
const MAINTENANCE = 'postgres';

export interface TestDatabase {
  readonly url: string;
  /** A further connected data source on this database; closed with it. */
  connect(): Promise<DataSource>;
  drop(): Promise<void>;
}

/** A copy of the database of POSTGRES_URL: as migrations and seeds left it. Nobody may be connected to that one. */
export async function createTestDatabase(): Promise<TestDatabase> {
  const environment = readEnvironment(databaseEnvironment, variables);
  const filled = decodeURIComponent(new URL(environment.POSTGRES_URL).pathname.slice(1));
  return create(environment, `TEMPLATE "${filled}" STRATEGY FILE_COPY`);
}

/** One without a table, on the same server. */
export async function createEmptyDatabase(): Promise<TestDatabase> {
  return create(readEnvironment(databaseEnvironment, variables), '');
}

/** The user of POSTGRES_URL must be allowed to. */
async function create(environment: DatabaseEnvironment, how: string): Promise<TestDatabase> {
  const name = `dice_test_${randomBytes(4).toString('hex')}`;
  const urlOf = (database: string) => {
    const url = new URL(environment.POSTGRES_URL);
    url.pathname = database;
    return url.href;
  };
  const connectTo = (database: string) =>
    createDataSource(
      { ...environment, POSTGRES_URL: urlOf(database) },
      'dice-test',
      PATIENCE_MS,
    ).initialize();
  const admin = await connectTo(MAINTENANCE);
  await admin.query(`CREATE DATABASE ${name} ${how}`);
  const opened: DataSource[] = [];
  return {
    url: urlOf(name),
    async connect() {
      const source = await connectTo(name);
      opened.push(source);
      return source;
    },
    async drop() {
      await Promise.all(opened.filter((source) => source.isInitialized).map((source) => source.destroy()));
      await admin.query(`DROP DATABASE ${name}`);
      await admin.destroy();
    },
  };
}
