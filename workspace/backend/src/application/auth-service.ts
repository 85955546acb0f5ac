import { randomBytes, randomUUID } from 'node:crypto';
import { hashPassword, hashToken, verifyPassword } from '../domain/password.js';
import type { User } from '../domain/user.js';
import type { Actor } from './actor.js';
import { ApplicationError, unauthenticated } from './errors.js';
import type {
  AccessToken,
  DomainObserver,
  Limit,
  RateLimiter,
  SessionStore,
  TokenIssuer,
  UserRepository,
} from './ports.js';

/** How long a person who does not come back stays signed in. */
export const SESSION_SECONDS = 14 * 24 * 3600;

/** What somebody who signed in carries away. */
export interface Grant {
  readonly user: User;
  readonly access: AccessToken;
  /** Good for one refresh; absent when another refresh got the next one a moment ago. */
  readonly refreshToken?: string;
}

export interface Credentials {
  readonly email: string;
  readonly password: string;
}

export interface SignInLimits {
  /** For one address and person. */
  readonly person: Limit;
  /** For one address, whoever it claims to be. */
  readonly address: Limit;
}

const WRONG = 'e-mail address or password is wrong';
const SIGN_IN_AGAIN = 'the session has ended; sign in again';

/** Signing in and staying so. Access tokens are short and checked without a store; refresh tokens are used once. */
export class AuthService {
  /** Compared with when there is no such person, so that an answer takes the same time. */
  private readonly nobody = hashPassword(randomUUID());

  constructor(
    private readonly users: UserRepository,
    private readonly sessions: SessionStore,
    private readonly tokens: TokenIssuer,
    private readonly limiter: RateLimiter,
    private readonly limits: SignInLimits,
    private readonly observer: DomainObserver,
  ) {}

  async signIn({ email, password }: Credentials, address: string): Promise<Grant> {
    const who = `${address} ${email}`;
    await this.limiter.count(this.limits.address, address);
    await this.limiter.count(this.limits.person, who);
    const user = await this.users.findByEmail(email);
    const right = await verifyPassword(password, user?.passwordHash ?? (await this.nobody));
    if (!user || !right) {
      this.observer.happened('sign-in-refused');
      throw unauthenticated(WRONG);
    }
    await this.limiter.forget(this.limits.person, who);
    const id = randomUUID();
    const secret = randomBytes(32).toString('base64url');
    await this.sessions.create({ id, userId: user.id }, hashToken(secret), SESSION_SECONDS);
    this.observer.happened('signed-in');
    return { user, access: await this.tokens.issue(user, id), refreshToken: `${id}.${secret}` };
  }

  /** A token that was used before is a stolen one, or was stolen: the session ends for both. */
  async refresh(refreshToken: string | undefined): Promise<Grant> {
    const [id, secret] = split(refreshToken);
    const next = randomBytes(32).toString('base64url');
    const rotation = await this.sessions.rotate(id, hashToken(secret), hashToken(next), SESSION_SECONDS);
    if (rotation.outcome === 'reused') {
      this.observer.happened('refresh-token-reused');
      throw unauthenticated('this refresh token was used before, so its session was ended; sign in again');
    }
    const user = 'userId' in rotation ? await this.users.find(rotation.userId) : undefined;
    if (!user) {
      throw unauthenticated(SIGN_IN_AGAIN);
    }
    this.observer.happened('session-refreshed');
    return {
      user,
      access: await this.tokens.issue(user, id),
      ...(rotation.outcome === 'rotated' && { refreshToken: `${id}.${next}` }),
    };
  }

  /** Whoever has the refresh token may end its session; no token, no session. */
  async signOut(refreshToken: string | undefined): Promise<void> {
    if (refreshToken === undefined) {
      return;
    }
    const [id, secret] = split(refreshToken);
    const rotation = await this.sessions.rotate(id, hashToken(secret), hashToken(secret), SESSION_SECONDS);
    if (rotation.outcome !== 'unknown') {
      await this.sessions.remove(id);
    }
  }

  /** Who shows this: an access token from signing in, or one that was handed out to keep. */
  async authenticate(bearer: string | undefined): Promise<Actor> {
    if (bearer === undefined) {
      throw unauthenticated('sign in first: send `Authorization: Bearer <access token>`');
    }
    if (bearer.includes('.')) {
      return this.tokens.verify(bearer);
    }
    const user = await this.users.findByTokenHash(hashToken(bearer));
    if (!user) {
      throw unauthenticated('the access token is not one of ours');
    }
    return { id: user.id, role: user.role };
  }
}

function split(refreshToken: string | undefined): [string, string] {
  const [id, secret, ...rest] = refreshToken?.split('.') ?? [];
  if (!id || !secret || rest.length > 0) {
    throw new ApplicationError('unauthenticated', SIGN_IN_AGAIN);
  }
  return [id, secret];
}
