import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

/** The environment cannot be used: says everything that is wrong with it, once. */
export class ConfigurationError extends Error {
  constructor(readonly problems: readonly string[]) {
    super(`the environment cannot be used:\n${problems.map((problem) => `  - ${problem}`).join('\n')}`);
    this.name = 'ConfigurationError';
  }
}

const url = (...protocols: readonly string[]) =>
  z.string().refine((text) => URL.canParse(text) && protocols.includes(new URL(text).protocol), {
    error: `must be a URL that starts with ${protocols.map((protocol) => `\`${protocol}//\``).join(' or ')}`,
  });

const temporalAddress = z
  .string()
  .regex(/^[\w.-]+:\d{1,5}$/, { error: 'must be `host:port`, as in `temporal:7233`' });

const databaseShape = {
  NODE_ENV: z.enum(['development', 'test', 'production']).default('development'),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
  POSTGRES_URL: url('postgres:', 'postgresql:'),
  /** May be left out when POSTGRES_URL carries a password. */
  POSTGRES_PASSWORD: z.string().min(1).optional(),
  POSTGRES_POOL_SIZE: z.coerce.number().int().min(1).max(100).default(10),
};

const serverShape = {
  ...databaseShape,
  PORT: z.coerce.number().int().min(0).max(65535).default(3001),
  REDIS_URL: url('redis:', 'rediss:'),
  /** Other services of ours show this key. */
  BACKEND_API_KEY: z.string().min(16),
  /** Signs the tokens that people carry. */
  INTERNAL_JWT_SECRET: z.string().min(16),
  /** `host:port` of Temporal's front end. Without it level-ups answer that it is not there. */
  TEMPORAL_ADDRESS: temporalAddress.optional(),
  /** Where S3 is. Without it pictures answer that it is not there. */
  LOCALSTACK_ENDPOINT: url('http:', 'https:').optional(),
  S3_BUCKET: z.string().min(3).default('dice-uploads'),
  AWS_REGION: z.string().min(1).default('us-east-1'),
  AWS_ACCESS_KEY_ID: z.string().min(1).default('test'),
  AWS_SECRET_ACCESS_KEY: z.string().min(1).default('test'),
  /** The PWA is at `pwa.` of it. */
  WEB_DOMAIN: z.string().min(1).default('dice.local'),
  /** Of one person, or of one address that shows no token. */
  API_REQUESTS_PER_MINUTE: z.coerce.number().int().min(1).default(1200),
  /** Of one address for one person within five minutes, until one succeeds. */
  SIGN_IN_ATTEMPTS: z.coerce.number().int().min(1).default(10),
};

const workerShape = { ...databaseShape, TEMPORAL_ADDRESS: temporalAddress };

export const databaseEnvironment = z.object(databaseShape);
export const serverEnvironment = z.object(serverShape);

export const workerEnvironment = z.object(workerShape);

export type DatabaseEnvironment = z.infer<typeof databaseEnvironment>;
export type ServerEnvironment = z.infer<typeof serverEnvironment>;
export type WorkerEnvironment = z.infer<typeof workerEnvironment>;

/** Variables by name; empty ones count as missing. */
export type Variables = Readonly<Record<string, string | undefined>>;

const SECRETS_DIRECTORY = '/run/secrets';

/**
 * Reads and checks the variables a schema names. A variable that is not set is looked for as the file
 * `/run/secrets/<name in lower case>`, which is where secrets are delivered. Throws a ConfigurationError
 * that names every missing and every malformed variable; values are never repeated, they may be secret.
 */
export function readEnvironment<T extends DatabaseEnvironment>(
  schema: z.ZodType<T> & { shape: Readonly<Record<string, unknown>> },
  variables: Variables = process.env,
  secretsDirectory: string = SECRETS_DIRECTORY,
): T {
  const given: Record<string, string> = {};
  for (const name of Object.keys(schema.shape)) {
    const value = variables[name] || readSecret(secretsDirectory, name);
    if (value) {
      given[name] = value;
    }
  }
  const result = schema.safeParse(given);
  const problems = (result.error?.issues ?? []).map((issue) => describe(issue, given));
  if (lacksPassword(given)) {
    problems.push('`POSTGRES_PASSWORD` is missing, and `POSTGRES_URL` carries no password');
  }
  if (!result.success || problems.length > 0) {
    throw new ConfigurationError(problems);
  }
  return result.data;
}

function readSecret(directory: string, name: string): string | undefined {
  try {
    return readFileSync(join(directory, name.toLowerCase()), 'utf8').trimEnd();
  } catch {
    return undefined;
  }
}

function describe(issue: z.core.$ZodIssue, given: Variables): string {
  const name = String(issue.path[0]);
  return given[name] === undefined ? `\`${name}\` is missing` : `\`${name}\`: ${issue.message}`;
}

function lacksPassword({ POSTGRES_URL, POSTGRES_PASSWORD }: Variables): boolean {
  if (POSTGRES_PASSWORD) {
    return false;
  }
  return !POSTGRES_URL || !URL.canParse(POSTGRES_URL) || new URL(POSTGRES_URL).password === '';
}
