/** Signing in and who is signed in. */
import { z } from 'zod';

export const userSchema = z.object({
  id: z.uuid(),
  email: z.string(),
  name: z.string(),
  role: z.enum(['admin', 'user']),
});

export const signInSchema = z.strictObject({
  email: z
    .string()
    .trim()
    .toLowerCase()
    .max(254)
    .pipe(z.email({ error: 'must be an e-mail address' })),
  password: z.string().min(1, { error: 'must not be empty' }).max(200),
});

export const sessionSchema = z.object({
  accessToken: z.string(),
  /** When the access token ends, ISO 8601. */
  expiresAt: z.iso.datetime(),
  user: userSchema,
});

export type User = z.infer<typeof userSchema>;
export type SignIn = z.infer<typeof signInSchema>;
export type Session = z.infer<typeof sessionSchema>;
