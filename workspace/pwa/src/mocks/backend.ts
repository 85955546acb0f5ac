/** A back end in memory, as far as the page can tell. Its answers obey the shared schemas and rules. */
import { maximumHitPoints, CLASS_RULES } from '@dice/shared/rules';
import type {
  Character,
  CharacterUpdate,
  ErrorDetails,
  LevelUp,
  NewCharacter,
  Portrait,
  Session,
  User,
} from '@dice/shared/schemas';
import { previewOfChange, previewOfNew } from '../character/preview';
import { PASSWORD, seedCharacters, USERS } from './seeds';

type Headers = Readonly<Record<string, string>>;

const CODES = {
  400: 'BAD_REQUEST',
  401: 'UNAUTHORIZED',
  403: 'FORBIDDEN',
  404: 'NOT_FOUND',
  409: 'CONFLICT',
} as const;
const SESSION_MS = 15 * 60_000;
const TOKEN = 'mock-access-token:';

export class MockError extends Error {
  constructor(
    readonly status: keyof typeof CODES,
    message: string,
    readonly details: ErrorDetails = {},
  ) {
    super(message);
  }

  /** In the shape of tRPC's errors. */
  toJSON(): object {
    return {
      message: this.message,
      code: -32_000,
      data: { code: CODES[this.status], httpStatus: this.status, ...this.details },
    };
  }
}

interface Memory {
  characters: Character[];
  levelUps: LevelUp[];
  /** Who the browser's session cookie would belong to. */
  session: string | null;
}

export class MockBackend {
  private constructor(private readonly memory: Memory) {}

  static restore(dump: string | null): MockBackend {
    const fresh = (): Memory => ({ characters: seedCharacters(), levelUps: [], session: null });
    return new MockBackend(dump ? (JSON.parse(dump) as Memory) : fresh());
  }

  dump(): string {
    return JSON.stringify(this.memory);
  }

  signIn(email: string, password: string): Session {
    const user = USERS.find((it) => it.email === email);
    if (!user || password !== PASSWORD) {
      throw new MockError(401, 'wrong e-mail or password');
    }
    this.memory.session = user.id;
    return sessionOf(user);
  }

  refresh(): Session {
    const user = USERS.find(({ id }) => id === this.memory.session);
    if (!user) {
      throw new MockError(401, 'the session has ended: sign in again');
    }
    return sessionOf(user);
  }

  signOut(): void {
    this.memory.session = null;
  }

  user(headers: Headers): User {
    const token = headers['authorization'] ?? headers['Authorization'] ?? '';
    const user = USERS.find(({ id }) => token === `Bearer ${TOKEN}${id}`);
    if (!user) {
      throw new MockError(401, 'no valid access token');
    }
    return user;
  }

  list(headers: Headers): Character[] {
    const user = this.user(headers);
    return this.memory.characters.filter(({ ownerId }) => user.role === 'admin' || ownerId === user.id);
  }

  get(headers: Headers, id: string): Character {
    const found = this.list(headers).find((it) => it.id === id);
    if (!found) {
      throw new MockError(404, `there is no character ${id}`);
    }
    return found;
  }

  create(headers: Headers, input: NewCharacter): Character {
    const user = this.user(headers);
    const present = this.memory.characters.find(({ id }) => id === input.id);
    if (present) {
      return present;
    }
    const character = {
      ...previewOfNew(input, input.id ?? crypto.randomUUID(), user.id, new Date()),
      version: 1,
    };
    this.memory.characters.push(character);
    return character;
  }

  update(headers: Headers, { id, version, changes }: CharacterUpdate): Character {
    const current = this.get(headers, id);
    if (current.version !== version) {
      throw new MockError(409, `the character has version ${current.version}, the change is for ${version}`, {
        current,
      });
    }
    return this.replace(previewOfChange(current, changes));
  }

  remove(headers: Headers, id: string): void {
    const mine = this.list(headers);
    this.memory.characters = this.memory.characters.filter((it) => it.id !== id || !mine.includes(it));
  }

  setPortrait(headers: Headers, id: string, portraitUrl: string): Portrait {
    const { version } = this.replace({ ...this.get(headers, id), portraitUrl });
    return { portraitUrl, version };
  }

  levelUpOf(headers: Headers, characterId: string): LevelUp | null {
    this.get(headers, characterId);
    return this.memory.levelUps.findLast((it) => it.characterId === characterId) ?? null;
  }

  requestLevelUp(headers: Headers, characterId: string, hitPointRoll: number | null): LevelUp {
    const { level } = this.get(headers, characterId);
    if (this.levelUpOf(headers, characterId)?.status === 'pending') {
      throw new MockError(409, 'a level-up is waiting already');
    }
    const levelUp: LevelUp = {
      id: crypto.randomUUID(),
      characterId,
      status: 'pending',
      fromLevel: level,
      toLevel: level + 1,
      hitPointRoll,
      requestedAt: new Date().toISOString(),
    };
    this.memory.levelUps.push(levelUp);
    return levelUp;
  }

  decideLevelUp(headers: Headers, id: string, isApproved: boolean): LevelUp {
    if (isApproved && this.user(headers).role !== 'admin') {
      throw new MockError(403, 'only an admin may approve a level-up');
    }
    const levelUp = this.memory.levelUps.find((it) => it.id === id);
    if (levelUp?.status !== 'pending') {
      throw new MockError(404, 'there is no level-up to decide');
    }
    const character = this.get(headers, levelUp.characterId);
    levelUp.status = isApproved ? 'done' : 'rejected';
    if (isApproved) {
      this.replace(raised(character, levelUp));
    }
    return levelUp;
  }

  private replace(character: Character): Character {
    const next = { ...character, version: character.version + 1, updatedAt: new Date().toISOString() };
    this.memory.characters = this.memory.characters.map((it) => (it.id === next.id ? next : it));
    return next;
  }
}

function sessionOf(user: User): Session {
  return { accessToken: TOKEN + user.id, expiresAt: new Date(Date.now() + SESSION_MS).toISOString(), user };
}

function raised(character: Character, { toLevel, hitPointRoll }: LevelUp): Character {
  const { hitDie } = CLASS_RULES[character.class];
  const constitutionModifier = character.modifiers.constitution;
  const upTo = (level: number) => maximumHitPoints({ hitDie, level, constitutionModifier });
  const gained =
    hitPointRoll === null
      ? upTo(toLevel) - upTo(toLevel - 1)
      : Math.max(1, hitPointRoll + constitutionModifier);
  const max = character.hitPoints.max + gained;
  const next = {
    ...character,
    level: toLevel,
    hitPoints: { max, current: character.hitPoints.current + gained },
  };
  return previewOfChange(next, {});
}
