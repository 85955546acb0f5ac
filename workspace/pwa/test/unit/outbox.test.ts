import type { Character } from '@dice/shared/schemas';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Api } from '../../src/api/client';
import { failureOf } from '../../src/api/failure';
import { Database } from '../../src/sync/database';
import { Outbox } from '../../src/sync/outbox';
import { previewOfChange } from '../../src/character/preview';
import { FIGHTER, USER, WIZARD } from './samples';

/** A server that can be out of reach, and remembers what it was asked. */
class Server {
  isReachable = true;
  readonly calls: string[] = [];
  readonly characters = new Map<string, Character>([FIGHTER, WIZARD].map((it) => [it.id, it]));

  readonly api = {
    update: async (id: string, version: number, changes: Parameters<Api['update']>[2]) => {
      this.answer(`update ${JSON.stringify(changes)}`);
      const current = this.characters.get(id)!;
      if (current.version !== version) {
        throw failureOf(409, 'changed', { current });
      }
      return this.put({ ...previewOfChange(current, changes), version: version + 1 });
    },
    remove: async (id: string) => {
      this.answer(`remove ${id}`);
      this.characters.delete(id);
    },
  } as unknown as Api;

  put(character: Character): Character {
    this.characters.set(character.id, character);
    return character;
  }

  private answer(call: string): void {
    if (!this.isReachable) {
      throw failureOf(undefined, '');
    }
    this.calls.push(call);
  }
}

let server: Server;
let database: Database;
let outbox: Outbox;
let names = 0;

const open = () =>
  new Outbox(USER, database, server.api, { waiting: () => undefined, arrived: () => Promise.resolve() });
const waiting = async () => (await database.load(USER)).waiting;

beforeEach(async () => {
  server = new Server();
  database = await Database.open(`outbox-${(names += 1)}`);
  outbox = open();
});

describe('the outbox', () => {
  it('keeps edits without a network, over a restart, and sends each once', async () => {
    server.isReachable = false;
    await outbox.update(FIGHTER, { name: 'A' });
    await outbox.update(FIGHTER, { currentHitPoints: 3 });
    await outbox.remove(WIZARD);
    expect((await outbox.flush())?.kind).toBe('offline');

    outbox = open();
    server.isReachable = true;
    expect(await outbox.flush()).toBeNull();
    expect(await outbox.flush()).toBeNull();
    expect(server.calls).toEqual(['update {"name":"A","currentHitPoints":3}', `remove ${WIZARD.id}`]);
    expect(await waiting()).toEqual([]);
  });

  it('waits for a decision in a conflict, sends the others, then what was chosen', async () => {
    server.put({ ...FIGHTER, name: 'Theirs', version: 2 });
    await outbox.update(FIGHTER, { name: 'Mine' });
    await outbox.update(WIZARD, { notes: 'n' });
    expect(await outbox.flush()).toBeNull();
    expect(server.characters.get(WIZARD.id)?.notes).toBe('n');
    expect((await waiting()).map(({ state }) => state.is)).toEqual(['conflict']);

    await outbox.resolve(FIGHTER.id, new Set(['name']));
    expect(await outbox.flush()).toBeNull();
    expect(server.characters.get(FIGHTER.id)).toMatchObject({ name: 'Mine', version: 3 });
    expect(await waiting()).toEqual([]);
  });

  it('merges what others changed elsewhere without asking', async () => {
    server.put({ ...FIGHTER, notes: 'theirs', version: 2 });
    await outbox.update(FIGHTER, { name: 'Mine' });
    expect(await outbox.flush()).toBeNull();
    expect(server.characters.get(FIGHTER.id)).toMatchObject({ name: 'Mine', notes: 'theirs', version: 3 });
  });

  it('keeps what one user queued from the next', async () => {
    await outbox.update(FIGHTER, { name: 'A' });
    expect((await database.load('somebody-else')).waiting).toEqual([]);
    await database.forgetUser(USER);
    expect(await waiting()).toEqual([]);
  });
});
