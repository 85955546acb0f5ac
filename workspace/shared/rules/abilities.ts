/**
 * Ability scores and their modifiers.
 * Source: System Reference Document 3.0, "Ability Scores" (Table: Ability Modifiers and Bonus Spells).
 */

export const ABILITIES = [
  'strength',
  'dexterity',
  'constitution',
  'intelligence',
  'wisdom',
  'charisma',
] as const;

export type Ability = (typeof ABILITIES)[number];

/** One whole number for each ability: scores, modifiers or adjustments. */
export type AbilityTable = Readonly<Record<Ability, number>>;

/** The scores a living player character can have; the table of the rules goes on in the same steps. */
export const MIN_ABILITY_SCORE = 1;
export const MAX_ABILITY_SCORE = 45;

/** (score - 10) / 2, rounded down: 1 gives -5, 10 and 11 give 0, 18 gives +4. */
export function abilityModifier(score: number): number {
  return Math.floor((score - 10) / 2);
}

/** The modifier of every ability. */
export function abilityModifiers(scores: AbilityTable): AbilityTable {
  return mapAbilities((ability) => abilityModifier(scores[ability]));
}

/** Builds a table by asking for each ability in the order of the sheet. */
export function mapAbilities(value: (ability: Ability) => number): AbilityTable {
  return {
    strength: value('strength'),
    dexterity: value('dexterity'),
    constitution: value('constitution'),
    intelligence: value('intelligence'),
    wisdom: value('wisdom'),
    charisma: value('charisma'),
  };
}
