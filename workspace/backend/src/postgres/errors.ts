/** Codes of the SQLSTATE classes that say the server is not there for us now (PostgreSQL manual, appendix A). */
const LOST_SQLSTATES = [
  /^08/, // connection exception
  /^53/, // insufficient resources, too many connections among them
  /^57P/, // operator intervention: shutdown, crash, cannot connect now
];

const LOST_SYSTEM_CODES = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EPIPE',
  'ETIMEDOUT',
]);

const LOST_MESSAGES = /connection terminated|timeout exceeded when trying to connect|query read timeout/i;

/** Whether an error means that Postgres could not be reached, rather than that it refused what we asked. */
export function isConnectionLoss(error: unknown): boolean {
  if (!(error instanceof Error)) {
    return false;
  }
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  return (
    LOST_SYSTEM_CODES.has(code) ||
    LOST_SQLSTATES.some((pattern) => pattern.test(code)) ||
    LOST_MESSAGES.test(error.message)
  );
}

/** The name of the constraint that an insert or update would have broken; undefined for any other error. */
export function brokenUniqueConstraint(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error) || error.code !== '23505') {
    return undefined;
  }
  return 'constraint' in error && typeof error.constraint === 'string' ? error.constraint : undefined;
}
