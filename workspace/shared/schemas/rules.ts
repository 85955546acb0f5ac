/** The tables of the rules, for whoever does not carry them along. */
import { z } from 'zod';
import { ABILITIES } from '../rules/abilities.js';
import { characterClassSchema, raceSchema } from './characters.js';

export const rulesSchema = z.object({
  abilities: z.array(z.enum(ABILITIES)),
  races: z.array(
    z.object({
      name: raceSchema,
      size: z.enum(['Small', 'Medium']),
      speed: z.int(),
      adjustments: z.partialRecord(z.enum(ABILITIES), z.int()),
      savingThrowBonus: z.int(),
    }),
  ),
  classes: z.array(
    z.object({
      name: characterClassSchema,
      hitDie: z.int(),
      attack: z.enum(['good', 'average', 'poor']),
      saves: z.object({
        fortitude: z.enum(['good', 'poor']),
        reflex: z.enum(['good', 'poor']),
        will: z.enum(['good', 'poor']),
      }),
    }),
  ),
});

export type Rules = z.infer<typeof rulesSchema>;
