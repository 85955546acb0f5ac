/** What the rules make of a character: everything on the sheet that follows from what the player decided and rolled. */
import { abilityModifiers, type AbilityTable } from './abilities.js';
import { armorClass } from './armor-class.js';
import { attackSequence, baseAttackBonus } from './attack.js';
import { CLASS_RULES, type CharacterClass } from './classes.js';
import { maximumHitPoints } from './hit-points.js';
import type { Race } from './races.js';
import { savingThrows, type SavingThrows } from './saving-throws.js';

export interface CharacterFacts {
  readonly race: Race;
  readonly characterClass: CharacterClass;
  readonly level: number;
  /** Scores as on the sheet: racial adjustments are in them already. */
  readonly abilities: AbilityTable;
  /** Die results for the levels after the first; a level without one counts with the average. */
  readonly hitPointRolls?: readonly number[];
}

export interface Derived {
  readonly modifiers: AbilityTable;
  readonly maximumHitPoints: number;
  readonly savingThrows: SavingThrows;
  readonly baseAttackBonus: number;
  /** Bonus of each attack of a full attack, highest first. */
  readonly attacks: readonly number[];
  readonly armorClass: number;
}

export function deriveSheet(facts: CharacterFacts): Derived {
  const { race, characterClass, level, abilities, hitPointRolls = [] } = facts;
  const rules = CLASS_RULES[characterClass];
  const modifiers = abilityModifiers(abilities);
  const bonus = baseAttackBonus(rules.attack, level);
  return {
    modifiers,
    maximumHitPoints: maximumHitPoints({
      hitDie: rules.hitDie,
      level,
      constitutionModifier: modifiers.constitution,
      rolls: hitPointRolls,
    }),
    savingThrows: savingThrows({ characterClass, race, level, modifiers }),
    baseAttackBonus: bonus,
    attacks: attackSequence(bonus),
    armorClass: armorClass(race, modifiers.dexterity),
  };
}
