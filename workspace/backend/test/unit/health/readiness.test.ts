import { describe, expect, it, vi } from 'vitest';
import { Readiness } from '../../../src/health/readiness.js';

const well = async () => undefined;
const ill = async () => {
  throw new Error('connection refused');
};

describe('Readiness', () => {
  it('is ready when everything answers', async () => {
    expect(await new Readiness({ postgres: well, redis: well }).check()).toEqual({
      status: 'ready',
      down: [],
      dependencies: { postgres: { status: 'up' }, redis: { status: 'up' } },
    });
  });

  it('names what does not answer, and why', async () => {
    const checked = vi.fn();
    expect(await new Readiness({ postgres: well, redis: ill }, checked).check()).toEqual({
      status: 'unavailable',
      down: ['redis'],
      dependencies: { postgres: { status: 'up' }, redis: { status: 'down', reason: 'connection refused' } },
    });
    expect(checked.mock.calls).toEqual([
      ['postgres', true],
      ['redis', false],
    ]);
  });

  it('asks once for all who wait, and anew for who comes later', async () => {
    const answers: (() => void)[] = [];
    const ping = vi.fn(() => new Promise<void>((resolve) => answers.push(resolve)));
    const readiness = new Readiness({ postgres: ping });
    const waiting = Promise.all([readiness.check(), readiness.check(), readiness.check()]);
    expect(ping).toHaveBeenCalledTimes(1);
    answers[0]?.();
    await waiting;
    const later = readiness.check();
    expect(ping).toHaveBeenCalledTimes(2);
    answers[1]?.();
    expect((await later).status).toBe('ready');
  });

  it('is not ready once it stops, whatever the dependencies say', async () => {
    const ping = vi.fn(well);
    const readiness = new Readiness({ postgres: ping });
    readiness.stop();
    expect((await readiness.check()).down).toEqual(['backend']);
    expect(ping).not.toHaveBeenCalled();
  });
});
