import { randomUUID } from 'node:crypto';
import { CLASS_RULES, MAX_LEVEL } from '@dice/shared/rules';
import type { LevelUp, LevelUpDecision } from '../domain/level-up.js';
import { mayHandle, requireAdmin, type Actor } from './actor.js';
import type { CharacterService } from './character-service.js';
import { conflict, invalid, notFound } from './errors.js';
import type { DomainObserver, LevelUpProcess, LevelUpRepository } from './ports.js';

/**
 * Levels are asked for by who plays the character and approved by an admin, the dungeon master. A request may be taken
 * back by its owner, which is a rejection too. What was decided is in the database; the process carries it out.
 */
export class LevelUpService {
  constructor(
    private readonly levelUps: LevelUpRepository,
    private readonly characters: CharacterService,
    private readonly process: LevelUpProcess,
    private readonly observer: DomainObserver,
  ) {}

  async request(actor: Actor, characterId: string, hitPointRoll: number | undefined): Promise<LevelUp> {
    const { characterClass, level } = await this.characters.own(actor, characterId);
    const { hitDie } = CLASS_RULES[characterClass];
    if (level >= MAX_LEVEL) {
      throw conflict(`a character of level ${MAX_LEVEL} has reached the last one`);
    }
    if (hitPointRoll !== undefined && hitPointRoll > hitDie) {
      throw invalid('hitPointRoll', `must be ${hitDie} or less, the sides of a ${characterClass}'s die`);
    }
    const id = randomUUID();
    const made = await this.levelUps.insert({
      id,
      characterId,
      fromLevel: level,
      toLevel: level + 1,
      hitPointRoll: hitPointRoll ?? null,
    });
    if (!made) {
      throw conflict('a level-up of this character waits already');
    }
    try {
      await this.process.start(id);
    } catch (error) {
      await this.levelUps.withdraw(id);
      throw error;
    }
    this.observer.happened('level-up-requested');
    return made;
  }

  async decide(actor: Actor, id: string, decision: LevelUpDecision): Promise<LevelUp> {
    const levelUp = await this.known(actor, id);
    if (decision === 'approved') {
      requireAdmin(actor, 'approve a level-up');
    }
    if (!(await this.levelUps.decide(id, decision, actor.id))) {
      const { status } = await this.known(actor, id);
      throw conflict(`the level-up is not pending any more: it is ${status}`);
    }
    try {
      await this.process.decided(id, decision);
    } catch (error) {
      await this.levelUps.undecide(id);
      throw error;
    }
    this.observer.happened(`level-up-${decision}`);
    return (await this.levelUps.find(id)) ?? { ...levelUp, status: decision };
  }

  async newest(actor: Actor, characterId: string): Promise<LevelUp | undefined> {
    await this.characters.own(actor, characterId);
    return this.levelUps.newestOf(characterId);
  }

  private async known(actor: Actor, id: string): Promise<LevelUp> {
    const levelUp = await this.levelUps.find(id);
    if (!levelUp) {
      throw notFound('level-up');
    }
    const { ownerId } = await this.characters.own(actor, levelUp.characterId);
    if (!mayHandle(actor, ownerId)) {
      throw notFound('level-up');
    }
    return levelUp;
  }
}
