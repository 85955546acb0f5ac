/**
 * The eleven character classes.
 * Source: System Reference Document 3.0, "Classes" (hit die, base attack and base save columns of each class table).
 * These are the 3.0 values: the ranger has a d10 and a poor Reflex save, which 3.5 changed.
 */

export const CHARACTER_CLASSES = [
  'Barbarian',
  'Bard',
  'Cleric',
  'Druid',
  'Fighter',
  'Monk',
  'Paladin',
  'Ranger',
  'Rogue',
  'Sorcerer',
  'Wizard',
] as const;

export type CharacterClass = (typeof CHARACTER_CLASSES)[number];

export type SavingThrow = 'fortitude' | 'reflex' | 'will';
export type SaveProgression = 'good' | 'poor';
export type AttackProgression = 'good' | 'average' | 'poor';
export type HitDie = 4 | 6 | 8 | 10 | 12;

export interface ClassRules {
  /** Sides of the die rolled for hit points at each level. */
  readonly hitDie: HitDie;
  readonly attack: AttackProgression;
  readonly saves: Readonly<Record<SavingThrow, SaveProgression>>;
}

/** Levels of the class tables; epic levels are not part of these rules. */
export const MIN_LEVEL = 1;
export const MAX_LEVEL = 20;

function saves(...good: readonly SavingThrow[]): ClassRules['saves'] {
  const progression = (save: SavingThrow): SaveProgression => (good.includes(save) ? 'good' : 'poor');
  return { fortitude: progression('fortitude'), reflex: progression('reflex'), will: progression('will') };
}

export const CLASS_RULES: Readonly<Record<CharacterClass, ClassRules>> = {
  Barbarian: { hitDie: 12, attack: 'good', saves: saves('fortitude') },
  Bard: { hitDie: 6, attack: 'average', saves: saves('reflex', 'will') },
  Cleric: { hitDie: 8, attack: 'average', saves: saves('fortitude', 'will') },
  Druid: { hitDie: 8, attack: 'average', saves: saves('fortitude', 'will') },
  Fighter: { hitDie: 10, attack: 'good', saves: saves('fortitude') },
  Monk: { hitDie: 8, attack: 'average', saves: saves('fortitude', 'reflex', 'will') },
  Paladin: { hitDie: 10, attack: 'good', saves: saves('fortitude') },
  Ranger: { hitDie: 10, attack: 'good', saves: saves('fortitude') },
  Rogue: { hitDie: 6, attack: 'average', saves: saves('reflex') },
  Sorcerer: { hitDie: 4, attack: 'poor', saves: saves('will') },
  Wizard: { hitDie: 4, attack: 'poor', saves: saves('will') },
};

export function isCharacterClass(value: string): value is CharacterClass {
  return (CHARACTER_CLASSES as readonly string[]).includes(value);
}
