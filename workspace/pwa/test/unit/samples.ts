import type { Character, CharacterChanges } from '@dice/shared/schemas';
import { previewOfChange } from '../../src/character/preview';
import { seedCharacters } from '../../src/mocks/seeds';
import { newEntry, type Entry } from '../../src/sync/entry';

export const [FIGHTER, WIZARD] = seedCharacters() as [Character, Character];
export const USER = FIGHTER.ownerId;

export function updateOf(changes: CharacterChanges, base = FIGHTER): Entry {
  return newEntry({ kind: 'update', base, changes }, USER, new Date(0));
}

/** The server's character after somebody else's change. */
export function changedElsewhere(changes: CharacterChanges, base = FIGHTER): Character {
  return { ...previewOfChange(base, changes), version: base.version + 1 };
}
