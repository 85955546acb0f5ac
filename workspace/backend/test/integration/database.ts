import { randomBytes } from 'node:crypto';
import type { DataSource } from 'typeorm';
import { databaseEnvironment, readEnvironment } from '../../src/config/environment.js';
import { createDataSource } from '../../src/postgres/data-source.js';

/** A machine that runs tests is a busy one. */
const PATIENCE_MS = 10_000;

export interface TestDatabase {
  readonly url: string;
  /** A further connected data source on this database; closed with it. */
  connect(): Promise<DataSource>;
  drop(): Promise<void>;
}

/** An empty database of its own on the server of POSTGRES_URL, whose user must be allowed to create one. */
export async function createTestDatabase(): Promise<TestDatabase> {
  const environment = readEnvironment(databaseEnvironment);
  const name = `dice_test_${randomBytes(4).toString('hex')}`;
  const admin = await createDataSource(environment, 'dice-test', PATIENCE_MS).initialize();
  await admin.query(`CREATE DATABASE ${name}`);
  const url = new URL(environment.POSTGRES_URL);
  url.pathname = name;
  const opened: DataSource[] = [];
  return {
    url: url.href,
    async connect() {
      const source = await createDataSource(
        { ...environment, POSTGRES_URL: url.href },
        'dice-test',
        PATIENCE_MS,
      ).initialize();
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
