import { randomUUID } from 'node:crypto';
import { applyRacialAdjustments } from '@dice/shared/rules';
import type { CharacterChanges, CharacterUpdate, NewCharacter as CharacterForm } from '@dice/shared/schemas';
import { characterSheet, parseCharacter, type Character, type CharacterSheet } from '../domain/character.js';
import { mayHandle, type Actor } from './actor.js';
import { conflict, invalid, notFound } from './errors.js';
import type { CharacterPosition, CharacterRepository, DomainObserver } from './ports.js';

export interface CharacterPage {
  readonly items: readonly CharacterSheet[];
  readonly nextCursor?: string;
}

/** What can be done with characters, whichever protocol asks for it. */
export class CharacterService {
  constructor(
    private readonly characters: CharacterRepository,
    private readonly observer: DomainObserver,
  ) {}

  /** Their own, everybody's for an admin. */
  async list(
    actor: Actor,
    { limit, cursor }: { limit: number; cursor?: string | undefined },
  ): Promise<CharacterPage> {
    const found = await this.characters.list({
      ...(actor.role !== 'admin' && { ownerId: actor.id }),
      ...(cursor && { after: positionOf(cursor) }),
      limit: limit + 1,
    });
    const items = found.slice(0, limit);
    const last = items.at(-1);
    return {
      items: this.serve(items),
      ...(found.length > limit && last && { nextCursor: cursorAt(last) }),
    };
  }

  /** Sheets as everybody at the table sees them, whoever they belong to. */
  async roster(limit: number): Promise<readonly CharacterSheet[]> {
    return this.serve(await this.characters.list({ limit }));
  }

  async ofOwner(ownerId: string, limit: number): Promise<readonly CharacterSheet[]> {
    return this.serve(await this.characters.list({ ownerId, limit }));
  }

  async get(actor: Actor, id: string): Promise<CharacterSheet> {
    return this.one(await this.own(actor, id));
  }

  /** One that is sent twice with the same id is made once. */
  async create(actor: Actor, { class: characterClass, ...form }: CharacterForm): Promise<CharacterSheet> {
    const id = form.id ?? randomUUID();
    const made = await this.characters.insert({
      ...form,
      id,
      characterClass,
      abilities: applyRacialAdjustments(form.race, form.abilities),
      ownerId: actor.id,
      hitPointRolls: [],
      damage: 0,
      portrait: null,
    });
    if (made) {
      this.observer.happened('character-created');
      return this.one(made);
    }
    const present = await this.characters.find(id);
    if (present?.ownerId !== actor.id) {
      throw conflict(`the id ${id} is taken; make another one`);
    }
    return this.one(present);
  }

  async update(actor: Actor, { id, version, changes }: CharacterUpdate): Promise<CharacterSheet> {
    const present = await this.own(actor, id);
    const changed =
      version === present.version ? await this.characters.update(change(present, changes)) : undefined;
    if (!changed) {
      this.observer.happened('character-update-conflict');
      const current = version === present.version ? await this.own(actor, id) : present;
      throw conflict(
        `the character was changed meanwhile: version ${version} was, ${current.version} is; look at it and try again`,
        current,
      );
    }
    this.observer.happened('character-updated');
    return this.one(changed);
  }

  /** Gone is gone: one that is not there any more is no error. */
  async remove(actor: Actor, id: string): Promise<void> {
    const present = await this.characters.find(id);
    if (!present) {
      return;
    }
    if (!mayHandle(actor, present.ownerId)) {
      throw notFound('character');
    }
    await this.characters.remove(id);
    this.observer.happened('character-removed');
  }

  /** Somebody else's is as unknown as one that does not exist. */
  async own(actor: Actor, id: string): Promise<Character> {
    const character = await this.characters.find(id);
    if (!character || !mayHandle(actor, character.ownerId)) {
      throw notFound('character');
    }
    return character;
  }

  private one(character: Character): CharacterSheet {
    this.observer.sheetsServed([character]);
    return characterSheet(character);
  }

  private serve(characters: readonly Character[]): readonly CharacterSheet[] {
    this.observer.sheetsServed(characters);
    return characters.map(characterSheet);
  }
}

function change(present: Character, { currentHitPoints, ...changes }: CharacterChanges): Character {
  const defined = Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined));
  const changed = parseCharacter({ ...present, ...defined });
  if (currentHitPoints === undefined) {
    return changed;
  }
  const { max } = characterSheet(changed).hitPoints;
  if (currentHitPoints > max) {
    throw invalid(
      'changes.currentHitPoints',
      `must be ${max} or less, what the character has at full health`,
    );
  }
  return { ...changed, damage: max - currentHitPoints };
}

function cursorAt({ name, id }: CharacterPosition): string {
  return Buffer.from(JSON.stringify([name, id])).toString('base64url');
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

function positionOf(cursor: string): CharacterPosition {
  try {
    const [name, id] = JSON.parse(Buffer.from(cursor, 'base64url').toString()) as unknown[];
    if (typeof name === 'string' && typeof id === 'string' && UUID.test(id)) {
      return { name, id };
    }
  } catch {
    // said below
  }
  throw invalid('cursor', 'must be the nextCursor of an earlier answer');
}
