/**
 * Saving throws.
 * Source: System Reference Document 3.0, "Saving Throws" and Table "Base Save and Base Attack Bonuses".
 */
import type { Ability, AbilityTable } from './abilities.js';
import { CLASS_RULES, type CharacterClass, type SaveProgression, type SavingThrow } from './classes.js';
import { RACE_RULES, type Race } from './races.js';

export type SavingThrows = Readonly<Record<SavingThrow, number>>;

/** The ability whose modifier each save adds. */
export const SAVE_ABILITY: Readonly<Record<SavingThrow, Ability>> = {
  fortitude: 'constitution',
  reflex: 'dexterity',
  will: 'wisdom',
};

/** Good saves run +2 … +12 over the twenty levels, poor ones +0 … +6. */
export function baseSave(progression: SaveProgression, level: number): number {
  return progression === 'good' ? 2 + Math.floor(level / 2) : Math.floor(level / 3);
}

export interface SavingThrowInput {
  readonly characterClass: CharacterClass;
  readonly race: Race;
  readonly level: number;
  readonly modifiers: AbilityTable;
}

/** Base save of the class, ability modifier and racial bonus, for each of the three. */
export function savingThrows({ characterClass, race, level, modifiers }: SavingThrowInput): SavingThrows {
  const total = (save: SavingThrow): number =>
    baseSave(CLASS_RULES[characterClass].saves[save], level) +
    modifiers[SAVE_ABILITY[save]] +
    RACE_RULES[race].savingThrowBonus;
  return { fortitude: total('fortitude'), reflex: total('reflex'), will: total('will') };
}
