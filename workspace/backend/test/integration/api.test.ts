import { randomUUID } from 'node:crypto';
import { Redis } from 'ioredis';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { ACCESS_TOKEN_SECONDS, JwtIssuer } from '../../src/auth/token-issuer.js';
import { Database } from '../../src/postgres/database.js';
import { PostgresLevelUpRepository } from '../../src/postgres/postgres-level-up-repository.js';
import { SECRET, TestServer, type Answer } from './server.js';
import { variables } from './variables.js';

const ABILITIES = {
  strength: 10,
  dexterity: 10,
  constitution: 10,
  intelligence: 10,
  wisdom: 10,
  charisma: 10,
};
const PNG = Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex');

let server: TestServer;
let redis: Redis;
let user: { authorization: string };
let admin: { authorization: string };
beforeAll(async () => {
  redis = new Redis(variables.REDIS_URL ?? '');
  await redis.flushdb();
  server = await TestServer.start({ SIGN_IN_ATTEMPTS: '3' });
  await vi.waitFor(async () => expect((await server.request('/ready')).status).toBe(200), {
    timeout: 10_000,
  });
  user = await server.signIn('user@dice.local');
  admin = await server.signIn('admin@dice.local');
});
afterAll(async () => {
  redis.disconnect();
  await server.stop();
});

async function create(more: object = {}): Promise<Answer> {
  const form = { name: `C ${randomUUID()}`, race: 'Elf', class: 'Wizard', abilities: ABILITIES, ...more };
  return server.mutate('characters.create', form, user);
}

function codeOf({ body }: Answer): unknown {
  return body.error?.data.code ?? body.errors?.[0].extensions.code;
}

describe('signing in', () => {
  it('with a wrong password or as nobody gets the same answer', async () => {
    const wrong = await server.mutate('auth.signIn', { email: 'user@dice.local', password: 'wrong' });
    const nobody = await server.mutate('auth.signIn', { email: 'x@dice.local', password: 'wrong' });
    expect([wrong.status, wrong.body.error.message]).toEqual([401, nobody.body.error.message]);
    expect(nobody.status).toBe(401);
  });

  it('is refused after too many attempts, and says when to come back', async () => {
    const attempts = [];
    for (let attempt = 0; attempt < 4; attempt += 1) {
      attempts.push(await server.mutate('auth.signIn', { email: 'guess@dice.local', password: 'x' }));
    }
    expect(attempts.map(({ status }) => status)).toEqual([401, 401, 401, 429]);
    expect(Number(attempts[3]?.headers.get('retry-after'))).toBeGreaterThan(0);
  });

  it('gives a refresh token that is good for one use: the session of a stolen one ends', async () => {
    const answer = await server.graphql(
      'mutation { signIn(email: "user@dice.local", password: "dice_dev_password") { refreshToken } }',
    );
    const first = String(answer.body.data.signIn.refreshToken);
    const refresh = (token: string) =>
      server.graphql(`mutation { refresh(refreshToken: "${token}") { refreshToken accessToken } }`);
    const second = String((await refresh(first)).body.data.refresh.refreshToken);
    const third = String((await refresh(second)).body.data.refresh.refreshToken);
    expect(codeOf(await refresh(first))).toBe('UNAUTHENTICATED');
    expect(codeOf(await refresh(third))).toBe('UNAUTHENTICATED');
  });

  it('sets the cookie that refreshes, out of reach of scripts', async () => {
    const answer = await server.mutate('auth.signIn', {
      email: 'admin@dice.local',
      password: 'dice_dev_password',
    });
    const cookie = answer.headers.get('set-cookie') ?? '';
    expect(cookie).toMatch(/^dice_refresh=.*HttpOnly.*Secure.*SameSite=Lax/);
    const again = await server.mutate('auth.refresh', undefined, { cookie: cookie.split(';')[0] ?? '' });
    expect(again.body.result.data.user.email).toBe('admin@dice.local');
  });

  it('is needed again after Redis was flushed, and nothing else is lost', async () => {
    const signedIn = await server.mutate('auth.signIn', {
      email: 'admin@dice.local',
      password: 'dice_dev_password',
    });
    const cookie = signedIn.headers.get('set-cookie')?.split(';')[0] ?? '';
    await redis.flushdb();
    const refreshed = await server.mutate('auth.refresh', undefined, { cookie });
    expect([refreshed.status, refreshed.body.error.message]).toEqual([
      401,
      expect.stringContaining('sign in again'),
    ]);
    expect((await server.ask('characters.list', {}, user)).body.result.data.items).not.toHaveLength(0);
  });
});

