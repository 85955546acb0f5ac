import type { Character } from '../domain/character.js';

/** Where characters are kept. Throws UnavailableError while the store does not answer. */
export interface CharacterRepository {
  /** All characters in the order of their names. */
  list(): Promise<readonly Character[]>;
}

/** Something this answer needs is not there at the moment; asking again later may work. */
export class UnavailableError extends Error {
  constructor(
    readonly dependency: string,
    options?: ErrorOptions,
  ) {
    super(`${dependency} does not answer at the moment`, options);
    this.name = 'UnavailableError';
  }
}
