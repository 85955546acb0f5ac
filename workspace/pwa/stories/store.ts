/** A store for stories: it shows what it is given, and has nobody to talk to. */
import { createApi } from '../src/api/client';
import type { Sheet } from '../src/app/sheets';
import { Store, type State } from '../src/app/store';
import { seedCharacters } from '../src/mocks/seeds';
import { Database } from '../src/sync/database';

const database = await Database.open('dice-stories');

export function storeWith(state: Partial<State> = {}): Store {
  const store = new Store(database, createApi(location.origin));
  store.state = { ...store.state, phase: 'signedIn', isListed: true, sheets: SHEETS, ...state };
  return store;
}

export const [FIGHTER, WIZARD] = seedCharacters() as [Sheet['character'], Sheet['character']];

export const SHEETS: readonly Sheet[] = [FIGHTER, WIZARD].map((character) => ({
  character,
  server: character,
  entry: null,
  levelUp: null,
}));
