/** What this device keeps (IndexedDB): who is signed in, characters as the server last had them, and what waits. */
import type { Character, LevelUp, User } from '@dice/shared/schemas';
import { openDB, type DBSchema, type IDBPDatabase } from 'idb';
import type { Entry } from './entry';

interface Tables extends DBSchema {
  people: { key: 'signedIn'; value: User };
  characters: { key: [userId: string, id: string]; value: KeptCharacter; indexes: { byUser: string } };
  waiting: { key: [userId: string, characterId: string]; value: Entry; indexes: { byUser: string } };
  portraits: { key: [userId: string, characterId: string]; value: KeptPortrait };
}

interface KeptCharacter {
  readonly userId: string;
  readonly id: string;
  readonly character: Character;
  readonly levelUp: LevelUp | null;
}

export interface KeptPortrait {
  readonly userId: string;
  readonly characterId: string;
  readonly url: string;
  readonly picture: Blob;
}

export interface Kept {
  readonly characters: readonly KeptCharacter[];
  readonly waiting: readonly Entry[];
}

export class Database {
  private constructor(private readonly tables: IDBPDatabase<Tables>) {}

  static async open(name = 'dice'): Promise<Database> {
    return new Database(
      await openDB<Tables>(name, 1, {
        upgrade(tables) {
          tables.createObjectStore('people');
          tables
            .createObjectStore('characters', { keyPath: ['userId', 'id'] })
            .createIndex('byUser', 'userId');
          tables
            .createObjectStore('waiting', { keyPath: ['userId', 'characterId'] })
            .createIndex('byUser', 'userId');
          tables.createObjectStore('portraits', { keyPath: ['userId', 'characterId'] });
        },
      }),
    );
  }

  close(): void {
    this.tables.close();
  }

  async signedIn(): Promise<User | null> {
    return (await this.tables.get('people', 'signedIn')) ?? null;
  }

  async setSignedIn(user: User | null): Promise<void> {
    await (user ? this.tables.put('people', user, 'signedIn') : this.tables.delete('people', 'signedIn'));
  }

  async load(userId: string): Promise<Kept> {
    const [characters, waiting] = await Promise.all([
      this.tables.getAllFromIndex('characters', 'byUser', userId),
      this.tables.getAllFromIndex('waiting', 'byUser', userId),
    ]);
    waiting.sort((a, b) => a.queuedAt.localeCompare(b.queuedAt));
    return { characters, waiting };
  }

  async keepCharacter(userId: string, character: Character, levelUp: LevelUp | null): Promise<void> {
    await this.tables.put('characters', { userId, id: character.id, character, levelUp });
  }

  async forgetCharacter(userId: string, id: string): Promise<void> {
    const all = this.tables.transaction(['characters', 'portraits'], 'readwrite');
    await Promise.all([
      all.objectStore('characters').delete([userId, id]),
      all.objectStore('portraits').delete([userId, id]),
      all.done,
    ]);
  }

  /**
   * Reads what waits for a character and writes what `change` makes of it, as one step: another tab's edit comes
   * before or after, never in between.
   */
  async changeWaiting(
    userId: string,
    characterId: string,
    change: (entry: Entry | null) => Entry | null,
  ): Promise<Entry | null> {
    const all = this.tables.transaction('waiting', 'readwrite');
    const next = change((await all.store.get([userId, characterId])) ?? null);
    await (next ? all.store.put(next) : all.store.delete([userId, characterId]));
    await all.done;
    return next;
  }

  async portrait(userId: string, characterId: string): Promise<KeptPortrait | null> {
    return (await this.tables.get('portraits', [userId, characterId])) ?? null;
  }

  async keepPortrait(portrait: KeptPortrait): Promise<void> {
    await this.tables.put('portraits', portrait);
  }

  /** Takes everything of a user off this device: what the server has, and what it does not have yet. */
  async forgetUser(userId: string): Promise<void> {
    const all = this.tables.transaction(['characters', 'waiting', 'portraits'], 'readwrite');
    const everything = IDBKeyRange.bound([userId], [userId, []]);
    await Promise.all([
      all.objectStore('characters').delete(everything),
      all.objectStore('waiting').delete(everything),
      all.objectStore('portraits').delete(everything),
      all.done,
    ]);
  }
}
