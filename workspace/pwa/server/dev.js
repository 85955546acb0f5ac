/**
 * The app with hot reload on PORT (3000), answered by MirageJS in the page itself (PUBLIC_API=mirage) or by the API
 * (PUBLIC_API=live); and Storybook as it was built. One process: a second dev server would double the memory.
 */
import { dev } from 'astro';
import { storybook } from './storybook.js';

process.env.PUBLIC_API ??= 'mirage';
const server = await dev({
  root: new URL('..', import.meta.url),
  logLevel: 'info',
  server: { host: '0.0.0.0', port: Number(process.env.PORT ?? 3000) },
});
for (const signal of ['SIGTERM', 'SIGINT']) {
  process.once(signal, () => void server.stop());
}
await storybook();
