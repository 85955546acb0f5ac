/**
 * Bundles the programs, the workflows and the playground into dist/: a few files instead of thousands to find and read, which halves the cold start,
 * and an image that needs no node_modules.
 */
import { cp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { DefaultLogger, bundleWorkflowCode } from '@temporalio/worker';
import { build } from 'esbuild';

/** Asked for by our dependencies in a try block, for features that we do not use. */
const UNUSED = [
  // Nest
  '@nestjs/microservices',
  '@nestjs/microservices/*',
  '@nestjs/websockets',
  '@nestjs/websockets/*',
  'class-transformer',
  'class-transformer/*',
  'class-validator',
  // TypeORM: the drivers of other databases
  '@google-cloud/spanner',
  '@sap/hana-client',
  '@sap/hana-client/*',
  'better-sqlite3',
  'expo-sqlite',
  'mongodb',
  'mssql',
  'mysql2',
  'oracledb',
  'pg-native',
  'pg-query-stream',
  'react-native-sqlite-storage',
  'redis',
  'sql.js',
];

const BANNER = `
import { createRequire as $require } from 'node:module';
const require = $require(import.meta.url);
const __filename = import.meta.filename;
const __dirname = import.meta.dirname;
`;

const programs = {
  bundle: true,
  format: 'esm',
  platform: 'node',
  target: 'node22',
  sourcemap: true,
  sourcesContent: false,
  keepNames: true,
  // Dependencies that are CommonJS call require() and ask for __dirname, which a module does not have.
  banner: { js: BANNER },
  logLevel: 'warning',
};

/** Workflows are bundled here; the worker that runs them need not be able to, and carries no webpack. */
const withoutBundler = {
  name: 'without-bundler',
  setup({ onLoad }) {
    onLoad({ filter: /@temporalio\/worker\/lib\/workflow\/bundler\.js$/ }, () => ({
      contents: `
        exports.defaultWorkflowInterceptorModules = [];
        exports.WorkflowCodeBundler = class { constructor() { throw new Error('workflows are bundled by build.js'); } };
        exports.bundleWorkflowCode = () => new exports.WorkflowCodeBundler();`,
      loader: 'js',
    }));
  },
};

async function buildServer() {
  await build({
    ...programs,
    entryPoints: ['src/main.ts', 'src/migrate.ts', 'src/seed.ts'],
    outdir: 'dist',
    splitting: true,
    chunkNames: 'chunks/[name]-[hash]',
    external: UNUSED,
  });
}

/** The worker, the thread its workflows run in, the workflows, and the native core for this machine. */
async function buildWorker() {
  await build({
    ...programs,
    entryPoints: {
      worker: 'src/worker.ts',
      'workflow-worker-thread': '@temporalio/worker/lib/workflow/workflow-worker-thread.js',
    },
    outdir: 'dist',
    external: UNUSED,
    plugins: [withoutBundler],
    logOverride: { 'require-resolve-not-external': 'silent' },
  });
  const { code } = await bundleWorkflowCode({
    workflowsPath: fileURLToPath(new URL('src/temporal/workflows.ts', import.meta.url)),
    logger: new DefaultLogger('WARN'),
  });
  await writeFile('dist/workflows.js', code);
  const require = createRequire(createRequire(import.meta.url).resolve('@temporalio/worker'));
  const native = require('@temporalio/core-bridge/common').getPrebuiltPath();
  await cp(native, join('dist/releases', basename(dirname(native)), basename(native)));
  // The worker maps the places in the workflows back to their sources, by a reader that looks beside itself.
  await cp(join(dirname(require.resolve('source-map')), 'lib/mappings.wasm'), 'dist/mappings.wasm');
}

async function buildPlayground() {
  await build({
    entryPoints: ['src/playground/playground.jsx'],
    outdir: 'dist/playground',
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'browser',
    jsx: 'automatic',
    define: { 'process.env.NODE_ENV': '"production"' },
    logLevel: 'warning',
  });
}

await rm('dist', { recursive: true, force: true });
await Promise.all([buildServer(), buildWorker(), buildPlayground()]);
