import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client';
import type { DomainEvent, DomainObserver } from '../application/ports.js';
import type { Character } from '../domain/character.js';
import type { DatabaseObserver, PoolStatistics } from '../postgres/database.js';

/** Seconds; from a cache hit to what a person already calls slow. */
const DURATION_BUCKETS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5];

/** Everything we count, in one registry of our own, so that tests do not share it. */
export class Metrics implements DomainObserver, DatabaseObserver {
  readonly registry = new Registry();

  private readonly requests = new Histogram({
    name: 'http_request_duration_seconds',
    help: 'Time from the first byte of a request to the last of its answer.',
    labelNames: ['method', 'route', 'status'],
    buckets: DURATION_BUCKETS,
    registers: [this.registry],
  });

  private readonly sheets = new Counter({
    name: 'dice_character_sheets_served_total',
    help: 'Character sheets worked out and handed over.',
    labelNames: ['race', 'class'],
    registers: [this.registry],
  });

  private readonly operations = new Histogram({
    name: 'dice_database_operation_duration_seconds',
    help: 'Time of an operation of the store, waiting for a connection included.',
    labelNames: ['operation', 'outcome'],
    buckets: DURATION_BUCKETS,
    registers: [this.registry],
  });

  private readonly events = new Counter({
    name: 'dice_events_total',
    help: 'What happened in the domain.',
    labelNames: ['event'],
    registers: [this.registry],
  });

  private readonly dependencies = new Gauge({
    name: 'dice_dependency_up',
    help: '1 if the dependency answered the last time it was asked, else 0.',
    labelNames: ['dependency'],
    registers: [this.registry],
  });

  constructor() {
    collectDefaultMetrics({ register: this.registry });
  }

  requestFinished(method: string, route: string, status: number, seconds: number): void {
    this.requests.observe({ method, route, status }, seconds);
  }

  sheetsServed(sheets: readonly Pick<Character, 'race' | 'characterClass'>[]): void {
    for (const { race, characterClass } of sheets) {
      this.sheets.inc({ race, class: characterClass });
    }
  }

  operationFinished(operation: string, seconds: number, ok: boolean): void {
    this.operations.observe({ operation, outcome: ok ? 'ok' : 'error' }, seconds);
  }

  happened(event: DomainEvent): void {
    this.events.inc({ event });
  }

  dependencyChecked(dependency: string, up: boolean): void {
    this.dependencies.set({ dependency }, up ? 1 : 0);
  }

  /** Reports the connections of the pool as they are whenever somebody reads the metrics. */
  watchPool(statistics: () => PoolStatistics): void {
    new Gauge({
      name: 'dice_database_pool_connections',
      help: 'Connections of the Postgres pool: open, idle among them, and requests that wait for one.',
      labelNames: ['state'],
      registers: [this.registry],
      collect() {
        const { total, idle, waiting } = statistics();
        this.set({ state: 'open' }, total);
        this.set({ state: 'idle' }, idle);
        this.set({ state: 'waiting' }, waiting);
      },
    });
  }
}
