import type { Character } from '@dice/shared/schemas';
import { describe, expect, it } from 'vitest';
import type { Api } from '../../src/api/client';
import { failureOf } from '../../src/api/failure';
import { Store } from '../../src/app/store';
import { USERS } from '../../src/mocks/seeds';
import { Database } from '../../src/sync/database';
import { changedElsewhere, FIGHTER } from './samples';

const [, PLAYER] = USERS;
let names = 0;

/** A server whose answers can be held back. */
class Server {
  current = FIGHTER;
  private gate: Promise<void> = Promise.resolve();

  readonly api = {
    signIn: () => Promise.resolve(PLAYER),
    list: async () => this.answer([this.current]),
    get: async () => this.answer(this.current),
    levelUp: () => Promise.resolve(null),
    update: (_: string, version: number, changes: Parameters<Api['update']>[2]) => {
      if (version !== this.current.version) {
        return Promise.reject(failureOf(409, 'changed', { current: this.current }));
      }
      this.current = changedElsewhere(changes, this.current);
      return Promise.resolve(this.current);
    },
  } as unknown as Api;

  /** Answers that are asked for from now on say how it is then, and come when the returned function is called. */
  holdBack(): () => void {
    let open: () => void = () => undefined;
    this.gate = new Promise((resolve) => (open = resolve));
    return () => open();
  }

  private async answer<T>(said: T): Promise<T> {
    await this.gate;
    return said;
  }
}

async function signedIn(server: Server): Promise<Store> {
  const store = new Store(await Database.open(`store-${(names += 1)}`), server.api);
  await store.signIn({ email: '', password: '' });
  await expect.poll(() => sheetOf(store)?.version).toBe(1);
  return store;
}

const sheetOf = (store: Store): Character | undefined => store.state.sheets[0]?.character;

describe('an answer that was asked for earlier', () => {
  it('does not take back what was done since', async () => {
    const server = new Server();
    const store = await signedIn(server);
    const letGo = server.holdBack();
    const reading = store.refresh(FIGHTER.id);
    await store.changeHitPoints(FIGHTER.id, -1);
    await expect.poll(() => sheetOf(store)?.version).toBe(2);
    letGo();
    await reading;
    expect(sheetOf(store)).toMatchObject({ version: 2, hitPoints: { current: 11 } });
  });

  it('is for nobody who signs in later', async () => {
    const server = new Server();
    const store = await signedIn(server);
    const letGo = server.holdBack();
    const reading = store.refresh(FIGHTER.id);
    await store.signOut();
    server.api.list = () => Promise.resolve([]);
    await store.signIn({ email: '', password: '' });
    letGo();
    await reading;
    expect(store.state.sheets).toEqual([]);
  });
});

describe('changes that were begun before those of somebody else came', () => {
  it('are compared with what was seen then', async () => {
    const server = new Server();
    const store = await signedIn(server);
    const seen = sheetOf(store);
    server.current = changedElsewhere({ name: 'Theirs' });
    await store.refresh(FIGHTER.id);
    expect(sheetOf(store)?.name).toBe('Theirs');
    await store.update(FIGHTER.id, { name: 'Mine' }, seen);
    await expect.poll(() => store.state.waiting[0]?.state).toMatchObject({ is: 'conflict' });
    expect(server.current.name).toBe('Theirs');
  });
});

describe('a character that is gone on the server', () => {
  it('goes here, too', async () => {
    const server = new Server();
    const store = await signedIn(server);
    server.api.get = () => Promise.reject(failureOf(404, 'gone'));
    await store.refresh(FIGHTER.id);
    expect(store.state.sheets).toEqual([]);
    expect(store.state.isOnline).toBe(true);
  });
});
