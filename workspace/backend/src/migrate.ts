import { print, runOneShot, type Task } from './one-shot.js';
import { revertMigration, runMigrations, showMigrations } from './postgres/migrator.js';

const VERBS: Readonly<Record<string, Task>> = {
  run: async (dataSource) => {
    await runMigrations(dataSource, print);
  },
  revert: (dataSource) => revertMigration(dataSource, print),
  show: (dataSource) => showMigrations(dataSource, print),
};

const verb = process.argv[2] ?? 'run';
const task = VERBS[verb];
if (task) {
  await runOneShot('migrate', task);
} else {
  process.stderr.write(`migrate: unknown verb \`${verb}\`, use one of ${Object.keys(VERBS).join(', ')}\n`);
  process.exitCode = 2;
}
