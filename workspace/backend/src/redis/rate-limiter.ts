import type { Redis } from 'ioredis';
import { ApplicationError } from '../application/errors.js';
import type { Limit, RateLimiter } from '../application/ports.js';
import { answered } from './command.js';

/** KEYS[1] counter; ARGV[1] window in seconds. Counting and ending the window in one step: none is left without an end. */
const COUNT = `
local count = redis.call('INCR', KEYS[1])
if count == 1 then redis.call('EXPIRE', KEYS[1], ARGV[1]) end
return {count, redis.call('TTL', KEYS[1])}
`;

const keyOf = ({ name }: Limit, who: string) => `limit:${name}:${who}`;

/** Windows that begin with the first that is counted. */
export class RedisRateLimiter implements RateLimiter {
  constructor(private readonly redis: Redis) {}

  async count(limit: Limit, who: string): Promise<void> {
    const [count, ttl] = (await answered(
      this.redis.eval(COUNT, 1, keyOf(limit, who), limit.windowSeconds),
    )) as [number, number];
    if (count > limit.most) {
      const retryAfterSeconds = Math.max(1, ttl);
      throw new ApplicationError(
        'rate-limited',
        `more than ${limit.most} in ${limit.windowSeconds} s; try again in ${retryAfterSeconds} s`,
        { retryAfterSeconds },
      );
    }
  }

  async forget(limit: Limit, who: string): Promise<void> {
    await answered(this.redis.del(keyOf(limit, who)));
  }
}
