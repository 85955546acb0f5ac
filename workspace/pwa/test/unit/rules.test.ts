import { characterChangesSchema, characterInputSchema } from '@dice/shared/schemas';
import { describe, expect, it } from 'vitest';
import { apiOrigin } from '../../src/api/origin';
import {
  DEAD_AT,
  MAX_NAME_LENGTH,
  MAX_NOTES_LENGTH,
  ROLLED_SCORES,
  SHEET_SCORES,
} from '../../src/character/limits';
import { previewOfChange } from '../../src/character/preview';
import { rollDie, rollScore } from '../../src/ui/dice';
import { problemOfPicture } from '../../src/ui/PortraitUpload';
import { FIGHTER, WIZARD } from './samples';

describe('limits of inputs are those of the schemas', () => {
  const input = { name: 'x', race: 'Human', class: 'Fighter', abilities: FIGHTER.abilities } as const;
  const taken = (change: object) => characterInputSchema.safeParse({ ...input, ...change }).success;
  const strength = (score: number) => ({ abilities: { ...FIGHTER.abilities, strength: score } });
  const changed = (changes: object) => characterChangesSchema.safeParse(changes).success;

  it.each([
    [taken({ name: 'x'.repeat(MAX_NAME_LENGTH) }), taken({ name: 'x'.repeat(MAX_NAME_LENGTH + 1) })],
    [taken({ notes: 'x'.repeat(MAX_NOTES_LENGTH) }), taken({ notes: 'x'.repeat(MAX_NOTES_LENGTH + 1) })],
    [taken(strength(ROLLED_SCORES.min)), taken(strength(ROLLED_SCORES.min - 1))],
    [taken(strength(ROLLED_SCORES.max)), taken(strength(ROLLED_SCORES.max + 1))],
    [changed(strength(SHEET_SCORES.min)), changed(strength(SHEET_SCORES.min - 1))],
    [changed(strength(SHEET_SCORES.max)), changed(strength(SHEET_SCORES.max + 1))],
    [changed({ currentHitPoints: DEAD_AT }), changed({ currentHitPoints: DEAD_AT - 1 })],
  ])('the last that is taken and the first that is not (%#)', (last, first) => {
    expect([last, first]).toEqual([true, false]);
  });
});

describe('what the sheet will say', () => {
  it('is what the rules say of the seeds', () => {
    expect(FIGHTER).toMatchObject({
      hitPoints: { max: 12, current: 12 },
      savingThrows: { fortitude: 4, reflex: 2, will: 1 },
      armorClass: 12,
      baseAttackBonus: 1,
    });
    expect(WIZARD).toMatchObject({ hitPoints: { max: 6 }, abilities: { dexterity: 14, constitution: 15 } });
  });

  it('moves hit points with Constitution, once a level', () => {
    const veteran = { ...FIGHTER, level: 3, hitPoints: { max: 25, current: 25 } };
    const abilities = { ...FIGHTER.abilities, constitution: 10 };
    expect(previewOfChange(veteran, { abilities }).hitPoints).toEqual({ max: 19, current: 19 });
  });
});

describe('the API is found', () => {
  it.each([
    ['https://pwa.dice.local/sheet', 'https://api.dice.local'],
    ['https://pwa.dice.local:8443/', 'https://api.dice.local:8443'],
    ['http://127.0.0.1:3000/', 'http://127.0.0.1:3001'],
  ])('%s: %s', (page, api) => expect(apiOrigin(new URL(page))).toBe(api));

  it('where the build was told', () => {
    expect(apiOrigin(new URL('http://localhost:3000/'), 'http://localhost:4000')).toBe(
      'http://localhost:4000',
    );
  });
});

describe('dice', () => {
  it('draw again what would favour low numbers', () => {
    const bytes = [255, 240, 239];
    expect(rollDie(20, () => bytes.shift()!)).toBe(20);
  });

  it('leave out the lowest of four', () => {
    const bytes = [0, 5, 4, 3];
    expect(rollScore(() => bytes.shift()!)).toBe(15);
  });
});

describe('a portrait', () => {
  it.each([
    ['image/png', 2 * 1024 * 1024, null],
    ['image/webp', 2 * 1024 * 1024 + 1, /2 MB/],
    ['image/svg+xml', 10, /PNG, JPEG or WebP/],
  ])('%s of %i bytes', (type, size, problem) => {
    const said = problemOfPicture({ type, size });
    if (problem === null) {
      expect(said).toBeNull();
    } else {
      expect(said).toMatch(problem);
    }
  });
});
