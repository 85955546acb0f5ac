import type { Request } from 'express';
import type { Actor } from '../application/actor.js';
import type { AuthService } from '../application/auth-service.js';
import { UnavailableError } from '../application/errors.js';
import type { Limit, RateLimiter } from '../application/ports.js';

const BEARER = /^Bearer +(\S+)$/i;

/** Who asks, found out when it matters and counted against their limit. */
export class Identity {
  constructor(
    private readonly auth: AuthService,
    private readonly limiter: RateLimiter,
    private readonly limit: Limit,
  ) {}

  /** Throws `unauthenticated` for no, a forged or an expired token, `rate-limited` for too many requests. */
  async of(request: Request): Promise<Actor> {
    const actor = await this.auth.authenticate(BEARER.exec(request.get('authorization') ?? '')?.[1]);
    await this.count(actor.id);
    return actor;
  }

  /** Somebody who shows no token at all is nobody, counted by where they come from; a bad token is still an error. */
  async ofAnybody(request: Request): Promise<Actor | undefined> {
    if (request.get('authorization') !== undefined) {
      return this.of(request);
    }
    await this.count(clientOf(request));
    return undefined;
  }

  /** Counting protects us; it is not worth refusing everybody while the counters are away. */
  private async count(who: string): Promise<void> {
    try {
      await this.limiter.count(this.limit, who);
    } catch (error) {
      if (!(error instanceof UnavailableError)) {
        throw error;
      }
    }
  }
}

export function clientOf(request: Request): string {
  return request.ip ?? 'unknown';
}
