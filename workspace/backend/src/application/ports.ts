/**
 * What the application needs of the world, by what it does there. Whoever implements one throws UnavailableError while
 * what lies behind it does not answer.
 */
import type { Readable } from 'node:stream';
import type { Character } from '../domain/character.js';
import type { LevelUp, LevelUpDecision } from '../domain/level-up.js';
import type { User } from '../domain/user.js';

export interface UserRepository {
  find(id: string): Promise<User | undefined>;
  findByEmail(email: string): Promise<User | undefined>;
  /** Who was given this access token; it is kept as its hash only. */
  findByTokenHash(hash: string): Promise<User | undefined>;
}

export interface CharacterPosition {
  readonly name: string;
  readonly id: string;
}

export interface CharacterFilter {
  readonly ownerId?: string;
  readonly after?: CharacterPosition;
  readonly limit: number;
}

/** Characters as they are made: the store gives the rest. */
export type NewCharacter = Omit<Character, 'version' | 'updatedAt'>;

export interface CharacterRepository {
  /** In the order of their names, then of their ids. */
  list(filter: CharacterFilter): Promise<readonly Character[]>;
  find(id: string): Promise<Character | undefined>;
  /** Undefined if there is one with this id already. Throws a conflict if its owner has one of this name. */
  insert(character: NewCharacter): Promise<Character | undefined>;
  /** Undefined if the version kept is not that of `character` any more. Throws a conflict as `insert` does. */
  update(character: Character): Promise<Character | undefined>;
  remove(id: string): Promise<void>;
}

export interface LevelUpRepository {
  find(id: string): Promise<LevelUp | undefined>;
  newestOf(characterId: string): Promise<LevelUp | undefined>;
  /** Undefined if one of this character waits already. */
  insert(levelUp: Omit<LevelUp, 'status' | 'requestedAt'>): Promise<LevelUp | undefined>;
  /** From pending to decided. False if it is not pending any more. */
  decide(id: string, decision: LevelUpDecision, by: string): Promise<boolean>;
  /** Back to pending, if it is decided and not yet done: nobody could be told. */
  undecide(id: string): Promise<void>;
  withdraw(id: string): Promise<void>;
}

/** Who waits for decisions, however long it takes. */
export interface LevelUpProcess {
  start(levelUpId: string): Promise<void>;
  /** Hands the decision over, and gives it a moment to be carried out. */
  decided(levelUpId: string, decision: LevelUpDecision): Promise<void>;
}

export interface StoredSession {
  readonly id: string;
  readonly userId: string;
}

export type Rotation =
  | { readonly outcome: 'rotated' | 'just-rotated'; readonly userId: string }
  | { readonly outcome: 'unknown' | 'reused' };

/** Sessions by id; a secret proves them, is kept as its hash, and is good for one use. */
export interface SessionStore {
  create(session: StoredSession, secretHash: string, lifetimeSeconds: number): Promise<void>;
  rotate(id: string, secretHash: string, newHash: string, lifetimeSeconds: number): Promise<Rotation>;
  remove(id: string): Promise<void>;
}

export interface Limit {
  readonly name: string;
  readonly most: number;
  readonly windowSeconds: number;
}

export interface RateLimiter {
  /** Counts one. Throws `rate-limited` with the time to wait when there were too many. */
  count(limit: Limit, who: string): Promise<void>;
  /** Forgets what was counted. */
  forget(limit: Limit, who: string): Promise<void>;
}

export interface AccessToken {
  readonly token: string;
  readonly expiresAt: Date;
}

export interface TokenIssuer {
  issue(user: User, sessionId: string): Promise<AccessToken>;
  /** Throws `unauthenticated` for what is forged, expired or no token at all. */
  verify(token: string): Promise<Pick<User, 'id' | 'role'>>;
}

export interface StoredPicture {
  readonly mediaType: string;
  readonly length: number | undefined;
  readonly content: Readable;
}

export interface PictureStore {
  put(key: string, content: Uint8Array, mediaType: string): Promise<void>;
  get(key: string): Promise<StoredPicture | undefined>;
  remove(key: string): Promise<void>;
}

/** Told about what happens in the domain, so that it can be counted. */
export interface DomainObserver {
  happened(event: DomainEvent): void;
  sheetsServed(sheets: readonly Pick<Character, 'race' | 'characterClass'>[]): void;
}

export type DomainEvent =
  | 'signed-in'
  | 'sign-in-refused'
  | 'session-refreshed'
  | 'refresh-token-reused'
  | 'character-created'
  | 'character-updated'
  | 'character-update-conflict'
  | 'character-removed'
  | 'portrait-uploaded'
  | 'level-up-requested'
  | 'level-up-approved'
  | 'level-up-rejected';
