import type { Actor } from '../application/actor.js';
import type { Application } from '../application/application.js';
import type { CharacterSheet } from '../domain/character.js';
import type { User } from '../domain/user.js';

/** What one operation knows, in every subgraph that it reaches. */
export interface GraphqlContext {
  readonly application: Application;
  readonly client: string;
  /** Nobody, when no token was shown. */
  readonly actor: Actor | undefined;
  /** Throws `unauthenticated` for nobody. */
  readonly requireActor: () => Actor;
  /** Each person once, however many of their characters are asked about. */
  readonly user: (id: string) => Promise<User | undefined>;
}

/** Characters travel through the resolvers as sheets; their fields are made from them. */
export type CharacterParent = CharacterSheet;
