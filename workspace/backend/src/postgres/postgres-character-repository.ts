import { mapAbilities } from '@dice/shared/rules';
import type { EntityManager } from 'typeorm';
import { conflict } from '../application/errors.js';
import type { CharacterFilter, CharacterRepository, NewCharacter } from '../application/ports.js';
import { parseCharacter, type Character } from '../domain/character.js';
import type { Database } from './database.js';
import { characterEntity, type CharacterRow } from './entities.js';
import { brokenUniqueConstraint } from './errors.js';

export class PostgresCharacterRepository implements CharacterRepository {
  constructor(private readonly database: Database) {}

  async list({ ownerId, after, limit }: CharacterFilter): Promise<readonly Character[]> {
    return this.database.run('characters.list', async (manager) => {
      const query = manager.getRepository(characterEntity).createQueryBuilder('c');
      if (ownerId !== undefined) {
        query.andWhere('c.owner_id = :ownerId', { ownerId });
      }
      if (after) {
        query.andWhere('(c.name, c.id) > (:name, CAST(:id AS uuid))', { name: after.name, id: after.id });
      }
      const rows = await query.orderBy('c.name').addOrderBy('c.id').take(limit).getMany();
      return rows.map(toCharacter);
    });
  }

  async find(id: string): Promise<Character | undefined> {
    return this.database.run('characters.find', (manager) => found(manager, id));
  }

  async insert(character: NewCharacter): Promise<Character | undefined> {
    return this.database.run('characters.insert', async (manager) => {
      try {
        await manager.getRepository(characterEntity).insert({ id: character.id, ...toColumns(character) });
      } catch (error) {
        if (brokenUniqueConstraint(error) === 'characters_pkey') {
          return undefined;
        }
        throw nameTaken(error, character.name);
      }
      return found(manager, character.id);
    });
  }

  async update(character: Character): Promise<Character | undefined> {
    const { id, version } = character;
    return this.database.run('characters.update', async (manager) => {
      try {
        const { affected } = await manager
          .getRepository(characterEntity)
          .update({ id, version }, { ...toColumns(character), version: version + 1 });
        return affected ? await found(manager, id) : undefined;
      } catch (error) {
        throw nameTaken(error, character.name);
      }
    });
  }

  async remove(id: string): Promise<void> {
    await this.database.run('characters.remove', (manager) =>
      manager.getRepository(characterEntity).delete({ id }),
    );
  }
}

function nameTaken(error: unknown, name: string): unknown {
  return brokenUniqueConstraint(error) === 'characters_owner_id_name_key'
    ? conflict(`there is a character \`${name}\` already; give this one another name`)
    : error;
}

async function found(manager: EntityManager, id: string): Promise<Character | undefined> {
  const row = await manager.getRepository(characterEntity).findOneBy({ id });
  return row ? toCharacter(row) : undefined;
}

function toColumns({ abilities, portrait, ...character }: NewCharacter) {
  const { ownerId, name, race, characterClass, level, hitPointRolls, damage, notes } = character;
  return {
    ...{ ownerId, name, race, characterClass, level, damage, notes },
    ...abilities,
    hitPointRolls: [...hitPointRolls],
    portraitToken: portrait?.token ?? null,
    portraitType: portrait?.mediaType ?? null,
  };
}

function toCharacter(row: CharacterRow): Character {
  const { id, ownerId, version, name, race, characterClass, level, hitPointRolls, damage, notes } = row;
  const { portraitToken: token, portraitType: mediaType, updatedAt } = row;
  return parseCharacter({
    ...{ id, ownerId, version, name, race, characterClass, level, hitPointRolls, damage, notes, updatedAt },
    abilities: mapAbilities((ability) => row[ability]),
    portrait: token !== null && mediaType !== null ? { token, mediaType } : null,
  });
}
