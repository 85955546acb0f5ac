import { mapAbilities } from '@dice/shared/rules';
import { In } from 'typeorm';
import type { LevelUpRepository } from '../application/ports.js';
import { parseCharacter } from '../domain/character.js';
import { rollsWith, type LevelUp, type LevelUpDecision } from '../domain/level-up.js';
import type { Database } from './database.js';
import { characterEntity, levelUpEntity, type LevelUpRow } from './entities.js';
import { brokenUniqueConstraint } from './errors.js';

/** What has become of a level-up after it was looked at. */
export type Settlement = 'waits' | 'done' | 'rejected' | 'gone' | 'outdated';

export class PostgresLevelUpRepository implements LevelUpRepository {
  constructor(private readonly database: Database) {}

  async find(id: string): Promise<LevelUp | undefined> {
    return this.database.run('levelUps.find', async (manager) =>
      toLevelUp(await manager.getRepository(levelUpEntity).findOneBy({ id })),
    );
  }

  async newestOf(characterId: string): Promise<LevelUp | undefined> {
    return this.database.run('levelUps.newest', async (manager) =>
      toLevelUp(
        await manager
          .getRepository(levelUpEntity)
          .findOne({ where: { characterId }, order: { requestedAt: 'DESC' } }),
      ),
    );
  }

  async insert(levelUp: Omit<LevelUp, 'status' | 'requestedAt'>): Promise<LevelUp | undefined> {
    return this.database.run('levelUps.insert', async (manager) => {
      const repository = manager.getRepository(levelUpEntity);
      try {
        await repository.insert(levelUp);
      } catch (error) {
        if (brokenUniqueConstraint(error) === 'level_ups_one_open') {
          return undefined;
        }
        throw error;
      }
      return toLevelUp(await repository.findOneBy({ id: levelUp.id }));
    });
  }

  async decide(id: string, decision: LevelUpDecision, decidedBy: string): Promise<boolean> {
    return this.change(id, ['pending'], { status: decision, decidedBy });
  }

  async undecide(id: string): Promise<void> {
    await this.change(id, ['approved', 'rejected'], { status: 'pending', decidedBy: null });
  }

  async withdraw(id: string): Promise<void> {
    await this.database.run('levelUps.withdraw', (manager) =>
      manager.getRepository(levelUpEntity).delete({ id, status: 'pending' }),
    );
  }

  /**
   * Carries out what was decided, in one transaction that holds the level-up: however often and by however many this is
   * called, the character gains the level once.
   */
  async settle(id: string): Promise<Settlement> {
    return this.database.run('levelUps.settle', (connection) =>
      connection.transaction(async (manager) => {
        const levelUps = manager.getRepository(levelUpEntity);
        const row = await levelUps.findOne({ where: { id }, lock: { mode: 'pessimistic_write' } });
        if (row?.status !== 'approved') {
          return row ? (row.status === 'pending' ? 'waits' : row.status) : 'gone';
        }
        const characters = manager.getRepository(characterEntity);
        const character = await characters.findOne({
          where: { id: row.characterId },
          lock: { mode: 'pessimistic_write' },
        });
        const fits = character?.level === row.fromLevel;
        await levelUps.update({ id }, { status: fits ? 'done' : 'rejected' });
        if (!fits) {
          return 'outdated';
        }
        const { characterClass, hitPointRolls } = parseCharacter({
          ...character,
          abilities: mapAbilities((ability) => character[ability]),
        });
        await characters.update(
          { id: character.id },
          {
            level: row.toLevel,
            hitPointRolls: [...rollsWith(characterClass, hitPointRolls, row)],
            version: character.version + 1,
          },
        );
        return 'done';
      }),
    );
  }

  private async change(
    id: string,
    from: LevelUpRow['status'][],
    columns: Pick<LevelUpRow, 'status' | 'decidedBy'>,
  ): Promise<boolean> {
    return this.database.run('levelUps.change', async (manager) => {
      const { affected } = await manager
        .getRepository(levelUpEntity)
        .update({ id, status: In(from) }, columns);
      return affected === 1;
    });
  }
}

function toLevelUp(row: LevelUpRow | null): LevelUp | undefined {
  if (!row) {
    return undefined;
  }
  const { id, characterId, status, fromLevel, toLevel, hitPointRoll, requestedAt } = row;
  return { id, characterId, status, fromLevel, toLevel, hitPointRoll, requestedAt };
}
