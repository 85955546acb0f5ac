import { defineConfig } from 'vitest/config';

/** `test/browser` is not for Vitest: it drives a browser from outside (`pnpm test:frontend`). */
export default defineConfig({
  test: {
    include: ['test/unit/**/*.test.{ts,tsx}'],
    environment: 'happy-dom',
    setupFiles: ['test/unit/setup.ts'],
  },
});