describe('tokens', () => {
  async function refused(token: string): Promise<string> {
    const headers = { authorization: `Bearer ${token}` };
    const answer = await server.ask('auth.me', {}, headers);
    expect([answer.status, codeOf(answer)]).toEqual([401, 'UNAUTHORIZED']);
    const graphql = await server.graphql('{ me { name } }', headers);
    expect([graphql.status, codeOf(graphql)]).toEqual([401, 'UNAUTHENTICATED']);
    expect((await server.request(`/characters/${randomUUID()}/portrait`, { headers })).status).toBe(401);
    return String(answer.body.error.message);
  }

  /** Of an admin, by somebody who knows this secret. */
  async function issuedWith(secret: string): Promise<string> {
    const { id } = (await server.ask('auth.me', {}, admin)).body.result.data;
    const person = { id: String(id), email: '', displayName: '', role: 'admin', passwordHash: '' } as const;
    return (await new JwtIssuer(secret).issue(person, randomUUID())).token;
  }

  it.each(['nonsense', 'a.b.c', 'eyJhbGciOiJub25lIn0.e30.'])('that are `%s` are refused', async (token) => {
    await refused(token);
  });

  it('that somebody else signed are refused, and those that we did are good', async () => {
    await refused(await issuedWith('a-secret-of-somebody-else'));
    const headers = { authorization: `Bearer ${await issuedWith(SECRET)}` };
    expect((await server.ask('auth.me', {}, headers)).body.result.data.email).toBe('admin@dice.local');
  });

  it('that have expired are refused, and say so', async () => {
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() - (ACCESS_TOKEN_SECONDS + 1) * 1000 });
    const token = await issuedWith(SECRET).finally(() => vi.useRealTimers());
    expect(await refused(token)).toContain('expired');
  });

  it('that were handed out to keep are good for both', async () => {
    const headers = { authorization: 'Bearer dice_dev_user_token' };
    expect((await server.ask('auth.me', {}, headers)).body.result.data.email).toBe('user@dice.local');
  });

  it('of services are keys: without one 401, with a wrong one 403, as problem details', async () => {
    const me = (await server.ask('auth.me', {}, user)).body.result.data;
    const path = `/internal/users/${String(me.id)}/characters`;
    const missing = await server.request(path);
    expect([missing.status, missing.headers.get('content-type')]).toEqual([
      401,
      expect.stringContaining('application/problem+json'),
    ]);
    expect((await server.request(path, { headers: { 'x-api-key': 'wrong' } })).status).toBe(403);
    const right = await server.request(path, { headers: { 'x-api-key': 'a-key-for-the-tests' } });
    expect(right.body.items).not.toHaveLength(0);
  });
});

