import {
  ABILITIES,
  CLASS_RULES,
  MAX_ABILITY_SCORE,
  MAX_LEVEL,
  MIN_ABILITY_SCORE,
  MIN_LEVEL,
  deriveSheet,
  isCharacterClass,
  isRace,
  type AbilityTable,
  type CharacterClass,
  type Race,
  type SavingThrows,
} from '@dice/shared/rules';
import { DomainError } from './error.js';

/** What is stored of a character. Everything else on the sheet follows from it by the rules. */
export interface Character {
  readonly id: string;
  readonly ownerId: string;
  /** One more with every change: who changes an older one changes what they have not seen. */
  readonly version: number;
  readonly name: string;
  readonly race: Race;
  readonly characterClass: CharacterClass;
  readonly level: number;
  /** Scores as on the sheet: racial adjustments are in them already. */
  readonly abilities: AbilityTable;
  /** Die results for the levels after the first; a level without one counts with the average. */
  readonly hitPointRolls: readonly number[];
  /** Hit points lost. Kept instead of those left, so that a new level or a healthier constitution adds to both. */
  readonly damage: number;
  readonly notes: string;
  readonly portrait: PortraitReference | null;
  readonly updatedAt: Date;
}

/** Where the picture lies, and what it is. */
export interface PortraitReference {
  /** Random, and new with every picture: who knows it may see the picture. */
  readonly token: string;
  readonly mediaType: string;
}

/** What the rules make of a character. */
export interface CharacterSheet extends Character {
  readonly modifiers: AbilityTable;
  readonly hitPoints: { readonly max: number; readonly current: number };
  readonly savingThrows: SavingThrows;
  readonly baseAttackBonus: number;
  /** Bonus of each attack of a full attack, highest first. */
  readonly attacks: readonly number[];
  readonly armorClass: number;
}

export const MAX_NAME_LENGTH = 80;

/** Works out the whole sheet. The character must be valid. */
export function characterSheet(character: Character): CharacterSheet {
  const { maximumHitPoints: max, ...derived } = deriveSheet(character);
  return { ...character, ...derived, hitPoints: { max, current: max - character.damage } };
}

/** What the rules can judge of a character as it comes from outside: a form, a row, a file. */
export interface CharacterDraft {
  readonly name: string;
  readonly race: string;
  readonly characterClass: string;
  readonly level: number;
  readonly abilities: AbilityTable;
  readonly hitPointRolls: readonly number[];
}

/** Checks a draft against the rules. Throws a DomainError that lists every violation, not only the first. */
export function parseCharacter<T extends CharacterDraft>(
  draft: T,
): T & { readonly race: Race; readonly characterClass: CharacterClass } {
  const { race, characterClass } = draft;
  const problems = [
    ...nameProblems(draft.name),
    ...levelProblems(draft.level),
    ...abilityProblems(draft.abilities),
    ...(isCharacterClass(characterClass) ? rollProblems(draft, CLASS_RULES[characterClass].hitDie) : []),
  ];
  if (!isRace(race)) {
    problems.push(`race \`${race}\` is not one of the rules`);
  }
  if (!isCharacterClass(characterClass)) {
    problems.push(`class \`${characterClass}\` is not one of the rules`);
  }
  if (problems.length > 0 || !isRace(race) || !isCharacterClass(characterClass)) {
    throw new DomainError(`character \`${draft.name}\``, problems);
  }
  return { ...draft, race, characterClass };
}

function isWholeNumber(value: number, low: number, high: number): boolean {
  return Number.isInteger(value) && value >= low && value <= high;
}

function nameProblems(name: string): string[] {
  const length = name.trim().length;
  return length >= 1 && length <= MAX_NAME_LENGTH
    ? []
    : [`name must have 1 to ${MAX_NAME_LENGTH} characters, has ${length}`];
}

function levelProblems(level: number): string[] {
  return isWholeNumber(level, MIN_LEVEL, MAX_LEVEL)
    ? []
    : [`level must be a whole number from ${MIN_LEVEL} to ${MAX_LEVEL}, is ${level}`];
}

function abilityProblems(abilities: AbilityTable): string[] {
  return ABILITIES.filter(
    (ability) => !isWholeNumber(abilities[ability], MIN_ABILITY_SCORE, MAX_ABILITY_SCORE),
  ).map(
    (ability) =>
      `${ability} must be a whole number from ${MIN_ABILITY_SCORE} to ${MAX_ABILITY_SCORE}, is ${abilities[ability]}`,
  );
}

function rollProblems({ hitPointRolls, level }: CharacterDraft, hitDie: number): string[] {
  const problems = hitPointRolls
    .filter((roll) => !isWholeNumber(roll, 1, hitDie))
    .map((roll) => `a hit point roll must be a whole number from 1 to ${hitDie}, is ${roll}`);
  if (hitPointRolls.length > Math.max(0, level - 1)) {
    problems.push(`has ${hitPointRolls.length} hit point rolls for ${level - 1} levels after the first`);
  }
  return problems;
}
