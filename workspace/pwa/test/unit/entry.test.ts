import { describe, expect, it } from 'vitest';
import { fold, newEntry, overlay, rebase, type NewCharacterInput } from '../../src/sync/entry';
import { changedElsewhere, FIGHTER, updateOf, USER } from './samples';

const INPUT: NewCharacterInput = {
  id: '00000000-0000-4000-8000-0000000000aa',
  name: 'Mirela',
  race: 'Elf',
  class: 'Wizard',
  abilities: { strength: 8, dexterity: 14, constitution: 12, intelligence: 15, wisdom: 10, charisma: 13 },
};
const NEW = newEntry({ kind: 'create', input: INPUT }, USER, new Date(0));

describe('edits of one character are one entry', () => {
  it('keeps the first base and the last value of each field', () => {
    const entry = fold(updateOf({ name: 'A', notes: 'n' }), {
      kind: 'update',
      base: FIGHTER,
      changes: { name: 'B' },
    });
    expect(entry?.edit).toEqual({ kind: 'update', base: FIGHTER, changes: { name: 'B', notes: 'n' } });
    expect(entry?.revision).toBe(2);
  });

  it('has nothing left when a change is taken back', () => {
    const back = { kind: 'update', base: FIGHTER, changes: { name: FIGHTER.name } } as const;
    expect(fold(updateOf({ name: 'A' }), back)).toBeNull();
    // Not while it is being sent: the server may have taken the change already.
    expect(fold(updateOf({ name: 'A' }), back, true)).not.toBeNull();
  });

  it('folds a change into a creation, on the scores as rolled', () => {
    const shown = overlay(undefined, NEW);
    expect(shown?.abilities.dexterity).toBe(16);
    const abilities = { ...shown!.abilities, dexterity: 17 };
    const entry = fold(NEW, {
      kind: 'update',
      base: shown!,
      changes: { name: 'Mira', abilities, currentHitPoints: 1 },
    });
    expect(entry?.edit).toMatchObject({
      kind: 'create',
      hitPoints: 1,
      input: { name: 'Mira', abilities: { ...INPUT.abilities, dexterity: 15 } },
    });
    expect(overlay(undefined, entry!)).toMatchObject({ name: 'Mira', hitPoints: { current: 1, max: 4 } });
  });

  it('removes on the base that was changed', () => {
    expect(fold(updateOf({ name: 'A' }), { kind: 'remove', base: FIGHTER })?.edit).toEqual({
      kind: 'remove',
      base: FIGHTER,
    });
    expect(overlay(FIGHTER, newEntry({ kind: 'remove', base: FIGHTER }, USER, new Date(0)))).toBeNull();
  });
});

describe('a newer character of the server', () => {
  it('keeps the change and nothing else of the old base', () => {
    const current = changedElsewhere({ notes: 'theirs', abilities: { ...FIGHTER.abilities, charisma: 18 } });
    const mine = updateOf({ abilities: { ...FIGHTER.abilities, strength: 17 } });
    expect(rebase(mine, current)?.edit).toEqual({
      kind: 'update',
      base: current,
      changes: { abilities: { ...FIGHTER.abilities, strength: 17, charisma: 18 } },
    });
  });

  it('is all there is when it says the same', () => {
    expect(rebase(updateOf({ name: 'A' }), changedElsewhere({ name: 'A' }))).toBeNull();
  });
});
