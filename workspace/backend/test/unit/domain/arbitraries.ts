import fc from 'fast-check';
import type { Character } from '../../../src/domain/character.js';
import { mapAbilities, type AbilityTable } from '@dice/shared/rules';
import { CHARACTER_CLASSES, CLASS_RULES } from '@dice/shared/rules';
import { RACES } from '@dice/shared/rules';

export const score = fc.integer({ min: 1, max: 45 });
export const level = fc.integer({ min: 1, max: 20 });
export const race = fc.constantFrom(...RACES);
export const characterClass = fc.constantFrom(...CHARACTER_CLASSES);
export const hitDie = fc.constantFrom(4, 6, 8, 10, 12);

export const abilities: fc.Arbitrary<AbilityTable> = fc
  .tuple(score, score, score, score, score, score)
  .map((scores) => {
    const rest = [...scores];
    return mapAbilities(() => rest.shift() ?? 0);
  });

/** What the rules do not care about. */
export const REST = {
  id: 'c',
  ownerId: 'u',
  name: 'Somebody',
  version: 1,
  damage: 0,
  notes: '',
  portrait: null,
  updatedAt: new Date(0),
};

/** Any character that the rules allow. */
export const character: fc.Arbitrary<Character> = fc
  .record({ race, characterClass, level, abilities })
  .chain((known) =>
    fc
      .array(fc.integer({ min: 1, max: CLASS_RULES[known.characterClass].hitDie }), {
        maxLength: known.level - 1,
      })
      .map((hitPointRolls) => ({
        ...REST,
        ...known,
        hitPointRolls,
      })),
  );
