import { pino } from 'pino';
import { readEnvironment, serverEnvironment } from '../../src/config/environment.js';
import { startServer, type RunningServer } from '../../src/server.js';
import { createTestDatabase, type TestDatabase } from './database.js';
import { variables } from './variables.js';

export const SECRET = 'a-secret-for-the-tests';

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  // Whatever it is: see eslint.config.js.
  readonly body: any; // eslint-disable-line @typescript-eslint/no-explicit-any
}

/** The whole back end on a seeded database of its own, with neither Temporal nor S3 in reach. */
export class TestServer {
  private constructor(
    readonly database: TestDatabase,
    private readonly server: RunningServer,
  ) {}

  static async start(more: Readonly<Record<string, string>> = {}): Promise<TestServer> {
    const database = await createTestDatabase();
    const environment = readEnvironment(serverEnvironment, {
      ...variables,
      POSTGRES_URL: database.url,
      PORT: '0',
      BACKEND_API_KEY: 'a-key-for-the-tests',
      INTERNAL_JWT_SECRET: SECRET,
      TEMPORAL_ADDRESS: '127.0.0.1:9',
      LOCALSTACK_ENDPOINT: 'http://127.0.0.1:9',
      ...more,
    });
    return new TestServer(database, await startServer(environment, pino({ level: 'silent' })));
  }

  async stop(): Promise<void> {
    await this.server.stop();
    await this.database.drop();
  }

  async request(path: string, init: RequestInit = {}): Promise<Answer> {
    const response = await fetch(`http://127.0.0.1:${this.server.port}${path}`, init);
    const text = await response.text();
    const body: unknown = (response.headers.get('content-type') ?? '').includes('json')
      ? JSON.parse(text)
      : text;
    return { status: response.status, headers: response.headers, body };
  }

  async mutate(procedure: string, input: unknown, headers: Record<string, string> = {}): Promise<Answer> {
    const body = JSON.stringify(input ?? {});
    return this.request(`/trpc/${procedure}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body,
    });
  }

  async ask(procedure: string, input: unknown, headers: Record<string, string> = {}): Promise<Answer> {
    return this.request(`/trpc/${procedure}?input=${encodeURIComponent(JSON.stringify(input))}`, { headers });
  }

  async graphql(query: string, headers: Record<string, string> = {}): Promise<Answer> {
    return this.request('/graphql', {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify({ query }),
    });
  }

  async signIn(email: string): Promise<{ authorization: string }> {
    const { body } = await this.mutate('auth.signIn', { email, password: 'dice_dev_password' });
    return { authorization: `Bearer ${String(body.result.data.accessToken)}` };
  }
}
