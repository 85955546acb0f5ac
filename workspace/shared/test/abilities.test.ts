import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { abilityModifier } from '../rules/abilities.js';
import { score } from './arbitraries.js';

describe('abilityModifier', () => {
  // SRD 3.0, Table: Ability Modifiers and Bonus Spells.
  it.each([
    [1, -5],
    [2, -4],
    [3, -4],
    [9, -1],
    [10, 0],
    [11, 0],
    [12, 1],
    [18, 4],
    [45, 17],
  ])('gives %i the modifier %i', (given, expected) => {
    expect(abilityModifier(given)).toBe(expected);
  });

  it('rises by one with every second point', () => {
    fc.assert(fc.property(score, (s) => abilityModifier(s + 2) === abilityModifier(s) + 1));
  });

  it('is the same for an even score and the odd one above it', () => {
    fc.assert(fc.property(score, (s) => abilityModifier(s - (s % 2)) === abilityModifier(s - (s % 2) + 1)));
  });
});
