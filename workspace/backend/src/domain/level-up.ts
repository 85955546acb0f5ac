import { CLASS_RULES, averageRoll, type CharacterClass } from '@dice/shared/rules';

/** A character's way to the next level: asked for, decided, and then done once. */
export type LevelUpDecision = 'approved' | 'rejected';
export type LevelUpStatus = 'pending' | LevelUpDecision | 'done';

export interface LevelUp {
  readonly id: string;
  readonly characterId: string;
  readonly status: LevelUpStatus;
  readonly fromLevel: number;
  readonly toLevel: number;
  /** The die result for the new level; null counts with the average. */
  readonly hitPointRoll: number | null;
  readonly requestedAt: Date;
}

/** The die results up to `toLevel`, this one last. Levels that nobody rolled for are written down as their averages. */
export function rollsWith(
  characterClass: CharacterClass,
  rolls: readonly number[],
  { toLevel, hitPointRoll }: Pick<LevelUp, 'toLevel' | 'hitPointRoll'>,
): readonly number[] {
  const { hitDie } = CLASS_RULES[characterClass];
  return Array.from({ length: toLevel - 1 }, (_, index) => {
    const level = index + 2;
    const rolled = level === toLevel ? hitPointRoll : rolls[index];
    return rolled ?? averageRoll(hitDie, level);
  });
}
