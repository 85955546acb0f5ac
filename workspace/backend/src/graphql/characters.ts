/** The subgraph of characters: sheets, their changes, and their way to the next level. */
import type {
  MutationApproveLevelUpArgs,
  MutationCreateCharacterArgs,
  MutationRejectLevelUpArgs,
  MutationRemoveCharacterArgs,
  MutationRequestLevelUpArgs,
  MutationUpdateCharacterArgs,
  QueryCharacterArgs,
} from '@dice/shared/graphql';
import {
  characterIdSchema,
  characterInputSchema,
  characterUpdateSchema,
  levelUpIdSchema,
  levelUpRequestSchema,
} from '@dice/shared/schemas';
import { mayHandle } from '../application/actor.js';
import type { CharacterSheet } from '../domain/character.js';
import type { LevelUp } from '../domain/level-up.js';
import { portraitUrl } from '../present/present.js';
import type { GraphqlContext } from './context.js';

/** As many as one answer holds. */
const MOST = 100;

const Query = {
  characters: (_: unknown, __: unknown, { application }: GraphqlContext) =>
    application.characters.roster(MOST),
  character: (_: unknown, input: QueryCharacterArgs, { application, requireActor }: GraphqlContext) =>
    application.characters.get(requireActor(), characterIdSchema.parse(input).id),
};

const Mutation = {
  createCharacter: (
    _: unknown,
    { input }: MutationCreateCharacterArgs,
    { application, requireActor }: GraphqlContext,
  ) => application.characters.create(requireActor(), characterInputSchema.parse(withoutNulls(input))),
  updateCharacter: (
    _: unknown,
    input: MutationUpdateCharacterArgs,
    { application, requireActor }: GraphqlContext,
  ) =>
    application.characters.update(
      requireActor(),
      characterUpdateSchema.parse({ ...input, changes: withoutNulls(input.changes) }),
    ),
  removeCharacter: async (
    _: unknown,
    input: MutationRemoveCharacterArgs,
    { application, requireActor }: GraphqlContext,
  ) => {
    await application.characters.remove(requireActor(), characterIdSchema.parse(input).id);
    return true;
  },
  requestLevelUp: (
    _: unknown,
    input: MutationRequestLevelUpArgs,
    { application, requireActor }: GraphqlContext,
  ) => {
    const { characterId, hitPointRoll } = withoutNulls(input);
    const request = levelUpRequestSchema.parse({ id: characterId, hitPointRoll });
    return application.levelUps.request(requireActor(), request.id, request.hitPointRoll);
  },
  approveLevelUp: (
    _: unknown,
    input: MutationApproveLevelUpArgs,
    { application, requireActor }: GraphqlContext,
  ) => application.levelUps.decide(requireActor(), levelUpIdSchema.parse(input).id, 'approved'),
  rejectLevelUp: (
    _: unknown,
    input: MutationRejectLevelUpArgs,
    { application, requireActor }: GraphqlContext,
  ) => application.levelUps.decide(requireActor(), levelUpIdSchema.parse(input).id, 'rejected'),
};

const Character = {
  owner: ({ ownerId }: CharacterSheet) => ({ __typename: 'User', id: ownerId }),
  class: ({ characterClass }: CharacterSheet) => characterClass,
  hitPoints: ({ hitPoints }: CharacterSheet) => hitPoints.max,
  currentHitPoints: ({ hitPoints }: CharacterSheet) => hitPoints.current,
  portraitUrl: ({ id, ownerId, portrait }: CharacterSheet, _: unknown, { actor }: GraphqlContext) =>
    actor && mayHandle(actor, ownerId) ? portraitUrl(id, portrait) : null,
  notes: ({ ownerId, notes }: CharacterSheet, _: unknown, { actor }: GraphqlContext) =>
    actor && mayHandle(actor, ownerId) ? notes : null,
  levelUp: ({ id, ownerId }: CharacterSheet, _: unknown, { actor, application }: GraphqlContext) =>
    actor && mayHandle(actor, ownerId) ? application.levelUps.newest(actor, id) : null,
  updatedAt: ({ updatedAt }: CharacterSheet) => updatedAt.toISOString(),
};

export const charactersResolvers = {
  Query,
  Mutation,
  Character,
  LevelUp: {
    status: ({ status }: LevelUp) => status.toUpperCase(),
    requestedAt: ({ requestedAt }: LevelUp) => requestedAt.toISOString(),
  },
  User: {
    __resolveReference: ({ id }: { id: string }) => ({ id }),
    characters: ({ id }: { id: string }, _: unknown, { application }: GraphqlContext) =>
      application.characters.ofOwner(id, MOST),
  },
};

/** GraphQL says `null` where our schemas say nothing. */
function withoutNulls<T extends object>(input: T): { [K in keyof T]: Exclude<T[K], null> } {
  const given = Object.entries(input).filter(([, value]) => value !== null);
  return Object.fromEntries(given) as { [K in keyof T]: Exclude<T[K], null> };
}
