/**
 * The frame of a program that does one thing with the database and ends: exit code 0 when it is done, 1 when it
 * failed, 78 (EX_CONFIG of sysexits.h) when the environment cannot be used.
 */
import type { DataSource } from 'typeorm';
import {
  ConfigurationError,
  databaseEnvironment,
  readEnvironment,
  type DatabaseEnvironment,
} from './config/environment.js';
import { createDataSource } from './postgres/data-source.js';

/** Nobody waits for an answer as a person does, and a failure holds back all that needs the database. */
const CONNECT_TIMEOUT_MS = 30_000;

export type Task = (dataSource: DataSource, environment: DatabaseEnvironment) => Promise<void>;

export async function runOneShot(name: string, task: Task): Promise<void> {
  // As process 1 of a container we would otherwise ignore it. Postgres rolls back what is open when we are gone.
  process.once('SIGTERM', () => process.exit(143));
  process.once('SIGINT', () => process.exit(130));
  try {
    const environment = readEnvironment(databaseEnvironment);
    const dataSource = createDataSource(environment, `dice-${name}`, CONNECT_TIMEOUT_MS);
    await dataSource.initialize();
    try {
      await task(dataSource, environment);
    } finally {
      await dataSource.destroy();
    }
  } catch (error) {
    process.stderr.write(`${name}: ${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = error instanceof ConfigurationError ? 78 : 1;
  }
}

export function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
