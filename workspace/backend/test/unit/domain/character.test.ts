import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { characterSheet, parseCharacter, type CharacterDraft } from '../../../src/domain/character.js';
import { DomainError } from '../../../src/domain/error.js';
import { REST, character } from './arbitraries.js';

const FIGHTER: CharacterDraft = {
  name: 'Test Fighter',
  race: 'Human',
  characterClass: 'Fighter',
  level: 1,
  abilities: { strength: 16, dexterity: 14, constitution: 15, intelligence: 12, wisdom: 13, charisma: 10 },
  hitPointRolls: [],
};

function problemsOf(change: Partial<CharacterDraft>): readonly string[] {
  try {
    parseCharacter({ ...FIGHTER, ...change });
    return [];
  } catch (error) {
    expect(error).toBeInstanceOf(DomainError);
    return (error as DomainError).problems;
  }
}

describe('characterSheet', () => {
  it('of a human fighter', () => {
    expect(characterSheet({ ...REST, ...parseCharacter(FIGHTER) })).toMatchObject({
      modifiers: { strength: 3, dexterity: 2, constitution: 2, intelligence: 1, wisdom: 1, charisma: 0 },
      hitPoints: { max: 12, current: 12 },
      savingThrows: { fortitude: 4, reflex: 2, will: 1 },
      attacks: [1],
    });
  });

  it('of a halfling has one more on every save', () => {
    const sheet = characterSheet({ ...REST, ...parseCharacter({ ...FIGHTER, race: 'Halfling' }) });
    expect(sheet.savingThrows).toEqual({ fortitude: 5, reflex: 3, will: 2 });
  });

  it('never gets worse by a level', () => {
    fc.assert(
      fc.property(character, (given) => {
        fc.pre(given.level < 20);
        const before = characterSheet(given);
        const after = characterSheet({ ...given, level: given.level + 1 });
        expect(after.hitPoints.max).toBeGreaterThan(before.hitPoints.max);
        for (const save of ['fortitude', 'reflex', 'will'] as const) {
          expect(after.savingThrows[save]).toBeGreaterThanOrEqual(before.savingThrows[save]);
        }
        expect(after.attacks[0]).toBeGreaterThanOrEqual(before.attacks[0] ?? Infinity);
      }),
    );
  });
});

describe('parseCharacter', () => {
  it('takes every character that the rules allow, as it is', () => {
    fc.assert(
      fc.property(character, (given) => {
        expect(parseCharacter(given)).toEqual(given);
      }),
    );
  });

  it.each<[string, Partial<CharacterDraft>, RegExp]>([
    ['an empty name', { name: '  ' }, /^name must have/],
    ['a race of another game', { race: 'Klingon' }, /^race `Klingon`/],
    ['an object property as race', { race: 'toString' }, /^race `toString`/],
    ['an unknown class', { characterClass: 'Warlock' }, /^class `Warlock`/],
    ['level 0', { level: 0 }, /^level must be/],
    ['level 21', { level: 21 }, /^level must be/],
    ['half a level', { level: 1.5 }, /^level must be/],
    ['no number', { level: Number.NaN }, /^level must be/],
    ['an ability of 0', { abilities: { ...FIGHTER.abilities, wisdom: 0 } }, /^wisdom must be/],
    ['a roll above the die', { level: 2, hitPointRolls: [11] }, /^a hit point roll must be/],
    ['a roll too many', { level: 2, hitPointRolls: [1, 2] }, /^has 2 hit point rolls for 1 /],
  ])('refuses %s', (_, change, expected) => {
    const problems = problemsOf(change);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatch(expected);
  });

  it('names every violation at once', () => {
    expect(problemsOf({ name: '', race: '?', characterClass: '?', level: -1 })).toHaveLength(4);
  });
});
