import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client';
import type { CharacterObserver } from '../application/character-service.js';
import type { CharacterSheet } from '../domain/character.js';
import type { PoolStatistics } from '../postgres/database.js';

/** Seconds; from a cache hit to what a person already calls slow. */
const DURATION_BUCKETS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5];

/** Everything we count, in one registry of our own, so that tests do not share it. */
export class Metrics implements CharacterObserver {
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

  sheetsServed(sheets: readonly CharacterSheet[]): void {
    for (const { race, characterClass } of sheets) {
      this.sheets.inc({ race, class: characterClass });
    }
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
