/** What is known of each character: what the server has of it, and what waits on top. Pure. */
import type { Character, LevelUp } from '@dice/shared/schemas';
import type { Kept } from '../sync/database';
import { overlay, type Entry } from '../sync/entry';

/** A character as this device shows it: the server's, with what waits to be sent on top. */
export interface Sheet {
  readonly character: Character;
  readonly server: Character | null;
  readonly entry: Entry | null;
  readonly levelUp: LevelUp | null;
}

export interface Answer {
  /** Null: it has no such character. */
  readonly character: Character | null;
  /** By `Sheets.asking`; left out for what answers a change of ours, which is as new as can be. */
  readonly asked?: number;
  /** Left out: as before. */
  readonly levelUp?: LevelUp | null | undefined;
}

interface Known {
  server: Character | null;
  /** To which question that was the answer. */
  asked: number;
  entry: Entry | null;
  levelUp: LevelUp | null;
}

export class Sheets {
  private known = new Map<string, Known>();
  private questions = 0;
  /** Answers to earlier questions are of another user. */
  private since = 0;

  /** To be called before the server is asked: of two answers the one to the later question counts. */
  asking(): number {
    this.questions += 1;
    return this.questions;
  }

  server(id: string): Character | null {
    return this.known.get(id)?.server ?? null;
  }

  /** Takes an answer in, unless something newer is known. Null then, else what is known now. */
  arrived(
    id: string,
    { character, asked = this.asking(), levelUp }: Answer,
  ): Pick<Known, 'server' | 'levelUp'> | null {
    const known = this.of(id);
    if (asked < Math.max(this.since, known.asked)) {
      return null;
    }
    known.server = character;
    known.asked = asked;
    if (levelUp !== undefined) {
      known.levelUp = levelUp;
    }
    return known;
  }

  levelUpArrived(id: string, levelUp: LevelUp): Pick<Known, 'server' | 'levelUp'> {
    const known = this.of(id);
    known.levelUp = levelUp;
    return known;
  }

  waits(id: string, entry: Entry | null): void {
    this.of(id).entry = entry;
  }

  /** Everything anew, as this device keeps it. */
  load({ characters, waiting }: Kept): void {
    const before = this.known;
    this.known = new Map();
    for (const { id, character, levelUp } of characters) {
      this.known.set(id, { server: character, asked: before.get(id)?.asked ?? 0, entry: null, levelUp });
    }
    for (const entry of waiting) {
      this.of(entry.characterId).entry = entry;
    }
  }

  clear(): void {
    this.known.clear();
    this.since = this.asking();
  }

  /** Characters that the server is thought to have, and that are not in its list. */
  missingIn(list: ReadonlySet<string>): string[] {
    return [...this.known].filter(([id, { server }]) => server && !list.has(id)).map(([id]) => id);
  }

  /** By name. */
  shown(): Sheet[] {
    const sheets: Sheet[] = [];
    for (const { server, entry, levelUp } of this.known.values()) {
      const character = entry ? overlay(server ?? undefined, entry) : server;
      if (character) {
        sheets.push({ character, server, entry, levelUp });
      }
    }
    return sheets.sort((a, b) => a.character.name.localeCompare(b.character.name));
  }

  /** Oldest first; those of characters about to be removed too. */
  waiting(): Entry[] {
    const entries = [...this.known.values()].flatMap(({ entry }) => (entry ? [entry] : []));
    return entries.sort((a, b) => a.queuedAt.localeCompare(b.queuedAt));
  }

  private of(id: string): Known {
    let known = this.known.get(id);
    if (!known) {
      known = { server: null, asked: 0, entry: null, levelUp: null };
      this.known.set(id, known);
    }
    return known;
  }
}
