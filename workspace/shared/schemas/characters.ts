/** Characters as they come in and go out. */
import { z } from 'zod';
import { CHARACTER_CLASSES, MAX_LEVEL, MIN_LEVEL } from '../rules/classes.js';
import { RACES } from '../rules/races.js';

export const MAX_NAME_LENGTH = 80;
export const MAX_NOTES_LENGTH = 10_000;
/** A score as three dice give it, before the race adjusts it. */
export const MIN_ROLLED_SCORE = 3;
export const MAX_ROLLED_SCORE = 18;
/** A score as on the sheet. */
export const MIN_SHEET_SCORE = 1;
export const MAX_SHEET_SCORE = 30;
/** At this many hit points a character is dead (SRD 3.0, "Injury and Death"). */
export const DEAD_AT = -10;

const score = (least: number, most: number) =>
  z
    .int({ error: 'must be a whole number' })
    .min(least, { error: `must be ${least} or more` })
    .max(most, { error: `must be ${most} or less` });

const scores = (least: number, most: number) =>
  z.strictObject({
    strength: score(least, most),
    dexterity: score(least, most),
    constitution: score(least, most),
    intelligence: score(least, most),
    wisdom: score(least, most),
    charisma: score(least, most),
  });

export const rolledAbilitiesSchema = scores(MIN_ROLLED_SCORE, MAX_ROLLED_SCORE);
export const sheetAbilitiesSchema = scores(MIN_SHEET_SCORE, MAX_SHEET_SCORE);

const numbers = z.object({
  strength: z.int(),
  dexterity: z.int(),
  constitution: z.int(),
  intelligence: z.int(),
  wisdom: z.int(),
  charisma: z.int(),
});

export const raceSchema = z.enum(RACES);
export const characterClassSchema = z.enum(CHARACTER_CLASSES);
export const levelSchema = z.int().min(MIN_LEVEL).max(MAX_LEVEL);

const nameSchema = z
  .string()
  .trim()
  .min(1, { error: 'must not be empty' })
  .max(MAX_NAME_LENGTH, { error: `must have at most ${MAX_NAME_LENGTH} characters` })
  .regex(/^\P{Cc}*$/u, { error: 'must not hold control characters' });

const notesSchema = z
  .string()
  .max(MAX_NOTES_LENGTH, { error: `must have at most ${MAX_NOTES_LENGTH} characters` });

/** A new character: what the player decides and rolls. The race adjusts the scores when it is made. */
export const characterInputSchema = z.strictObject({
  /** Made by the client, so that a create that is sent twice makes one character. */
  id: z.uuid().optional(),
  name: nameSchema,
  race: raceSchema,
  class: characterClassSchema,
  level: levelSchema.default(1),
  abilities: rolledAbilitiesSchema,
  notes: notesSchema.default(''),
});

/** What may change later. Race and class stay; a level is gained by a level-up only. */
export const characterChangesSchema = z
  .strictObject({
    name: nameSchema,
    /** As on the sheet: the race's adjustments are in them. */
    abilities: sheetAbilitiesSchema,
    currentHitPoints: z.int().min(DEAD_AT),
    notes: notesSchema,
  })
  .partial()
  .refine((changes) => Object.keys(changes).length > 0, { error: 'must change something' });

export const characterUpdateSchema = z.strictObject({
  id: z.uuid(),
  /** The version that was changed; an old one is a conflict. */
  version: z.int().min(1),
  changes: characterChangesSchema,
});

export const characterIdSchema = z.strictObject({ id: z.uuid() });

export const characterListSchema = z
  .strictObject({
    limit: z.int().min(1).max(100).default(50),
    cursor: z.string().max(500).optional(),
  })
  .prefault({});

const hitPointsSchema = z.object({ max: z.int(), current: z.int() });

export const characterSummarySchema = z.object({
  id: z.uuid(),
  ownerId: z.uuid(),
  version: z.int(),
  name: z.string(),
  race: raceSchema,
  class: characterClassSchema,
  level: levelSchema,
  hitPoints: hitPointsSchema,
  /** A path of the API's origin, with a mark that changes with the picture; null while there is none. */
  portraitUrl: z.string().nullable(),
  updatedAt: z.iso.datetime(),
});

export const characterSchema = characterSummarySchema.extend({
  abilities: numbers,
  notes: z.string(),
  modifiers: numbers,
  savingThrows: z.object({ fortitude: z.int(), reflex: z.int(), will: z.int() }),
  baseAttackBonus: z.int(),
  /** Bonus of each attack of a full attack, highest first. */
  attacks: z.array(z.int()),
  armorClass: z.int(),
});

export const characterPageSchema = z.object({
  items: z.array(characterSummarySchema),
  nextCursor: z.string().optional(),
});

/** Answer of `PUT /characters/:id/portrait`. */
export const portraitSchema = z.object({ portraitUrl: z.string(), version: z.int() });

export type CharacterInput = z.input<typeof characterInputSchema>;
export type NewCharacter = z.output<typeof characterInputSchema>;
export type CharacterChanges = z.infer<typeof characterChangesSchema>;
export type CharacterUpdate = z.infer<typeof characterUpdateSchema>;
export type CharacterSummary = z.infer<typeof characterSummarySchema>;
export type Character = z.infer<typeof characterSchema>;
export type CharacterPage = z.infer<typeof characterPageSchema>;
export type Portrait = z.infer<typeof portraitSchema>;
