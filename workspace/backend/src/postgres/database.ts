import type pg from 'pg';
import type { DataSource, EntityManager } from 'typeorm';
import type { Logger } from 'pino';
import { UnavailableError } from '../application/errors.js';
import { isConnectionLoss } from './errors.js';

const FIRST_RETRY_MS = 50;
const LONGEST_RETRY_MS = 1_000;

export interface PoolStatistics {
  readonly total: number;
  readonly idle: number;
  readonly waiting: number;
}

/** Told how long each operation took and whether it came to its end. */
export interface DatabaseObserver {
  operationFinished(operation: string, seconds: number, ok: boolean): void;
}

/**
 * The back end's connection to Postgres over its whole life. It starts without waiting, so that a database that is not
 * there yet delays nobody; until it is, every use throws UnavailableError. Later losses are healed by the pool.
 */
export class Database {
  private closed = false;
  private retry: NodeJS.Timeout | undefined;
  private opening: Promise<void> = Promise.resolve();
  /** Why the last attempt to connect failed. */
  private refusal: unknown;

  constructor(
    private readonly dataSource: DataSource,
    private readonly logger: Logger,
    private readonly observer: DatabaseObserver = { operationFinished: () => undefined },
  ) {}

  /** Connects in the background, again and again until it works or the database is closed. */
  start(): void {
    this.open(FIRST_RETRY_MS);
  }

  /** The connected data source. Throws UnavailableError while there is none. */
  connected(): DataSource {
    if (!this.dataSource.isInitialized) {
      throw new UnavailableError('postgres', { cause: this.refusal });
    }
    return this.dataSource;
  }

  /** Does one thing with the database, named for the metrics. Throws UnavailableError if it cannot be reached. */
  async run<T>(operation: string, work: (manager: EntityManager) => Promise<T>): Promise<T> {
    const { manager } = this.connected();
    const started = performance.now();
    let ok = false;
    try {
      const result = await work(manager);
      ok = true;
      return result;
    } catch (error) {
      throw isConnectionLoss(error) ? new UnavailableError('postgres', { cause: error }) : error;
    } finally {
      this.observer.operationFinished(operation, (performance.now() - started) / 1e3, ok);
    }
  }

  /** Answers once Postgres has answered a query, or throws what kept it from that within the time. */
  async ping(timeoutMs: number): Promise<void> {
    // `query_timeout` gives the connection up as well, so pings to a frozen server do not eat the pool.
    const query: pg.QueryConfig & { query_timeout: number } = { text: 'SELECT 1', query_timeout: timeoutMs };
    await poolOf(this.connected()).query(query);
  }

  statistics(): PoolStatistics {
    if (!this.dataSource.isInitialized) {
      return { total: 0, idle: 0, waiting: 0 };
    }
    const pool = poolOf(this.dataSource);
    return { total: pool.totalCount, idle: pool.idleCount, waiting: pool.waitingCount };
  }

  async close(): Promise<void> {
    this.closed = true;
    clearTimeout(this.retry);
    await this.opening;
    if (this.dataSource.isInitialized) {
      await this.dataSource.destroy();
    }
  }

  private open(pauseMs: number): void {
    this.opening = this.dataSource.initialize().then(
      () => this.logger.info('postgres: connected'),
      (error: unknown) => {
        this.refusal = error;
        this.logger.warn({ err: error }, 'postgres: no connection yet');
        if (!this.closed) {
          this.retry = setTimeout(() => this.open(Math.min(pauseMs * 2, LONGEST_RETRY_MS)), pauseMs);
        }
      },
    );
  }
}

function poolOf(dataSource: DataSource): pg.Pool {
  // TypeORM types the driver by its interface; `createDataSource` only ever makes a Postgres one.
  return (dataSource.driver as unknown as { master: pg.Pool }).master;
}
