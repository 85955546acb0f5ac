import { print, runOneShot } from './one-shot.js';
import { seed } from './postgres/seeder.js';

await runOneShot('seed', async (dataSource, environment) => {
  if (environment.NODE_ENV === 'production') {
    throw new Error('the seeds carry published passwords and are never put into a production database');
  }
  await seed(dataSource, print);
});
