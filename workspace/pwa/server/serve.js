/** The built app on PORT (3000), and Storybook on STORYBOOK_PORT (6006) where it was built along. */
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { listen, readFolder, serve } from './static.js';
import { storybook } from './storybook.js';

const dist = fileURLToPath(new URL('../dist', import.meta.url));
if (!existsSync(dist)) {
  process.stderr.write('there is no dist/: run `pnpm build` first\n');
  process.exit(1);
}

const app = await readFolder(dist, { without: ['/storybook/'] });
const port = Number(process.env.PORT ?? 3000);
await listen(serve(app, { headers: headersOf }), port);
process.stdout.write(`the app is on port ${port}\n`);
await storybook();

/** Files under assets/ are named after what is in them and never change; all others are asked for again. */
function headersOf(address, type) {
  return {
    'cache-control': address.startsWith('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache',
    'referrer-policy': 'same-origin',
    // No page of others may frame ours. Scripts are held to by the policy that each page carries.
    ...(type.startsWith('text/html') ? { 'content-security-policy': "frame-ancestors 'none'" } : {}),
  };
}
