import fc from 'fast-check';
import { mapAbilities, type AbilityTable } from '../rules/abilities.js';
import { CHARACTER_CLASSES, CLASS_RULES } from '../rules/classes.js';
import { RACES } from '../rules/races.js';
import type { CharacterFacts } from '../rules/sheet.js';

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

/** What the sheet of any character that the rules allow is worked out from. */
export const facts: fc.Arbitrary<CharacterFacts> = fc
  .record({ race, characterClass, level, abilities })
  .chain((known) =>
    fc
      .array(fc.integer({ min: 1, max: CLASS_RULES[known.characterClass].hitDie }), {
        maxLength: known.level - 1,
      })
      .map((hitPointRolls) => ({ ...known, hitPointRolls })),
  );
