/**
 * Base attack bonus.
 * Source: System Reference Document 3.0, Table "Base Save and Base Attack Bonuses".
 */
import type { AttackProgression } from './classes.js';

/** Good equals the level, average is three quarters of it, poor is half of it, each rounded down. */
export function baseAttackBonus(progression: AttackProgression, level: number): number {
  switch (progression) {
    case 'good':
      return level;
    case 'average':
      return Math.floor((level * 3) / 4);
    case 'poor':
      return Math.floor(level / 2);
  }
}

/** Bonus of every attack of a full attack: a further one, five lower, for each five points above +1. */
export function attackSequence(bonus: number): readonly number[] {
  const attacks = [bonus];
  for (let next = bonus - 5; next >= 1; next -= 5) {
    attacks.push(next);
  }
  return attacks;
}
