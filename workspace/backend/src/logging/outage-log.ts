import type { Logger } from 'pino';
import { UnavailableError } from '../application/errors.js';

/** While a dependency is away every request meets it: one warning stands for all of this time. */
const QUIET_MS = 10_000;

/** Says why a dependency did not answer, with the request that met it. What is said already is for debugging only. */
export class OutageLog {
  private readonly saidAt = new Map<string, number>();

  constructor(private readonly logger: Logger) {}

  /** For every error that is answered, whatever it is. */
  note(error: unknown): void {
    if (!(error instanceof UnavailableError)) {
      return;
    }
    const { dependency, cause } = error;
    const now = performance.now();
    const isNew = now - (this.saidAt.get(dependency) ?? -Infinity) >= QUIET_MS;
    if (isNew) {
      this.saidAt.set(dependency, now);
    }
    this.logger[isNew ? 'warn' : 'debug']({ dependency, err: cause }, 'a dependency does not answer');
  }
}
