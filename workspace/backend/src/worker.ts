/**
 * The worker's process: takes level-ups from Temporal and carries them out. Ends when it is asked to, and with an error
 * when Temporal or Postgres are not there: whoever started it starts it again.
 */
import { fileURLToPath } from 'node:url';
import { NativeConnection, Runtime, Worker } from '@temporalio/worker';
import { ConfigurationError, readEnvironment, workerEnvironment } from './config/environment.js';
import { createLogger } from './logging/logger.js';
import { createDataSource } from './postgres/data-source.js';
import { Database } from './postgres/database.js';
import { PostgresLevelUpRepository } from './postgres/postgres-level-up-repository.js';
import { NAMESPACE, TASK_QUEUE, type Activities } from './temporal/contract.js';

/** What is under way when we are asked to stop may take this long; Temporal gives the rest to another worker. */
const DRAIN = '2 seconds';

async function main(): Promise<void> {
  const environment = readEnvironment(workerEnvironment);
  const logger = createLogger(environment.LOG_LEVEL);
  Runtime.install({
    logger: {
      log: (level, message) => logger[level === 'TRACE' || level === 'DEBUG' ? 'debug' : 'info'](message),
      trace: (message) => logger.trace(message),
      debug: (message) => logger.debug(message),
      info: (message) => logger.debug(message),
      warn: (message, meta) => logger.warn({ meta }, message),
      error: (message, meta) => logger.error({ meta }, message),
    },
    shutdownSignals: ['SIGTERM', 'SIGINT'],
  });
  const dataSource = createDataSource({ ...environment, POSTGRES_POOL_SIZE: 2 }, 'dice-worker');
  await dataSource.initialize();
  const levelUps = new PostgresLevelUpRepository(new Database(dataSource, logger));
  const activities: Activities = {
    settle: async (levelUpId) => {
      const settlement = await levelUps.settle(levelUpId);
      logger.info({ levelUpId, settlement }, 'level-up');
      return settlement;
    },
  };
  const connection = await NativeConnection.connect({ address: environment.TEMPORAL_ADDRESS });
  try {
    const worker = await Worker.create({
      connection,
      namespace: NAMESPACE,
      taskQueue: TASK_QUEUE,
      workflowBundle: { codePath: fileURLToPath(new URL('workflows.js', import.meta.url)) },
      activities: { ...activities },
      shutdownGraceTime: DRAIN,
      maxConcurrentWorkflowTaskExecutions: 10,
      maxConcurrentActivityTaskExecutions: 10,
      maxCachedWorkflows: 50,
      workflowThreadPoolSize: 1,
    });
    logger.info({ taskQueue: TASK_QUEUE, startMs: Math.round(performance.now()) }, 'working');
    await worker.run();
  } finally {
    await connection.close();
    await dataSource.destroy();
  }
  logger.info('stopped');
}

main().catch((error: unknown) => {
  process.stderr.write(`worker: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(error instanceof ConfigurationError ? 78 : 1);
});
