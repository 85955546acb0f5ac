/**
 * The back end from its sources, for work on them: bundled again when one is edited, and started again when the bundle
 * has become another one. Who saves a file as it was changes nothing. A mistake is told, and what runs goes on running.
 */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { watch } from 'node:fs';
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { close as closeInspector } from 'node:inspector';
import { dirname, join } from 'node:path';
import { clearTimeout, setTimeout } from 'node:timers';
import { context } from 'esbuild';
import { buildPlayground, server } from './bundle.js';

/** In memory: the image is read-only. */
const OUTPUT = '/tmp/backend';
const SOURCES = ['src', '../shared/rules', '../shared/schemas', '../shared/types'];
/** Editors write a file in several steps. */
const QUIET_MS = 50;

// A debugger comes for the program, which is told of it by the same NODE_OPTIONS and has the same port.
closeInspector();

const bundler = await context({
  ...server,
  entryPoints: ['src/main.ts'],
  outdir: OUTPUT,
  write: false,
  logLevel: 'silent',
});
let digest = '';
let program = null;
let stopping = false;

function log(level, message, more = {}) {
  const line = { level, time: new Date().toISOString(), service: 'backend', ...more, message };
  process.stdout.write(`${JSON.stringify(line)}\n`);
}

/** What the sources make now; null, and a word about it, where they make nothing. */
async function bundle() {
  try {
    return (await bundler.rebuild()).outputFiles;
  } catch (error) {
    for (const { text, location } of error.errors ?? [{ text: String(error) }]) {
      log('error', text, location ? { at: `${location.file}:${location.line}:${location.column}` } : {});
    }
    return null;
  }
}

function digestOf(files) {
  const hash = createHash('sha256');
  for (const { path, contents } of files) {
    hash.update(path).update(contents);
  }
  return hash.digest('hex');
}

async function write(files) {
  const wanted = new Set(files.map(({ path }) => path));
  for (const { path, contents } of files) {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, contents);
  }
  const chunks = join(OUTPUT, 'chunks');
  for (const name of await readdir(chunks).catch(() => [])) {
    if (!wanted.has(join(chunks, name))) {
      await rm(join(chunks, name));
    }
  }
}

function start() {
  const child = spawn(process.execPath, ['--enable-source-maps', join(OUTPUT, 'main.js')], {
    stdio: 'inherit',
  });
  child.once('exit', (code, signal) => {
    if (program === child) {
      program = null;
      log('error', 'ended, and waits for an edit', { code, signal });
    }
  });
  program = child;
}

async function stop() {
  const child = program;
  program = null;
  if (child) {
    const gone = once(child, 'exit');
    child.kill('SIGTERM');
    await gone;
  }
}

/** Has the program run that the sources make now. */
async function renew() {
  const files = await bundle();
  if (!files || stopping) {
    return;
  }
  const now = digestOf(files);
  if (now === digest && program) {
    return;
  }
  digest = now;
  await write(files);
  await stop();
  if (!stopping) {
    start();
  }
}

/** One after the other; what is edited meanwhile comes next. */
let work = renew();
let timer = null;
const edited = new Set();
function note(path) {
  edited.add(path);
  clearTimeout(timer);
  timer = setTimeout(() => {
    log('info', 'File change detected', { files: [...edited] });
    edited.clear();
    work = work.then(watchFolders).then(renew);
  }, QUIET_MS);
}

/**
 * Each folder by itself: where Node watches recursively it watches files, and loses one that an editor renames another
 * one over.
 */
const watchers = new Map();
async function watchFolders() {
  for (const source of SOURCES) {
    const entries = await readdir(source, { recursive: true, withFileTypes: true });
    const folders = entries.filter((it) => it.isDirectory()).map((it) => join(it.parentPath, it.name));
    for (const folder of [source, ...folders].filter((it) => !watchers.has(it))) {
      const watcher = watch(folder, (event, name) => {
        const path = join(folder, name ?? '');
        if (event === 'rename') {
          // A folder that came or went: one in the place of another is watched anew.
          watchers.get(path)?.close();
          watchers.delete(path);
        }
        note(path);
      });
      watchers.set(folder, watcher);
    }
  }
}

for (const signal of ['SIGTERM', 'SIGINT']) {
  process.once(signal, () => {
    stopping = true;
    void stop().then(() => process.exit(0));
  });
}
await watchFolders();
await work;
if (!program) {
  process.exit(1); // Sources that make nothing are no start.
}
await buildPlayground(join(OUTPUT, 'playground'));
