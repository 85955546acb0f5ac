/** A level-up: asked for by the owner, approved or rejected, then applied. */
import { z } from 'zod';
import { levelSchema } from './characters.js';

export const levelUpSchema = z.object({
  id: z.uuid(),
  characterId: z.uuid(),
  status: z.enum(['pending', 'approved', 'rejected', 'done']),
  fromLevel: levelSchema,
  toLevel: levelSchema,
  /** The die result for the new level; null counts with the average. */
  hitPointRoll: z.int().nullable(),
  requestedAt: z.iso.datetime(),
});

export const levelUpRequestSchema = z.strictObject({
  /** The character. */
  id: z.uuid(),
  hitPointRoll: z.int().min(1).max(12).optional(),
});

export const levelUpIdSchema = z.strictObject({ id: z.uuid() });
export const levelUpOfSchema = z.strictObject({ characterId: z.uuid() });

export type LevelUp = z.infer<typeof levelUpSchema>;
export type LevelUpRequest = z.infer<typeof levelUpRequestSchema>;
