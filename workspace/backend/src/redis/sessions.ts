import type { Redis } from 'ioredis';
import type { Rotation, SessionStore, StoredSession } from '../application/ports.js';
import { answered } from './command.js';

/** Two tabs refresh at once with the same token: the second is late, not a thief. */
const LATE_MS = 10_000;

const keyOf = (id: string) => `session:${id}`;

/**
 * KEYS[1] session; ARGV: hash shown, next hash, lifetime in seconds, how late the last one may still come in ms.
 * One step for Redis, so that of two who show the same secret only one gets the next.
 */
const ROTATE = `
local session = redis.call('HMGET', KEYS[1], 'user', 'hash', 'previous', 'rotated')
if not session[1] then return {'unknown', ''} end
local clock = redis.call('TIME')
local now = clock[1] * 1000 + math.floor(clock[2] / 1000)
if session[2] == ARGV[1] then
  redis.call('HSET', KEYS[1], 'hash', ARGV[2], 'previous', ARGV[1], 'rotated', now)
  redis.call('EXPIRE', KEYS[1], ARGV[3])
  return {'rotated', session[1]}
end
if session[3] == ARGV[1] and now - tonumber(session[4]) <= tonumber(ARGV[4]) then
  return {'just-rotated', session[1]}
end
redis.call('DEL', KEYS[1])
return {'reused', session[1]}
`;

export class RedisSessions implements SessionStore {
  constructor(private readonly redis: Redis) {}

  async create({ id, userId }: StoredSession, secretHash: string, lifetimeSeconds: number): Promise<void> {
    const key = keyOf(id);
    await answered(
      this.redis.multi().hset(key, { user: userId, hash: secretHash }).expire(key, lifetimeSeconds).exec(),
    );
  }

  async rotate(id: string, secretHash: string, newHash: string, lifetimeSeconds: number): Promise<Rotation> {
    const [outcome, userId] = (await answered(
      this.redis.eval(ROTATE, 1, keyOf(id), secretHash, newHash, lifetimeSeconds, LATE_MS),
    )) as [Rotation['outcome'], string];
    return outcome === 'rotated' || outcome === 'just-rotated' ? { outcome, userId } : { outcome };
  }

  async remove(id: string): Promise<void> {
    await answered(this.redis.del(keyOf(id)));
  }
}
