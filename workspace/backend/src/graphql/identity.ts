/** The subgraph of people: who they are, and how they sign in. */
import type { MutationRefreshArgs, MutationSignInArgs, MutationSignOutArgs } from '@dice/shared/graphql';
import { signInSchema } from '@dice/shared/schemas';
import { mayHandle } from '../application/actor.js';
import type { Grant } from '../application/auth-service.js';
import type { User } from '../domain/user.js';
import type { GraphqlContext } from './context.js';

function session({ access, refreshToken, user }: Grant) {
  const expiresAt = access.expiresAt.toISOString();
  return { accessToken: access.token, expiresAt, refreshToken: refreshToken ?? null, user };
}

export const identityResolvers = {
  Query: {
    me: (_: unknown, __: unknown, { application, requireActor }: GraphqlContext): Promise<User> =>
      application.users.get(requireActor().id),
  },
  Mutation: {
    signIn: async (_: unknown, input: MutationSignInArgs, { application, client }: GraphqlContext) =>
      session(await application.auth.signIn(signInSchema.parse(input), client)),
    refresh: async (_: unknown, { refreshToken }: MutationRefreshArgs, { application }: GraphqlContext) =>
      session(await application.auth.refresh(refreshToken)),
    signOut: async (_: unknown, { refreshToken }: MutationSignOutArgs, { application }: GraphqlContext) => {
      await application.auth.signOut(refreshToken);
      return true;
    },
  },
  User: {
    __resolveReference: ({ id }: { id: string }, { user }: GraphqlContext) => user(id),
    name: ({ displayName }: User) => displayName,
    role: ({ role }: User) => role.toUpperCase(),
    email: ({ id, email }: User, _: unknown, { actor }: GraphqlContext) =>
      actor && mayHandle(actor, id) ? email : null,
  },
};
