import { randomUUID } from 'node:crypto';
import { Writable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readEnvironment, serverEnvironment } from '../../src/config/environment.js';
import { createLogger } from '../../src/logging/logger.js';
import { startServer, type RunningServer } from '../../src/server.js';

/** The whole server with neither Postgres nor Redis: nobody listens on the discard port. */
const environment = readEnvironment(serverEnvironment, {
  NODE_ENV: 'test',
  PORT: '0',
  POSTGRES_URL: 'postgres://nobody:nothing@127.0.0.1:9/none',
  REDIS_URL: 'redis://127.0.0.1:9',
  BACKEND_API_KEY: 'a-key-for-the-tests',
  INTERNAL_JWT_SECRET: 'a-secret-for-the-tests',
});

const lines: string[] = [];
const sink = new Writable({
  write(chunk: Buffer, _encoding, done) {
    lines.push(chunk.toString());
    done();
  },
});

let server: RunningServer;
beforeAll(async () => {
  server = await startServer(environment, createLogger('debug', sink));
});
afterAll(() => server.stop());

function request(path: string, init?: RequestInit): Promise<Response> {
  return fetch(`http://127.0.0.1:${server.port}${path}`, init);
}

function query(text: string): Promise<Response> {
  const headers = { 'content-type': 'application/json' };
  return request('/graphql', { method: 'POST', headers, body: JSON.stringify({ query: text }) });
}

describe('a server without its dependencies', () => {
  it('is alive', async () => {
    const response = await request('/health');
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({ status: 'ok' });
  });

  it('is not ready, and names both', async () => {
    const response = await request('/ready');
    expect(response.status).toBe(503);
    expect(await response.json()).toMatchObject({ status: 'unavailable', down: ['postgres', 'redis'] });
  });

  it('answers a query with the dependency that is away', async () => {
    const answer = (await (await query('{ characters { name } }')).json()) as { errors: unknown[] };
    expect(answer.errors).toMatchObject([
      { extensions: { code: 'SERVICE_UNAVAILABLE', dependency: 'postgres' } },
    ]);
  });

  it.each([
    ['GraphQL', 'postgres', '/graphql', JSON.stringify({ query: '{ characters { name } }' })],
    ['plain HTTP', 'postgres', `/characters/${randomUUID()}/portrait`, undefined],
    ['tRPC', 'redis', '/trpc/auth.signIn', JSON.stringify({ email: 'a@dice.local', password: 'x' })],
  ])('logs with the request why it cannot answer over %s', async (_, dependency, path, body) => {
    const requestId = randomUUID();
    const headers = { 'content-type': 'application/json', 'x-request-id': requestId };
    await (await request(path, { headers, ...(body && { method: 'POST', body }) })).text();
    const said = () =>
      lines
        .map((line) => JSON.parse(line) as Record<string, unknown>)
        .filter((line) => line['requestId'] === requestId && line['message'] !== 'request');
    const expected = { dependency, err: { message: expect.any(String) as string } };
    await expect.poll(said).toMatchObject([{ message: 'a dependency does not answer', ...expected }]);
  });

  it('refuses a field that does not exist', async () => {
    const response = await query('{ characters { passwordHash } }');
    expect(response.status).toBe(400);
  });

  it('counts requests by route, never by path', async () => {
    await request('/invented/path');
    const text = await (await request('/metrics')).text();
    expect(text).toMatch(
      /http_request_duration_seconds_count\{method="GET",route="\/ready",status="503"\} 1/,
    );
    expect(text).toMatch(/route="unmatched",status="404"/);
    expect(text).not.toContain('invented');
    expect(text).toContain('dice_dependency_up{dependency="postgres"} 0');
    expect(text).toContain('dice_database_pool_connections{state="open"} 0');
  });

  it('keeps a request id that is given, and logs it', async () => {
    const response = await request('/graphql', { headers: { 'x-request-id': 'given-1' } });
    await response.text();
    expect(response.headers.get('x-request-id')).toBe('given-1');
    await expect.poll(() => lines.some((line) => line.includes('"requestId":"given-1"'))).toBe(true);
  });

  it('replaces a request id that could forge a log line', async () => {
    const response = await request('/health', { headers: { 'x-request-id': 'a"b c' } });
    expect(response.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
  });
});
