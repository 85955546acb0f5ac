import { UnavailableError, type CharacterRepository } from '../application/character-repository.js';
import { parseCharacter, type Character } from '../domain/character.js';
import { mapAbilities } from '@dice/shared/rules';
import type { Database } from './database.js';
import { characterEntity, type CharacterRow } from './entities.js';
import { isConnectionLoss } from './errors.js';

export class PostgresCharacterRepository implements CharacterRepository {
  constructor(private readonly database: Database) {}

  async list(): Promise<readonly Character[]> {
    const repository = this.database.connected().getRepository(characterEntity);
    try {
      const rows = await repository.find({ order: { name: 'ASC', id: 'ASC' } });
      return rows.map(toCharacter);
    } catch (error) {
      throw isConnectionLoss(error) ? new UnavailableError('postgres', { cause: error }) : error;
    }
  }
}

function toCharacter(row: CharacterRow): Character {
  const { id, ownerId, name, race, characterClass, level, hitPointRolls } = row;
  const abilities = mapAbilities((ability) => row[ability]);
  return parseCharacter({ id, ownerId, name, race, characterClass, level, abilities, hitPointRolls });
}
