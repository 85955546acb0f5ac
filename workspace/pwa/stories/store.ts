/** A store for stories: it shows what it is given, and has nobody to talk to. */
import type { Api } from '../src/api/client';
import { failureOf } from '../src/api/failure';
import type { Sheet } from '../src/app/sheets';
import { Store, type State } from '../src/app/store';
import { seedCharacters } from '../src/mocks/seeds';
import { Database } from '../src/sync/database';

const nobody = new Proxy({} as Api, {
  get: () => () => Promise.reject(failureOf(undefined, 'nobody is there')),
});
const database = await Database.open('dice-stories');

export function storeWith(state: Partial<State> = {}): Store {
  const store = new Store(database, nobody);
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
