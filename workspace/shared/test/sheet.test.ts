import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { deriveSheet, type CharacterFacts } from '../rules/sheet.js';
import { facts } from './arbitraries.js';

const FIGHTER: CharacterFacts = {
  race: 'Human',
  characterClass: 'Fighter',
  level: 1,
  abilities: { strength: 16, dexterity: 14, constitution: 15, intelligence: 12, wisdom: 13, charisma: 10 },
};

describe('deriveSheet', () => {
  it('of a human fighter', () => {
    expect(deriveSheet(FIGHTER)).toEqual({
      modifiers: { strength: 3, dexterity: 2, constitution: 2, intelligence: 1, wisdom: 1, charisma: 0 },
      maximumHitPoints: 12,
      savingThrows: { fortitude: 4, reflex: 2, will: 1 },
      baseAttackBonus: 1,
      attacks: [1],
      armorClass: 12,
    });
  });

  it('of a halfling has one more on every save, and is harder to hit', () => {
    const sheet = deriveSheet({ ...FIGHTER, race: 'Halfling' });
    expect(sheet.savingThrows).toEqual({ fortitude: 5, reflex: 3, will: 2 });
    expect(sheet.armorClass).toBe(13);
  });

  it('never gets worse by a level', () => {
    fc.assert(
      fc.property(facts, (given) => {
        fc.pre(given.level < 20);
        const before = deriveSheet(given);
        const after = deriveSheet({ ...given, level: given.level + 1 });
        expect(after.maximumHitPoints).toBeGreaterThan(before.maximumHitPoints);
        for (const save of ['fortitude', 'reflex', 'will'] as const) {
          expect(after.savingThrows[save]).toBeGreaterThanOrEqual(before.savingThrows[save]);
        }
        expect(after.baseAttackBonus).toBeGreaterThanOrEqual(before.baseAttackBonus);
        expect(after.attacks[0]).toBe(after.baseAttackBonus);
      }),
    );
  });
});
