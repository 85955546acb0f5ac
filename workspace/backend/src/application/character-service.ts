import { characterSheet, type CharacterSheet } from '../domain/character.js';
import type { CharacterRepository } from './character-repository.js';

/** Told about what happens in the domain, so that it can be counted. */
export interface CharacterObserver {
  sheetsServed(sheets: readonly CharacterSheet[]): void;
}

/** What can be done with characters, whichever protocol asks for it. */
export class CharacterService {
  constructor(
    private readonly characters: CharacterRepository,
    private readonly observer: CharacterObserver,
  ) {}

  /** Every character with all that the rules make of it. */
  async listSheets(): Promise<readonly CharacterSheet[]> {
    const sheets = (await this.characters.list()).map(characterSheet);
    this.observer.sheetsServed(sheets);
    return sheets;
  }
}
