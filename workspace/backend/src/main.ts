/**
 * The back end's process: environment in, server up, signals to their end. Heavy modules are loaded only after the
 * signal handlers stand and the environment is known to be good, so that a mistake is said within milliseconds.
 */
import { ConfigurationError, readEnvironment, serverEnvironment } from './config/environment.js';
import { createLogger } from './logging/logger.js';

/** Past this the process ends whatever still hangs: whoever stops us waits for one second at most. */
const STOP_DEADLINE_MS = 900;

async function main(): Promise<void> {
  const environment = readEnvironment(serverEnvironment);
  const logger = createLogger(environment.LOG_LEVEL);
  // As process 1 of a container, a signal without a handler would be ignored.
  const asked = new Promise<NodeJS.Signals>((resolve) => {
    process.once('SIGTERM', resolve);
    process.once('SIGINT', resolve);
  });
  void asked.then((signal) => {
    logger.info({ signal }, 'stopping');
    setTimeout(() => process.exit(0), STOP_DEADLINE_MS).unref();
  });

  const { startServer } = await import('./server.js');
  const server = await startServer(environment, logger);
  logger.info({ port: server.port, startMs: Math.round(performance.now()) }, 'listening');

  await asked;
  await server.stop();
  logger.info('stopped');
  process.exit(0);
}

main().catch((error: unknown) => {
  if (error instanceof ConfigurationError) {
    process.stderr.write(`backend: ${error.message}\n`);
    process.exit(78); // EX_CONFIG of sysexits.h
  }
  process.stderr.write(`backend: ${error instanceof Error ? error.stack : String(error)}\n`);
  process.exit(1);
});
