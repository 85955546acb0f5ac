/* Made by `pnpm --filter @dice/shared generate`; never changed by hand. */
export type Maybe<T> = T | null;
export type InputMaybe<T> = Maybe<T>;
/** All built-in and custom scalars, mapped to their actual values */
export type Scalars = {
  ID: { input: string; output: string };
  String: { input: string; output: string };
  Boolean: { input: boolean; output: boolean };
  Int: { input: number; output: number };
  Float: { input: number; output: number };
};

/** One whole number for each ability. */
export type AbilityTable = {
  strength: Scalars['Int']['output'];
  dexterity: Scalars['Int']['output'];
  constitution: Scalars['Int']['output'];
  intelligence: Scalars['Int']['output'];
  wisdom: Scalars['Int']['output'];
  charisma: Scalars['Int']['output'];
};

/** Total bonus of each saving throw. */
export type SavingThrows = {
  fortitude: Scalars['Int']['output'];
  reflex: Scalars['Int']['output'];
  will: Scalars['Int']['output'];
};

/** A character by the rules of D&D 3.0. */
export type Character = {
  id: Scalars['ID']['output'];
  /** One more with every change. */
  version: Scalars['Int']['output'];
  owner: User;
  name: Scalars['String']['output'];
  /** As in the rules: `Human`, `Half-Elf`, … */
  race: Scalars['String']['output'];
  /** As in the rules: `Fighter`, `Wizard`, … */
  class: Scalars['String']['output'];
  level: Scalars['Int']['output'];
  /** Scores, racial adjustments included. */
  abilities: AbilityTable;
  /** What each score adds or takes away. */
  modifiers: AbilityTable;
  /** At full health. */
  hitPoints: Scalars['Int']['output'];
  currentHitPoints: Scalars['Int']['output'];
  savingThrows: SavingThrows;
  baseAttackBonus: Scalars['Int']['output'];
  /** Bonus of each attack of a full attack, highest first. */
  attacks: Array<Scalars['Int']['output']>;
  armorClass: Scalars['Int']['output'];
  /** A path on this server; null while there is no picture. For the owner and for admins only. */
  portraitUrl?: Maybe<Scalars['String']['output']>;
  /** For the owner and for admins only; null for everybody else. */
  notes?: Maybe<Scalars['String']['output']>;
  /** The newest one; null if there never was one. For the owner and for admins only. */
  levelUp?: Maybe<LevelUp>;
  updatedAt: Scalars['String']['output'];
};

export type LevelUpStatus = 'PENDING' | 'APPROVED' | 'REJECTED' | 'DONE';

export type LevelUp = {
  id: Scalars['ID']['output'];
  characterId: Scalars['ID']['output'];
  status: LevelUpStatus;
  fromLevel: Scalars['Int']['output'];
  toLevel: Scalars['Int']['output'];
  /** The die result for the new level; null counts with the average. */
  hitPointRoll?: Maybe<Scalars['Int']['output']>;
  requestedAt: Scalars['String']['output'];
};

export type User = {
  id: Scalars['ID']['output'];
  /** Up to a hundred, in the order of their names. */
  characters: Array<Character>;
  name: Scalars['String']['output'];
  role: Role;
  /** For the person and for admins only; null for everybody else. */
  email?: Maybe<Scalars['String']['output']>;
};

export type AbilityScores = {
  strength: Scalars['Int']['input'];
  dexterity: Scalars['Int']['input'];
  constitution: Scalars['Int']['input'];
  intelligence: Scalars['Int']['input'];
  wisdom: Scalars['Int']['input'];
  charisma: Scalars['Int']['input'];
};

export type CharacterInput = {
  /** Made by the client, so that a create that is sent twice makes one character. */
  id?: InputMaybe<Scalars['ID']['input']>;
  name: Scalars['String']['input'];
  race: Scalars['String']['input'];
  class: Scalars['String']['input'];
  level?: InputMaybe<Scalars['Int']['input']>;
  /** As rolled, 3 to 18, before the race adjusts them. */
  abilities: AbilityScores;
  notes?: InputMaybe<Scalars['String']['input']>;
};

export type CharacterChanges = {
  name?: InputMaybe<Scalars['String']['input']>;
  /** As on the sheet, 1 to 30. */
  abilities?: InputMaybe<AbilityScores>;
  currentHitPoints?: InputMaybe<Scalars['Int']['input']>;
  notes?: InputMaybe<Scalars['String']['input']>;
};

export type Query = {
  /** The roster: up to a hundred characters in the order of their names, as everybody at the table sees them. */
  characters: Array<Character>;
  character: Character;
  /** Who asks. */
  me: User;
};

export type QueryCharacterArgs = {
  id: Scalars['ID']['input'];
};

export type Mutation = {
  createCharacter: Character;
  /** The version that was changed; an old one is a conflict, which carries the current one. */
  updateCharacter: Character;
  removeCharacter: Scalars['Boolean']['output'];
  requestLevelUp: LevelUp;
  /** For admins. */
  approveLevelUp: LevelUp;
  rejectLevelUp: LevelUp;
  signIn: Session;
  /** A new access token; the refresh token is replaced. */
  refresh: Session;
  signOut: Scalars['Boolean']['output'];
};

export type MutationCreateCharacterArgs = {
  input: CharacterInput;
};

export type MutationUpdateCharacterArgs = {
  id: Scalars['ID']['input'];
  version: Scalars['Int']['input'];
  changes: CharacterChanges;
};

export type MutationRemoveCharacterArgs = {
  id: Scalars['ID']['input'];
};

export type MutationRequestLevelUpArgs = {
  characterId: Scalars['ID']['input'];
  hitPointRoll?: InputMaybe<Scalars['Int']['input']>;
};

export type MutationApproveLevelUpArgs = {
  id: Scalars['ID']['input'];
};

export type MutationRejectLevelUpArgs = {
  id: Scalars['ID']['input'];
};

export type MutationSignInArgs = {
  email: Scalars['String']['input'];
  password: Scalars['String']['input'];
};

export type MutationRefreshArgs = {
  refreshToken: Scalars['String']['input'];
};

export type MutationSignOutArgs = {
  refreshToken: Scalars['String']['input'];
};

export type Role = 'ADMIN' | 'USER';

export type Session = {
  /** For `Authorization: Bearer …`. */
  accessToken: Scalars['String']['output'];
  /** When the access token ends, ISO 8601. */
  expiresAt: Scalars['String']['output'];
  /** Good for one `refresh`; null when another refresh got the next one a moment ago. */
  refreshToken?: Maybe<Scalars['String']['output']>;
  user: User;
};
