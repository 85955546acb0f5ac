/**
 * The API of the web: what can be called, with what and what comes of it. The type of the router is all that clients
 * know of it; @dice/shared publishes it as declarations made from this file.
 */
import {
  characterIdSchema,
  characterInputSchema,
  characterListSchema,
  characterPageSchema,
  characterSchema,
  characterUpdateSchema,
  levelUpIdSchema,
  levelUpOfSchema,
  levelUpRequestSchema,
  levelUpSchema,
  rulesSchema,
  sessionSchema,
  signInSchema,
  userSchema,
} from '@dice/shared/schemas';
import { z } from 'zod';
import { publishedRules } from '../application/rules.js';
import { toCharacter, toLevelUp, toSession, toSummary, toUser } from '../present/present.js';
import { open, router, signedIn } from './trpc.js';

const done = z.object({ done: z.literal(true) });
const DONE = { done: true } as const;

const auth = router({
  signIn: open
    .input(signInSchema)
    .output(sessionSchema)
    .mutation(async ({ ctx, input }) => {
      const grant = await ctx.application.auth.signIn(input, ctx.client);
      ctx.refreshCookie.set(grant);
      return toSession(grant);
    }),
  /** A new access token for the refresh token in the cookie, which is replaced. */
  refresh: open.output(sessionSchema).mutation(async ({ ctx }) => {
    const grant = await ctx.application.auth.refresh(ctx.refreshCookie.get());
    ctx.refreshCookie.set(grant);
    return toSession(grant);
  }),
  signOut: open.output(done).mutation(async ({ ctx }) => {
    ctx.refreshCookie.clear();
    await ctx.application.auth.signOut(ctx.refreshCookie.get());
    return DONE;
  }),
  me: signedIn
    .output(userSchema)
    .query(async ({ ctx }) => toUser(await ctx.application.users.get(ctx.actor.id))),
});

const levelUp = router({
  request: signedIn
    .input(levelUpRequestSchema)
    .output(levelUpSchema)
    .mutation(async ({ ctx, input: { id, hitPointRoll } }) =>
      toLevelUp(await ctx.application.levelUps.request(ctx.actor, id, hitPointRoll)),
    ),
  approve: signedIn
    .input(levelUpIdSchema)
    .output(levelUpSchema)
    .mutation(async ({ ctx, input }) =>
      toLevelUp(await ctx.application.levelUps.decide(ctx.actor, input.id, 'approved')),
    ),
  reject: signedIn
    .input(levelUpIdSchema)
    .output(levelUpSchema)
    .mutation(async ({ ctx, input }) =>
      toLevelUp(await ctx.application.levelUps.decide(ctx.actor, input.id, 'rejected')),
    ),
  /** The newest of a character; null if there never was one. */
  get: signedIn
    .input(levelUpOfSchema)
    .output(levelUpSchema.nullable())
    .query(async ({ ctx, input }) => {
      const newest = await ctx.application.levelUps.newest(ctx.actor, input.characterId);
      return newest ? toLevelUp(newest) : null;
    }),
});

const characters = router({
  list: signedIn
    .input(characterListSchema)
    .output(characterPageSchema)
    .query(async ({ ctx, input }) => {
      const { items, nextCursor } = await ctx.application.characters.list(ctx.actor, input);
      return { items: items.map(toSummary), ...(nextCursor && { nextCursor }) };
    }),
  get: signedIn
    .input(characterIdSchema)
    .output(characterSchema)
    .query(async ({ ctx, input }) => toCharacter(await ctx.application.characters.get(ctx.actor, input.id))),
  create: signedIn
    .input(characterInputSchema)
    .output(characterSchema)
    .mutation(async ({ ctx, input }) =>
      toCharacter(await ctx.application.characters.create(ctx.actor, input)),
    ),
  update: signedIn
    .input(characterUpdateSchema)
    .output(characterSchema)
    .mutation(async ({ ctx, input }) =>
      toCharacter(await ctx.application.characters.update(ctx.actor, input)),
    ),
  /** Gone is gone: a character that is not there any more is no error, so that a queued removal can be sent twice. */
  remove: signedIn
    .input(characterIdSchema)
    .output(done)
    .mutation(async ({ ctx, input }) => {
      await ctx.application.characters.remove(ctx.actor, input.id);
      return DONE;
    }),
  levelUp,
});

const rules = router({ all: open.output(rulesSchema).query(() => publishedRules()) });

export const appRouter = router({ auth, characters, rules });

export type AppRouter = typeof appRouter;
