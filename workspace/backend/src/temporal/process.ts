/** Starts and wakes the workflow. The client is loaded with the first level-up, and never waits long for the server. */
import type { Client } from '@temporalio/client';
import { UnavailableError } from '../application/errors.js';
import type { LevelUpProcess } from '../application/ports.js';
import type { LevelUpDecision } from '../domain/level-up.js';
import { DECIDED_SIGNAL, NAMESPACE, TASK_QUEUE, WORKFLOW_TYPE, workflowIdOf } from './contract.js';
import { pingTemporal } from './ping.js';

/** Without Temporal an answer comes within two seconds. */
const PATIENCE_MS = 1_200;

/** gRPC's own pauses between attempts to connect grow to two minutes: we would be ill for that long after Temporal. */
const RECONNECT = { 'grpc.initial_reconnect_backoff_ms': 100, 'grpc.max_reconnect_backoff_ms': 1_000 };

/** How long a decision may take to be carried out before we answer that it is on its way. */
const CARRIED_OUT_MS = 1_500;

export class TemporalProcess implements LevelUpProcess {
  private client: Promise<Client> | undefined;

  constructor(private readonly address: string | undefined) {}

  async start(levelUpId: string): Promise<void> {
    await this.ask(({ workflow }) =>
      workflow.start(WORKFLOW_TYPE, {
        taskQueue: TASK_QUEUE,
        workflowId: workflowIdOf(levelUpId),
        args: [levelUpId],
      }),
    );
  }

  /** A workflow that was never started, because we died in between, is started now. */
  async decided(levelUpId: string, decision: LevelUpDecision): Promise<void> {
    const handle = await this.ask(({ workflow }) =>
      workflow.signalWithStart(WORKFLOW_TYPE, {
        taskQueue: TASK_QUEUE,
        workflowId: workflowIdOf(levelUpId),
        args: [levelUpId],
        signal: DECIDED_SIGNAL,
        signalArgs: [decision],
      }),
    );
    const client = await this.connected();
    const deadline = Date.now() + CARRIED_OUT_MS;
    // Told is told: a worker that is away carries it out when it is back.
    await client.connection.withDeadline(deadline, () => handle.result()).catch(() => undefined);
  }

  async close(): Promise<void> {
    const client = await this.client?.catch(() => undefined);
    await client?.connection.close();
  }

  private async ask<T>(question: (client: Client) => Promise<T>): Promise<T> {
    try {
      if (!this.client) {
        await pingTemporal(this.address, PATIENCE_MS); // said before the client is loaded, which takes its time
      }
      const client = await this.connected();
      return await client.connection.withDeadline(Date.now() + PATIENCE_MS, () => question(client));
    } catch (error) {
      throw new UnavailableError('temporal', { cause: error });
    }
  }

  private connected(): Promise<Client> {
    // In the bundle a CommonJS module that is loaded later has a default export only.
    this.client ??= import('@temporalio/client').then(({ default: { Client, Connection } }) => {
      const connection = Connection.lazy({
        address: this.address ?? '',
        connectTimeout: PATIENCE_MS,
        channelArgs: RECONNECT,
      });
      return new Client({ connection, namespace: NAMESPACE });
    });
    return this.client;
  }
}
