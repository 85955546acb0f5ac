/**
 * Runs each program once, without Postgres or Redis, so that V8's compile cache (NODE_COMPILE_CACHE) is full when the
 * image is used. Fails if a program does not start: an image that cannot run is not built.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

/** Nobody listens on the discard port, so connections are refused at once. */
const env = {
  ...process.env,
  PORT: '0',
  POSTGRES_URL: 'postgres://nobody:nothing@127.0.0.1:9/none',
  REDIS_URL: 'redis://127.0.0.1:9',
  BACKEND_API_KEY: 'only-for-warming-up',
  INTERNAL_JWT_SECRET: 'only-for-warming-up',
  TEMPORAL_ADDRESS: '127.0.0.1:9',
};

function run(program) {
  return spawn(process.execPath, [`dist/${program}.js`], { env, stdio: ['ignore', 'pipe', 'ignore'] });
}

async function warmServer() {
  const server = run('main');
  const exited = once(server, 'exit');
  for await (const line of createInterface({ input: server.stdout })) {
    const { message, port } = JSON.parse(line);
    if (message === 'listening') {
      const graphql = {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: '{"query":"{__typename}"}',
      };
      const trpc = { ...graphql, body: '{}' };
      const requests = [
        ['/health'],
        ['/ready'],
        ['/metrics'],
        ['/graphql', graphql],
        ['/trpc/auth.signIn', trpc],
      ];
      for (const [path, request] of requests) {
        await (await fetch(`http://127.0.0.1:${port}${path}`, request)).arrayBuffer();
      }
      server.kill('SIGTERM');
    }
  }
  await expectExit('main', exited, 0);
}

async function expectExit(program, exited, expected) {
  const [code] = await exited;
  if (code !== expected) {
    throw new Error(`${program} ended with ${code} instead of ${expected}`);
  }
}

await warmServer();
await expectExit('migrate', once(run('migrate'), 'exit'), 1); // the database that is not there
await expectExit('seed', once(run('seed'), 'exit'), 1);
await expectExit('worker', once(run('worker'), 'exit'), 1);
