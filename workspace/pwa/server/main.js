/** What PWA_SERVE says: `built` (the default) is what `pnpm build` made, `source` the sources with hot reload. */
const PROGRAMS = { built: './serve.js', source: './dev.js' };

const wanted = process.env.PWA_SERVE || 'built';
const program = PROGRAMS[wanted];
if (!program) {
  process.stderr.write(`PWA_SERVE is \`${wanted}\`: it can be ${Object.keys(PROGRAMS).join(' or ')}\n`);
  process.exit(1);
}
await import(program);
