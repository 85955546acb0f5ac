/** Storybook as it was built: its own dev server is for who works on components (`pnpm storybook`). */
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { listen, readFolder, serve } from './static.js';

export async function storybook() {
  const folder = fileURLToPath(new URL('../dist/storybook', import.meta.url));
  if (!existsSync(folder)) {
    process.stdout.write('Storybook is not built: run `pnpm storybook:build`\n');
    return;
  }
  const port = Number(process.env.STORYBOOK_PORT ?? 6006);
  await listen(serve(await readFolder(folder)), port);
  process.stdout.write(`Storybook is on port ${port}\n`);
}
