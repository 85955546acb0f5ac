import type { DataSource, MigrationInterface, QueryRunner } from 'typeorm';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { revertMigration, runMigrations } from '../../src/postgres/migrator.js';
import { createEmptyDatabase, type TestDatabase } from './database.js';

const quiet = () => undefined;

let database: TestDatabase;
let source: DataSource;
beforeEach(async () => {
  database = await createEmptyDatabase();
  source = await database.connect();
});
afterEach(() => database.drop());

async function tables(): Promise<string[]> {
  const rows = await source.query<{ name: string }[]>(
    `SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'public' ORDER BY 1`,
  );
  return rows.map(({ name }) => name);
}

/** Does half its work, then breaks. */
class Broken1800000000000 implements MigrationInterface {
  readonly name = 'Broken1800000000000';
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('CREATE TABLE half_done (id int)');
    await runner.query('SELECT no_such_function()');
  }
  async down(): Promise<void> {
    // never ran
  }
}

describe('migrations', () => {
  it('make exactly the tables that the entities describe', async () => {
    await runMigrations(source, quiet);
    const difference = await source.driver.createSchemaBuilder().log();
    expect(difference.upQueries.map(({ query }) => query)).toEqual([]);
  });

  it('run once', async () => {
    expect(await runMigrations(source, quiet)).toHaveLength(source.migrations.length);
    expect(await runMigrations(source, quiet)).toEqual([]);
  });

  it('run once when three start at the same time', async () => {
    const sources = [source, await database.connect(), await database.connect()];
    const ran = await Promise.all(sources.map((one) => runMigrations(one, quiet)));
    expect(ran.flat()).toEqual(source.migrations.map(({ name }) => name));
  });

  it('go back one by one to nothing', async () => {
    await runMigrations(source, quiet);
    expect(await tables()).toEqual(['access_tokens', 'characters', 'level_ups', 'migrations', 'users']);
    for (const _ of source.migrations.slice(2)) {
      await revertMigration(source, quiet);
    }
    expect(await tables()).toEqual(['access_tokens', 'characters', 'migrations', 'users']);
    await revertMigration(source, quiet);
    expect(await tables()).toEqual(['access_tokens', 'migrations', 'users']);
    await revertMigration(source, quiet);
    expect(await tables()).toEqual(['migrations']);
    const lines: string[] = [];
    await revertMigration(source, (line) => lines.push(line));
    expect(lines).toEqual(['nothing to revert']);
  });

  it('leave nothing of one that fails, and keep those before it', async () => {
    source.migrations.push(new Broken1800000000000());
    const lines: string[] = [];
    await expect(runMigrations(source, (line) => lines.push(line))).rejects.toThrow(/no_such_function/);
    expect(lines).toEqual(source.migrations.slice(0, -1).map(({ name }) => `migrated ${name}`));
    expect(await tables()).toEqual(['access_tokens', 'characters', 'level_ups', 'migrations', 'users']);
    // The lock is free again: the next attempt does not hang.
    source.migrations.pop();
    expect(await runMigrations(source, quiet)).toEqual([]);
  });
});
