import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  ConfigurationError,
  databaseEnvironment,
  readEnvironment,
  serverEnvironment,
  type Variables,
} from '../../../src/config/environment.js';
import { connectionUrl } from '../../../src/postgres/data-source.js';

const COMPLETE: Variables = {
  POSTGRES_URL: 'postgres://dice_user@db:5432/dice_db',
  POSTGRES_PASSWORD: 'p@ss/word%',
  REDIS_URL: 'redis://cache:6379',
  BACKEND_API_KEY: 'dice_dev_api_key_2024',
  INTERNAL_JWT_SECRET: 'dice_internal_jwt_secret_dev',
};

let secrets = '';
beforeEach(() => {
  secrets = mkdtempSync(join(tmpdir(), 'secrets-'));
});
afterEach(() => {
  rmSync(secrets, { recursive: true });
});

function problemsOf(variables: Variables): readonly string[] {
  try {
    readEnvironment(serverEnvironment, variables, secrets);
    return [];
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigurationError);
    return (error as ConfigurationError).problems;
  }
}

describe('readEnvironment', () => {
  it('fills in what has a default', () => {
    expect(readEnvironment(serverEnvironment, COMPLETE, secrets)).toMatchObject({
      NODE_ENV: 'development',
      PORT: 3001,
      LOG_LEVEL: 'info',
    });
  });

  it('names everything that is missing at once', () => {
    const text = problemsOf({}).join('\n');
    for (const name of Object.keys(COMPLETE)) {
      expect(text).toContain(`\`${name}\` is missing`);
    }
  });

  it('takes an empty variable for a missing one', () => {
    expect(problemsOf({ ...COMPLETE, REDIS_URL: '' })).toEqual(['`REDIS_URL` is missing']);
  });

  it('says what is wrong with a value without repeating it', () => {
    const [problem, ...others] = problemsOf({ ...COMPLETE, POSTGRES_URL: 'mysql://u:hunter2@db/x' });
    expect(others).toEqual([]);
    expect(problem).toMatch(/^`POSTGRES_URL`: must be a URL that starts with `postgres:/);
    expect(problem).not.toContain('hunter2');
  });

  it('finds a secret that was delivered as a file', () => {
    writeFileSync(join(secrets, 'internal_jwt_secret'), 'from-a-file-0123456789\n');
    const { INTERNAL_JWT_SECRET: _, ...rest } = COMPLETE;
    expect(readEnvironment(serverEnvironment, rest, secrets).INTERNAL_JWT_SECRET).toBe(
      'from-a-file-0123456789',
    );
  });

  it('asks the one-shots for the database only', () => {
    const { POSTGRES_URL, POSTGRES_PASSWORD } = COMPLETE;
    const environment = readEnvironment(databaseEnvironment, { POSTGRES_URL, POSTGRES_PASSWORD }, secrets);
    const url = new URL(connectionUrl(environment));
    expect(decodeURIComponent(url.password)).toBe('p@ss/word%');
  });

  it('needs no password beside a URL that carries one', () => {
    const { POSTGRES_PASSWORD: _, ...rest } = COMPLETE;
    expect(problemsOf({ ...rest, POSTGRES_URL: 'postgres://u:inside@db/x' })).toEqual([]);
  });
});
