/** What an error carries besides its code, in whichever protocol. */
import type { Character } from './characters.js';

/** One thing that is wrong with an input: where (`abilities.strength`) and what. */
export interface Problem {
  readonly path: string;
  readonly message: string;
}

export interface ErrorDetails {
  /** Bad input: everything that is wrong with it. */
  readonly problems?: readonly Problem[];
  /** A conflict: the character as it is now. */
  readonly current?: Character;
  /** Unavailable: what does not answer. */
  readonly dependency?: string;
  /** Too many requests: when to try again. */
  readonly retryAfterSeconds?: number;
  readonly requestId?: string;
}
