/** Answers when the dependency did, throws when it did not, and takes little more than the time given. */
export type Ping = (timeoutMs: number) => Promise<void>;

export interface DependencyState {
  readonly status: 'up' | 'down';
  readonly reason?: string;
}

export interface ReadinessReport {
  readonly status: 'ready' | 'unavailable';
  /** Names of the dependencies that do not answer, in the order they were declared. */
  readonly down: readonly string[];
  readonly dependencies: Readonly<Record<string, DependencyState>>;
  readonly wanted?: Readonly<Record<string, DependencyState>>;
}

export const PING_TIMEOUT_MS = 1_000;

/** What is only wanted does not hold the answer up for longer. */
export const WANTED_TIMEOUT_MS = 250;

/**
 * Whether everything we cannot work without answers right now. However many ask at once, each dependency is asked one
 * question at a time and all of them get its answer: a probe every few milliseconds is no load.
 */
export class Readiness {
  private running: Promise<ReadinessReport> | undefined;
  private stopping = false;

  constructor(
    private readonly pings: Readonly<Record<string, Ping>>,
    private readonly checked: (dependency: string, up: boolean) => void = () => undefined,
    /** Reported beside the others; without them we do less, but work. */
    private readonly wanted: Readonly<Record<string, Ping>> = {},
  ) {}

  /** From now on the answer is no: whoever sends us requests shall send them elsewhere. */
  stop(): void {
    this.stopping = true;
  }

  async check(): Promise<ReadinessReport> {
    if (this.stopping) {
      return {
        status: 'unavailable',
        down: ['backend'],
        dependencies: { backend: { status: 'down', reason: 'stopping' } },
      };
    }
    this.running ??= this.ask().finally(() => {
      this.running = undefined;
    });
    return this.running;
  }

  private async ask(): Promise<ReadinessReport> {
    const [needed, wanted] = await Promise.all([
      this.askAll(this.pings, PING_TIMEOUT_MS),
      this.askAll(this.wanted, WANTED_TIMEOUT_MS),
    ]);
    const down = needed.filter(([, state]) => state.status === 'down').map(([name]) => name);
    return {
      status: down.length === 0 ? 'ready' : 'unavailable',
      down,
      dependencies: Object.fromEntries(needed),
      ...(wanted.length > 0 && { wanted: Object.fromEntries(wanted) }),
    };
  }

  private async askAll(
    pings: Readonly<Record<string, Ping>>,
    timeoutMs: number,
  ): Promise<(readonly [string, DependencyState])[]> {
    return Promise.all(
      Object.entries(pings).map(
        async ([name, ping]) => [name, await this.askOne(name, ping, timeoutMs)] as const,
      ),
    );
  }

  private async askOne(name: string, ping: Ping, timeoutMs: number): Promise<DependencyState> {
    try {
      await ping(timeoutMs);
      this.checked(name, true);
      return { status: 'up' };
    } catch (error) {
      this.checked(name, false);
      return { status: 'down', reason: error instanceof Error ? error.message : String(error) };
    }
  }
}
