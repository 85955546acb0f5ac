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
import { UNUSED, buildPlayground, programs, server } from './bundle.js';

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

await rm('dist', { recursive: true, force: true });
await Promise.all([build({ ...server, outdir: 'dist' }), buildWorker(), buildPlayground('dist/playground')]);
