/**
 * Armor class without armor.
 * Source: System Reference Document 3.0, "Armor Class" and "Size" (Small: +1).
 */
import { RACE_RULES, type Race } from './races.js';

const SIZE_MODIFIER = { Small: 1, Medium: 0 } as const;

/** 10, the Dexterity modifier and that of the race's size. */
export function armorClass(race: Race, dexterityModifier: number): number {
  return 10 + dexterityModifier + SIZE_MODIFIER[RACE_RULES[race].size];
}
