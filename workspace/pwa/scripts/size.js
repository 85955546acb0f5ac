/** What the browser loads of script before the first page works: the page's own and all it imports at once. */
import { readdir, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, gzipSync } from 'node:zlib';

const LIMIT = 200 * 1024;
const assets = new URL('../dist/assets/', import.meta.url);
const page = await readFile(new URL('../dist/index.html', import.meta.url), 'utf8');

const inline = [...page.matchAll(/<script(?![^>]*src=)[^>]*>([\s\S]*?)<\/script>/g)].map(([, text]) => text);
const names = new Set([...page.matchAll(/\/assets\/([\w.-]+\.js)/g)].map(([, name]) => name));
for (const name of names) {
  const text = await readFile(new URL(name, assets), 'utf8');
  for (const [, imported] of text.matchAll(/(?:from|^import|;import)\s*["']\.\/([\w.-]+\.js)["']/g)) {
    names.add(imported);
  }
}
const scripts = new Map([['(in the page)', Buffer.from(inline.join(''))]]);
for (const name of names) {
  scripts.set(name, await readFile(new URL(name, assets)));
}
scripts.set('theme.js', await readFile(new URL('../dist/theme.js', import.meta.url)));

const total = { raw: 0, gzip: 0, brotli: 0 };
for (const [name, body] of scripts) {
  const sizes = { raw: body.length, gzip: gzipSync(body).length, brotli: brotliCompressSync(body).length };
  for (const kind of Object.keys(total)) {
    total[kind] += sizes[kind];
  }
  process.stdout.write(`${row(name, sizes)}\n`);
}
process.stdout.write(`${row('first load', total)}\n`);

const later = (await readdir(assets)).filter((name) => name.endsWith('.js') && !names.has(name));
process.stdout.write(`later, when needed: ${later.join(', ')}\n`);
for (const name of await readdir(assets)) {
  if (/\.js$/.test(name) && /miragejs|[Pp]retender/.test(await readFile(new URL(name, assets), 'utf8'))) {
    process.stderr.write(
      `${fileURLToPath(new URL(name, assets))} holds MirageJS, which is for frontend-only\n`,
    );
    process.exitCode = 1;
  }
}
if (total.gzip > LIMIT) {
  process.stderr.write(`the first load is more than ${LIMIT / 1024} KB of script, compressed\n`);
  process.exitCode = 1;
}

function row(name, { raw, gzip, brotli }) {
  const kb = (bytes) => `${(bytes / 1024).toFixed(1).padStart(7)} KB`;
  return `${name.padEnd(28)}${kb(raw)} raw${kb(gzip)} gzip${kb(brotli)} brotli`;
}
