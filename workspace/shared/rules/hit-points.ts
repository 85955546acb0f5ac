/**
 * Hit points.
 * Source: System Reference Document 3.0, "Hit Dice" and "Constitution": the full die at 1st level, a roll at every
 * later one, the Constitution modifier added each time, and never less than one hit point gained for a level.
 */
import type { HitDie } from './classes.js';

export interface HitPointInput {
  readonly hitDie: HitDie;
  readonly level: number;
  readonly constitutionModifier: number;
  /** Die results for level 2, 3, …; a level without one counts with the die's average. */
  readonly rolls?: readonly number[];
}

/** Total at full health. */
export function maximumHitPoints({ hitDie, level, constitutionModifier, rolls = [] }: HitPointInput): number {
  let total = 0;
  for (let reached = 1; reached <= level; reached += 1) {
    const die = reached === 1 ? hitDie : (rolls[reached - 2] ?? averageRoll(hitDie, reached));
    total += Math.max(1, die + constitutionModifier);
  }
  return total;
}

/**
 * The average of a die is half a point above its half (5.5 for a d10). Whole points come out by rounding down at even
 * levels and up at odd ones, so that the sum over the levels is the exact average with its fraction dropped.
 */
export function averageRoll(hitDie: HitDie, level: number): number {
  return hitDie / 2 + (level % 2 === 0 ? 0 : 1);
}
