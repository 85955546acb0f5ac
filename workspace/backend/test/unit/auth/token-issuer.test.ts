import { SignJWT } from 'jose';
import { describe, expect, it, vi } from 'vitest';
import { ACCESS_TOKEN_SECONDS, JwtIssuer } from '../../../src/auth/token-issuer.js';

const SECRET = 'a-secret-for-the-tests-of-tokens';
const USER = { id: 'u1', email: 'u@dice.local', displayName: 'U', role: 'user', passwordHash: '' } as const;
const issuer = new JwtIssuer(SECRET);

describe('JwtIssuer', () => {
  it('knows what it issued', async () => {
    const { token } = await issuer.issue(USER, 's1');
    expect(await issuer.verify(token)).toEqual({ id: 'u1', role: 'user' });
  });

  it('says that a token has expired', async () => {
    const { token } = await issuer.issue(USER, 's1');
    vi.useFakeTimers({ now: Date.now() + (ACCESS_TOKEN_SECONDS + 1) * 1000 });
    try {
      await expect(issuer.verify(token)).rejects.toMatchObject({
        kind: 'unauthenticated',
        message: expect.stringContaining('expired') as string,
      });
    } finally {
      vi.useRealTimers();
    }
  });

  it('refuses one that another secret signed', async () => {
    const { token } = await new JwtIssuer('another-secret-of-somebody-else').issue(USER, 's1');
    await expect(issuer.verify(token)).rejects.toMatchObject({ kind: 'unauthenticated' });
  });

  it('refuses one whose role was raised', async () => {
    const { token } = await issuer.issue(USER, 's1');
    const [header, payload, signature] = token.split('.') as [string, string, string];
    const claims = JSON.parse(Buffer.from(payload, 'base64url').toString()) as object;
    const raised = Buffer.from(JSON.stringify({ ...claims, role: 'admin' })).toString('base64url');
    await expect(issuer.verify(`${header}.${raised}.${signature}`)).rejects.toMatchObject({
      kind: 'unauthenticated',
    });
  });

  it('refuses one without a signature, and one for somebody else', async () => {
    const none = Buffer.from('{"alg":"none"}').toString('base64url');
    const { token } = await issuer.issue(USER, 's1');
    await expect(issuer.verify(`${none}.${token.split('.')[1]}.`)).rejects.toMatchObject({
      kind: 'unauthenticated',
    });
    const foreign = await new SignJWT({ role: 'admin' })
      .setProtectedHeader({ alg: 'HS256' })
      .setSubject('u1')
      .setIssuer('dice')
      .setAudience('another-api')
      .setExpirationTime('1h')
      .sign(new TextEncoder().encode(SECRET));
    await expect(issuer.verify(foreign)).rejects.toMatchObject({ kind: 'unauthenticated' });
  });
});
