import { Writable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ApplicationError, UnavailableError } from '../../../src/application/errors.js';
import { createLogger, requestContext } from '../../../src/logging/logger.js';
import { OutageLog } from '../../../src/logging/outage-log.js';

interface Line {
  readonly level: string;
  readonly requestId?: string;
  readonly dependency: string;
  readonly err: { readonly message: string };
}

let lines: Line[];
let outages: OutageLog;
beforeEach(() => {
  vi.useFakeTimers();
  lines = [];
  const sink = new Writable({
    write(chunk: Buffer, _encoding, done) {
      lines.push(JSON.parse(chunk.toString()) as Line);
      done();
    },
  });
  outages = new OutageLog(createLogger('debug', sink));
});
afterEach(() => vi.useRealTimers());

function fail(dependency: string, requestId: string): void {
  requestContext.run({ requestId }, () => {
    outages.note(new UnavailableError(dependency, { cause: new Error(`${dependency} is gone`) }));
  });
}

describe('OutageLog', () => {
  it('warns with the cause and the request', () => {
    fail('s3', 'r1');
    expect(lines).toMatchObject([
      { level: 'warn', requestId: 'r1', dependency: 's3', err: { message: 's3 is gone' } },
    ]);
  });

  it('warns once for each dependency, and again when it lasts', () => {
    fail('s3', 'r1');
    fail('s3', 'r2');
    fail('redis', 'r2');
    vi.advanceTimersByTime(10_000);
    fail('s3', 'r3');
    expect(lines.map(({ level, dependency, requestId }) => [level, dependency, requestId])).toEqual([
      ['warn', 's3', 'r1'],
      ['debug', 's3', 'r2'],
      ['warn', 'redis', 'r2'],
      ['warn', 's3', 'r3'],
    ]);
  });

  it('says nothing of what is no outage', () => {
    outages.note(new ApplicationError('forbidden', 'no'));
    outages.note(new Error('a mistake of ours'));
    expect(lines).toEqual([]);
  });
});
