/**
 * The player character races.
 * Source: System Reference Document 3.0, "Races" (ability adjustments, size, base speed, racial saving throw bonus).
 */
import { mapAbilities, type AbilityTable } from './abilities.js';

export const RACES = ['Human', 'Dwarf', 'Elf', 'Gnome', 'Half-Elf', 'Half-Orc', 'Halfling'] as const;

export type Race = (typeof RACES)[number];

export interface RaceRules {
  readonly size: 'Small' | 'Medium';
  /** Base speed in feet. */
  readonly speed: number;
  readonly adjustments: Partial<AbilityTable>;
  /** Racial bonus on every saving throw. */
  readonly savingThrowBonus: number;
}

export const RACE_RULES: Readonly<Record<Race, RaceRules>> = {
  Human: { size: 'Medium', speed: 30, adjustments: {}, savingThrowBonus: 0 },
  Dwarf: { size: 'Medium', speed: 20, adjustments: { constitution: 2, charisma: -2 }, savingThrowBonus: 0 },
  Elf: { size: 'Medium', speed: 30, adjustments: { dexterity: 2, constitution: -2 }, savingThrowBonus: 0 },
  Gnome: { size: 'Small', speed: 20, adjustments: { constitution: 2, strength: -2 }, savingThrowBonus: 0 },
  'Half-Elf': { size: 'Medium', speed: 30, adjustments: {}, savingThrowBonus: 0 },
  'Half-Orc': {
    size: 'Medium',
    speed: 30,
    adjustments: { strength: 2, intelligence: -2, charisma: -2 },
    savingThrowBonus: 0,
  },
  Halfling: { size: 'Small', speed: 20, adjustments: { dexterity: 2, strength: -2 }, savingThrowBonus: 1 },
};

/** A half-orc's starting Intelligence never falls below this (SRD 3.0, "Half-Orcs"). */
const HALF_ORC_MIN_INTELLIGENCE = 3;

/**
 * Scores as rolled turned into the scores on the sheet. Applied once, when a character is created; stored
 * characters carry the result. No score falls below 1, so a frail roll still makes a living character.
 */
export function applyRacialAdjustments(race: Race, rolled: AbilityTable): AbilityTable {
  const { adjustments } = RACE_RULES[race];
  return mapAbilities((ability) => {
    const floor = race === 'Half-Orc' && ability === 'intelligence' ? HALF_ORC_MIN_INTELLIGENCE : 1;
    return Math.max(floor, rolled[ability] + (adjustments[ability] ?? 0));
  });
}

export function isRace(value: string): value is Race {
  return (RACES as readonly string[]).includes(value);
}
