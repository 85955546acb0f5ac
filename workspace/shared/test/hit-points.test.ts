import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { HitDie } from '../rules/classes.js';
import { maximumHitPoints } from '../rules/hit-points.js';
import { hitDie, level } from './arbitraries.js';

const modifier = fc.integer({ min: -5, max: 17 });

describe('maximumHitPoints', () => {
  it.each<[HitDie, number, number, number[], number]>([
    [10, 1, 2, [], 12],
    [4, 1, 2, [], 6],
    [10, 2, 0, [7], 17],
    [10, 3, 0, [], 21], // 10 + 2 × 5.5
    [4, 3, -5, [1, 4], 3], // never less than one a level
    [12, 20, 0, [], 135], // 12 + 19 × 6.5 = 135.5, the fraction dropped
  ])(
    'of a d%i at level %i with Constitution %i and rolls %o are %i',
    (die, reached, con, rolls, expected) => {
      expect(maximumHitPoints({ hitDie: die, level: reached, constitutionModifier: con, rolls })).toBe(
        expected,
      );
    },
  );

  it('are at least one a level', () => {
    fc.assert(
      fc.property(hitDie, level, modifier, (die, reached, constitutionModifier) => {
        const total = maximumHitPoints({ hitDie: die, level: reached, constitutionModifier });
        expect(total).toBeGreaterThanOrEqual(reached);
      }),
    );
  });

  it('without rolls are the exact average with its fraction dropped', () => {
    fc.assert(
      fc.property(hitDie, level, (die, reached) => {
        const total = maximumHitPoints({ hitDie: die, level: reached, constitutionModifier: 0 });
        expect(total).toBe(Math.floor(die + ((reached - 1) * (die + 1)) / 2));
      }),
    );
  });

  it('grow with every level and with Constitution', () => {
    fc.assert(
      fc.property(hitDie, level, modifier, (die, reached, constitutionModifier) => {
        const at = (l: number, con: number) =>
          maximumHitPoints({ hitDie: die, level: l, constitutionModifier: con });
        expect(at(reached + 1, constitutionModifier)).toBeGreaterThan(at(reached, constitutionModifier));
        expect(at(reached, constitutionModifier + 1)).toBeGreaterThanOrEqual(
          at(reached, constitutionModifier),
        );
      }),
    );
  });
});
