import type { DataSource } from 'typeorm';

/** Any constant will do as long as nothing else in the database uses it: "DICE" in ASCII. */
const MIGRATION_LOCK = 0x44494345;

export type Print = (line: string) => void;

/**
 * Runs work while holding the migration lock of the database. A second caller waits for the first, so replicas that
 * start together migrate one after the other. The lock belongs to the session: it goes even if this process is killed.
 */
async function locked<T>(dataSource: DataSource, work: () => Promise<T>): Promise<T> {
  const session = dataSource.createQueryRunner();
  try {
    await session.query('SELECT pg_advisory_lock($1)', [MIGRATION_LOCK]);
    return await work();
  } finally {
    await session.query('SELECT pg_advisory_unlock($1)', [MIGRATION_LOCK]).catch(() => undefined);
    await session.release();
  }
}

/**
 * Runs what has not run yet, each migration in a transaction of its own: one that fails leaves nothing behind, those
 * before it stay. Returns the names that ran.
 */
export async function runMigrations(dataSource: DataSource, print: Print): Promise<readonly string[]> {
  return locked(dataSource, async () => {
    const before = new Set(await executedMigrations(dataSource));
    const ranSince = async () => (await executedMigrations(dataSource)).filter((name) => !before.has(name));
    try {
      await dataSource.runMigrations({ transaction: 'each' });
    } finally {
      for (const name of await ranSince()) {
        print(`migrated ${name}`);
      }
    }
    const ran = await ranSince();
    if (ran.length === 0) {
      print('nothing to migrate');
    }
    return ran;
  });
}

/** Takes the newest migration back, in a transaction. */
export async function revertMigration(dataSource: DataSource, print: Print): Promise<void> {
  await locked(dataSource, async () => {
    const before = await executedMigrations(dataSource);
    const newest = before.at(-1);
    if (newest === undefined) {
      print('nothing to revert');
      return;
    }
    await dataSource.undoLastMigration({ transaction: 'each' });
    print(`reverted ${newest}`);
  });
}

/** Prints each migration, oldest first, with a mark at those that have run. */
export async function showMigrations(dataSource: DataSource, print: Print): Promise<void> {
  const executed = new Set(await executedMigrations(dataSource));
  for (const { name = '?' } of dataSource.migrations) {
    print(`${executed.has(name) ? '✔' : ' '} ${name}`);
  }
}

async function executedMigrations(dataSource: DataSource): Promise<readonly string[]> {
  const [table] = await dataSource.query<{ found: boolean }[]>(
    `SELECT to_regclass('migrations') IS NOT NULL AS found`,
  );
  if (!table?.found) {
    return [];
  }
  const rows = await dataSource.query<{ name: string }[]>('SELECT name FROM migrations ORDER BY id');
  return rows.map(({ name }) => name);
}