describe('characters', () => {
  it('are adjusted by their race when they are made, once for one id', async () => {
    const id = randomUUID();
    const name = `Twice ${id}`;
    const [first, second] = [await create({ id, name }), await create({ id, name })];
    expect(first.body.result.data.abilities).toEqual({ ...ABILITIES, dexterity: 12, constitution: 8 });
    expect(second.body.result.data).toEqual(first.body.result.data);
  });

  it('with abilities out of range are refused, and every mistake is named', async () => {
    const answer = await create({ name: ' ', abilities: { ...ABILITIES, strength: 19, wisdom: 2.5 } });
    expect([answer.status, codeOf(answer)]).toEqual([400, 'BAD_REQUEST']);
    expect(answer.body.error.data.problems.map(({ path }: { path: string }) => path)).toEqual([
      'name',
      'abilities.strength',
      'abilities.wisdom',
    ]);
  });

  it('changed by two at once keep one change, and the other is told of it', async () => {
    const { id, version } = (await create()).body.result.data;
    const change = (notes: string) =>
      server.mutate('characters.update', { id, version, changes: { notes } }, user);
    const answers = await Promise.all([change('one'), change('two')]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
    const [won, lost] = answers[0].status === 200 ? answers : [answers[1], answers[0]];
    expect(codeOf(lost)).toBe('CONFLICT');
    expect(lost.body.error.data.current).toEqual(won.body.result.data);
  });

  it('of others do not exist', async () => {
    const made = await server.mutate(
      'characters.create',
      { name: 'Of an admin', race: 'Human', class: 'Monk', abilities: ABILITIES },
      admin,
    );
    expect((await server.ask('characters.get', { id: made.body.result.data.id }, user)).status).toBe(404);
  });

  it('come in pages', async () => {
    await create();
    const first = (await server.ask('characters.list', { limit: 1 }, user)).body.result.data;
    const next = (await server.ask('characters.list', { limit: 1, cursor: first.nextCursor }, user)).body;
    expect(next.result.data.items[0].id).not.toBe(first.items[0].id);
    expect((await server.ask('characters.list', { cursor: 'x' }, user)).status).toBe(400);
  });
});

describe('GraphQL', () => {
  it('answers across the subgraphs, and keeps to itself what is not for everybody', async () => {
    const mine = await server.graphql('{ me { characters { name owner { email } } } }', user);
    expect(mine.body.data.me.characters[0].owner.email).toBe('user@dice.local');
    const roster = await server.graphql('{ characters { name notes owner { name email } } }');
    expect(roster.body.data.characters[0]).toMatchObject({ notes: null, owner: { email: null } });
  });

  it('refuses bombs', async () => {
    const levels = 12;
    const deep = `{ me { ${'characters { owner { '.repeat(levels)}name${' } }'.repeat(levels)} } }`;
    expect(codeOf(await server.graphql(deep, user))).toBe('OPERATION_TOO_DEEP');
    const wide = `{ ${Array.from({ length: 400 }, (_, i) => `a${i}: characters { name }`).join(' ')} }`;
    const answer = await server.graphql(wide, user);
    expect([answer.status, codeOf(answer)]).toEqual([400, expect.any(String)]);
    const large = await server.graphql(`{ me { name } } #${'x'.repeat(300_000)}`, user);
    expect([large.status, codeOf(large)]).toEqual([413, 'PAYLOAD_TOO_LARGE']);
  });
});

describe('portraits', () => {
  async function put(content: Buffer, type: string): Promise<Answer> {
    const { id } = (await create()).body.result.data;
    return server.request(`/characters/${String(id)}/portrait`, {
      method: 'PUT',
      headers: { ...user, 'content-type': type },
      body: new Uint8Array(content),
    });
  }

  it.each([
    ['too large', Buffer.alloc(2 * 1024 * 1024 + 1), 'image/png', 413],
    ['no image', Buffer.from('<svg onload=alert(1)></svg>'), 'image/png', 415],
    ['of a type we do not keep', PNG, 'image/svg+xml', 415],
    ['not what they are said to be', PNG, 'image/jpeg', 415],
  ])('that are %s are refused', async (_, content, type, status) => {
    const answer = await put(content, type);
    expect([answer.status, answer.body.status]).toEqual([status, status]);
  });

  it('without S3 are refused in time, and the character stays as it was', async () => {
    const answer = await put(PNG, 'image/png');
    expect([answer.status, answer.body.dependency]).toEqual([503, 's3']);
  });
});

describe('level-ups', () => {
  it('without Temporal are refused within two seconds, and leave nothing that waits', async () => {
    const { id } = (await create()).body.result.data;
    const started = performance.now();
    const answer = await server.mutate('characters.levelUp.request', { id }, user);
    expect([answer.status, answer.body.error.data.dependency]).toEqual([503, 'temporal']);
    expect(performance.now() - started).toBeLessThan(3_000);
    const newest = await server.ask('characters.levelUp.get', { characterId: id }, user);
    expect(newest.body.result.data).toBeNull();
  });

  it('are applied once, however many carry them out', async () => {
    const { id } = (await create()).body.result.data;
    const database = new Database(await server.database.connect(), pino({ level: 'silent' }));
    const levelUps = new PostgresLevelUpRepository(database);
    const made = await levelUps.insert({
      id: randomUUID(),
      characterId: String(id),
      fromLevel: 1,
      toLevel: 2,
      hitPointRoll: 4,
    });
    const levelUpId = made?.id ?? '';
    expect(await levelUps.settle(levelUpId)).toBe('waits');
    const me = (await server.ask('auth.me', {}, admin)).body.result.data;
    expect(await levelUps.decide(levelUpId, 'approved', String(me.id))).toBe(true);
    expect(await levelUps.decide(levelUpId, 'rejected', String(me.id))).toBe(false);
    const settled = await Promise.all([1, 2, 3].map(() => levelUps.settle(levelUpId)));
    expect(settled).toEqual(['done', 'done', 'done']);
    const { level, version } = (await server.ask('characters.get', { id }, user)).body.result.data;
    expect([level, version]).toEqual([2, 2]);
  });
});
