import { defineConfig } from 'vitest/config';

/** A machine that runs tests is a busy one: what hangs is found out all the same. */
const patience = { testTimeout: 30_000, hookTimeout: 60_000 };

/** `unit` needs nothing but Node; `integration` needs a Postgres and a Redis it may fill (see test/integration). */
export default defineConfig({
  test: {
    projects: [
      { test: { ...patience, name: 'unit', include: ['test/unit/**/*.test.ts'] } },
      { test: { ...patience, name: 'integration', include: ['test/integration/**/*.test.ts'] } },
    ],
  },
});
