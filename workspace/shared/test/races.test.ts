import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ABILITIES, mapAbilities } from '../rules/abilities.js';
import { RACES, RACE_RULES, applyRacialAdjustments, type Race } from '../rules/races.js';
import { abilities, race } from './arbitraries.js';

const TENS = mapAbilities(() => 10);

describe('applyRacialAdjustments', () => {
  it.each<[Race, object]>([
    ['Human', {}],
    ['Dwarf', { constitution: 12, charisma: 8 }],
    ['Elf', { dexterity: 12, constitution: 8 }],
    ['Gnome', { constitution: 12, strength: 8 }],
    ['Half-Elf', {}],
    ['Half-Orc', { strength: 12, intelligence: 8, charisma: 8 }],
    ['Halfling', { dexterity: 12, strength: 8 }],
  ])('makes of a %s with ten in everything %o', (given, changed) => {
    expect(applyRacialAdjustments(given, TENS)).toEqual({ ...TENS, ...changed });
  });

  it('knows seven races', () => {
    expect(RACES).toHaveLength(7);
  });

  it('leaves a half-orc an Intelligence of 3', () => {
    const dull = { ...TENS, intelligence: 3 };
    expect(applyRacialAdjustments('Half-Orc', dull).intelligence).toBe(3);
  });

  it('changes no score but those of the race, and none below 1', () => {
    fc.assert(
      fc.property(race, abilities, (given, rolled) => {
        const adjusted = applyRacialAdjustments(given, rolled);
        for (const ability of ABILITIES) {
          const change = RACE_RULES[given].adjustments[ability] ?? 0;
          expect(adjusted[ability]).toBeGreaterThanOrEqual(1);
          if (rolled[ability] > 5) {
            expect(adjusted[ability] - rolled[ability]).toBe(change);
          }
        }
      }),
    );
  });
});
