/** The procedures' base: who asks, and errors in tRPC's own shape with what is known about them in `data`. */
import type { ErrorDetails } from '@dice/shared/schemas';
import { initTRPC } from '@trpc/server';
import type { ApiContext } from './context.js';
import { asTrpcError, errorDetails } from './errors.js';

const trpc = initTRPC.context<ApiContext>().create({
  errorFormatter({ shape, error, ctx }) {
    const { stack: _, ...data } = shape.data;
    const details: ErrorDetails = errorDetails(error, ctx?.requestId);
    return { ...shape, data: { ...data, ...details } };
  },
});

export const router = trpc.router;

/** Everybody may ask. What the application throws leaves as an error of tRPC's. */
export const open = trpc.procedure.use(async ({ next }) => {
  const result = await next();
  if (!result.ok) {
    throw asTrpcError(result.error);
  }
  return result;
});

/** Only who shows a valid access token; counted against the rate limit of that person. */
export const signedIn = open.use(async ({ ctx, next }) => {
  const actor = await ctx.authenticate();
  return next({ ctx: { ...ctx, actor } });
});
