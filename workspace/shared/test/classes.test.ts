import { describe, expect, it } from 'vitest';
import { attackSequence, baseAttackBonus } from '../rules/attack.js';
import { CHARACTER_CLASSES, CLASS_RULES, type CharacterClass } from '../rules/classes.js';
import { baseSave } from '../rules/saving-throws.js';

/** The last row of each class table of the SRD 3.0: base attack bonus, Fort, Ref, Will at 20th level; and the hit die. */
const LEVEL_20: Record<CharacterClass, [number, number, number, number, number]> = {
  Barbarian: [20, 12, 6, 6, 12],
  Bard: [15, 6, 12, 12, 6],
  Cleric: [15, 12, 6, 12, 8],
  Druid: [15, 12, 6, 12, 8],
  Fighter: [20, 12, 6, 6, 10],
  Monk: [15, 12, 12, 12, 8],
  Paladin: [20, 12, 6, 6, 10],
  Ranger: [20, 12, 6, 6, 10],
  Rogue: [15, 6, 12, 6, 6],
  Sorcerer: [10, 6, 6, 12, 4],
  Wizard: [10, 6, 6, 12, 4],
};

describe('class tables', () => {
  it('cover the eleven classes', () => {
    expect(Object.keys(LEVEL_20)).toEqual([...CHARACTER_CLASSES]);
  });

  it.each(Object.entries(LEVEL_20))('hold for a %s of 20th level', (name, [attack, fort, ref, will, die]) => {
    const rules = CLASS_RULES[name as CharacterClass];
    expect(baseAttackBonus(rules.attack, 20)).toBe(attack);
    expect(baseSave(rules.saves.fortitude, 20)).toBe(fort);
    expect(baseSave(rules.saves.reflex, 20)).toBe(ref);
    expect(baseSave(rules.saves.will, 20)).toBe(will);
    expect(rules.hitDie).toBe(die);
  });
});

/** SRD 3.0, Table: Base Save and Base Attack Bonuses, all twenty rows. */
const ROWS = {
  goodSave: [2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8, 9, 9, 10, 10, 11, 11, 12],
  poorSave: [0, 0, 1, 1, 1, 2, 2, 2, 3, 3, 3, 4, 4, 4, 5, 5, 5, 6, 6, 6],
  averageAttack: [0, 1, 2, 3, 3, 4, 5, 6, 6, 7, 8, 9, 9, 10, 11, 12, 12, 13, 14, 15],
  poorAttack: [0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8, 9, 9, 10],
};

const levels = Array.from({ length: 20 }, (_, index) => index + 1);

describe('progressions', () => {
  it('match the table at every level', () => {
    expect(levels.map((l) => baseSave('good', l))).toEqual(ROWS.goodSave);
    expect(levels.map((l) => baseSave('poor', l))).toEqual(ROWS.poorSave);
    expect(levels.map((l) => baseAttackBonus('good', l))).toEqual(levels);
    expect(levels.map((l) => baseAttackBonus('average', l))).toEqual(ROWS.averageAttack);
    expect(levels.map((l) => baseAttackBonus('poor', l))).toEqual(ROWS.poorAttack);
  });

  it.each([
    [0, [0]],
    [5, [5]],
    [6, [6, 1]],
    [11, [11, 6, 1]],
    [15, [15, 10, 5]],
    [20, [20, 15, 10, 5]],
  ])('turn an attack bonus of %i into %o', (bonus, attacks) => {
    expect(attackSequence(bonus)).toEqual(attacks);
  });
});
