/** Asks a dev server for what the first page needs, so that Vite prepares the dependencies: part of building an image. */
import { fileURLToPath } from 'node:url';
import { dev } from 'astro';

process.env.PUBLIC_API ??= 'mirage';
const server = await dev({
  root: fileURLToPath(new URL('..', import.meta.url)),
  server: { host: '127.0.0.1', port: 3000 },
});
const origin = `http://127.0.0.1:${server.address.port}`;
for (const path of ['/', '/src/app/App.tsx', '/src/mocks/server.ts']) {
  const answer = await fetch(origin + path);
  const text = await answer.text();
  if (!answer.ok) {
    throw new Error(`${path} answered ${answer.status}: ${text.slice(0, 200)}`);
  }
  // The optimised dependencies that it imports: asking for one waits until it is there.
  for (const [, dependency] of text.matchAll(/["']([^"']*\/deps\/[^"']+)["']/g)) {
    await (await fetch(new URL(dependency, origin))).text();
  }
}
await server.stop();
process.exit();
