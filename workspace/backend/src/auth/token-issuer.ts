import { SignJWT, errors, jwtVerify } from 'jose';
import { unauthenticated } from '../application/errors.js';
import type { AccessToken, TokenIssuer } from '../application/ports.js';
import { USER_ROLES, type User, type UserRole } from '../domain/user.js';

export const ACCESS_TOKEN_SECONDS = 15 * 60;

const ISSUER = 'dice';
const AUDIENCE = 'dice-api';
const ALGORITHM = 'HS256';

/** JSON Web Tokens, signed with one secret that never leaves the back end. */
export class JwtIssuer implements TokenIssuer {
  private readonly key: Uint8Array;

  constructor(secret: string) {
    this.key = new TextEncoder().encode(secret);
  }

  async issue({ id, role }: User, sessionId: string): Promise<AccessToken> {
    const expires = Math.floor(Date.now() / 1000) + ACCESS_TOKEN_SECONDS;
    const token = await new SignJWT({ role, sid: sessionId })
      .setProtectedHeader({ alg: ALGORITHM })
      .setSubject(id)
      .setIssuer(ISSUER)
      .setAudience(AUDIENCE)
      .setIssuedAt()
      .setExpirationTime(expires)
      .sign(this.key);
    return { token, expiresAt: new Date(expires * 1000) };
  }

  async verify(token: string): Promise<{ id: string; role: UserRole }> {
    try {
      const { payload } = await jwtVerify(token, this.key, {
        algorithms: [ALGORITHM],
        issuer: ISSUER,
        audience: AUDIENCE,
        requiredClaims: ['sub', 'exp'],
      });
      const role = USER_ROLES.find((known) => known === payload['role']);
      if (payload.sub && role) {
        return { id: payload.sub, role };
      }
    } catch (error) {
      if (error instanceof errors.JWTExpired) {
        throw unauthenticated('the access token has expired; refresh it or sign in again');
      }
      if (!(error instanceof errors.JOSEError)) {
        throw error;
      }
    }
    throw unauthenticated('the access token is not one of ours');
  }
}
