import { Redis } from 'ioredis';
import type { Logger } from 'pino';

const CONNECT_TIMEOUT_MS = 1_000;
const LONGEST_RETRY_MS = 500;

/**
 * A connection that comes back by itself. Commands fail at once while it is away instead of queueing up. Says once that
 * it was lost and once that it is back, however many attempts lie between.
 */
export function createRedis(url: string, logger: Logger): Redis {
  const redis = new Redis(url, {
    lazyConnect: true,
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    connectTimeout: CONNECT_TIMEOUT_MS,
    connectionName: 'dice-backend',
    retryStrategy: (attempt) => Math.min(attempt * 50, LONGEST_RETRY_MS),
  });
  let reported: 'unknown' | 'connected' | 'lost' = 'unknown';
  redis.on('ready', () => {
    reported = 'connected';
    logger.info('redis: connected');
  });
  redis.on('error', (error: Error) => {
    if (reported !== 'lost') {
      reported = 'lost';
      logger.warn({ err: error }, 'redis: no connection');
    }
  });
  return redis;
}

/** Answers once Redis has answered PING, or throws what kept it from that within the time. */
export async function pingRedis(redis: Redis, timeoutMs: number): Promise<void> {
  if (redis.status !== 'ready') {
    throw new Error(`no connection (${redis.status})`);
  }
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${timeoutMs} ms`)), timeoutMs);
  });
  try {
    await Promise.race([redis.ping(), timeout]);
  } finally {
    clearTimeout(timer);
  }
}
