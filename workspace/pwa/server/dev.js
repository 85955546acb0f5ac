/**
 * The app with hot reload on PORT (3000), answered by the API, and while none is there by MirageJS in the page itself
 * (PUBLIC_API=mirage, the default; `live`: never); and Storybook as it was built. One process: a second dev server
 * would double the memory.
 */
import { existsSync } from 'node:fs';
import { cp } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { dev } from 'astro';
import { storybook } from './storybook.js';

process.env.PUBLIC_API ??= 'mirage';

// An image brings along what Vite has prepared of the dependencies, but cannot be written to.
const prepared = fileURLToPath(new URL('../.vite', import.meta.url));
if (process.env.VITE_CACHE && existsSync(prepared)) {
  await cp(prepared, process.env.VITE_CACHE, { recursive: true });
}

const server = await dev({
  root: fileURLToPath(new URL('..', import.meta.url)),
  server: { host: '0.0.0.0', port: Number(process.env.PORT ?? 3000) },
});
for (const signal of ['SIGTERM', 'SIGINT']) {
  process.once(signal, () => {
    void server.stop().then(() => process.exit());
  });
}
await storybook();
