/** The queue of one user: keeps edits on this device, sends them when it can, asks when it must. */
import type { Character, CharacterChanges } from '@dice/shared/schemas';
import { asFailure, exclusively, type Api } from '../api/client';
import type { ApiFailure } from '../api/failure';
import type { Field } from '../character/fields';
import type { Database } from './database';
import { fold, newEntry, type Edit, type Entry, type NewCharacterInput } from './entry';
import { send, settle, type Outcome } from './replay';
import { resolve } from './resolve';

export interface OutboxEvents {
  /** What waits for a character is now `entry`. */
  waiting(characterId: string, entry: Entry | null): void;
  /** The server has `character`, or has it no more. */
  arrived(characterId: string, character: Character | null): Promise<void>;
}

export class Outbox {
  private beingSent: string | null = null;
  private run: Promise<ApiFailure | null> | null = null;
  private calls = 0;

  constructor(
    private readonly userId: string,
    private readonly database: Database,
    private readonly api: Api,
    private readonly events: OutboxEvents,
  ) {}

  create(input: NewCharacterInput): Promise<void> {
    return this.add(input.id, { kind: 'create', input });
  }

  update(base: Character, changes: CharacterChanges): Promise<void> {
    return this.add(base.id, { kind: 'update', base, changes });
  }

  remove(base: Character): Promise<void> {
    return this.add(base.id, { kind: 'remove', base });
  }

  /** Ends a conflict: this device's value for the fields in `mine`, the server's for the others. */
  async resolve(characterId: string, mine: ReadonlySet<Field>): Promise<void> {
    await this.change(characterId, (entry) => {
      if (entry?.state.is !== 'conflict') {
        return entry;
      }
      void this.events.arrived(characterId, entry.state.current);
      return resolve(entry, entry.state.current, mine);
    });
  }

  /** Lets go of what waits for a character. */
  async discard(characterId: string): Promise<void> {
    await this.change(characterId, () => null);
  }

  /** Puts a refused edit back into the queue, as it is. */
  async retry(characterId: string): Promise<void> {
    await this.change(characterId, (entry) => entry && { ...entry, state: { is: 'waiting' } });
  }

  /**
   * Sends what waits, oldest first, until all is sent or nothing more can be. Null: nothing is left that only needs
   * another try. One tab sends at a time; a call while sending makes it look once more at the end.
   */
  flush(): Promise<ApiFailure | null> {
    this.calls += 1;
    this.run ??= exclusively(`dice-outbox-${this.userId}`, async () => {
      try {
        return await this.sendAll();
      } finally {
        // Not later: who calls from here on is not seen any more.
        this.run = null;
      }
    });
    return this.run;
  }

  private async sendAll(): Promise<ApiFailure | null> {
    for (;;) {
      const { calls } = this;
      const { waiting } = await this.database.load(this.userId);
      let moved = false;
      for (const entry of waiting.filter(({ state }) => state.is === 'waiting')) {
        const outcome = await this.sendOne(entry);
        if (outcome.is === 'later') {
          return outcome.failure;
        }
        moved = true;
      }
      if (!moved && calls === this.calls) {
        return null;
      }
    }
  }

  private async sendOne(sent: Entry): Promise<Outcome> {
    this.beingSent = sent.characterId;
    try {
      const outcome = await send(sent, this.api, asFailure);
      if (outcome.is === 'done') {
        await this.events.arrived(sent.characterId, outcome.character);
      }
      await this.change(sent.characterId, (now) => settle(sent, now, outcome));
      return outcome;
    } finally {
      this.beingSent = null;
    }
  }

  private async add(characterId: string, edit: Edit): Promise<void> {
    await this.change(characterId, (waiting) =>
      waiting ? fold(waiting, edit, this.beingSent === characterId) : newEntry(edit, this.userId, new Date()),
    );
  }

  private async change(characterId: string, change: (entry: Entry | null) => Entry | null): Promise<void> {
    const next = await this.database.changeWaiting(this.userId, characterId, change);
    this.events.waiting(characterId, next);
  }
}
