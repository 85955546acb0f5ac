/** The calls of the back end's tRPC router, on the back end in memory. */
import { ABILITIES, CHARACTER_CLASSES, CLASS_RULES, RACE_RULES, RACES } from '@dice/shared/rules';
import {
  characterIdSchema,
  characterInputSchema,
  characterUpdateSchema,
  levelUpIdSchema,
  levelUpOfSchema,
  levelUpRequestSchema,
  signInSchema,
  type Rules,
} from '@dice/shared/schemas';
import { MockError, type MockBackend } from './backend';

interface Request {
  readonly requestHeaders: Readonly<Record<string, string>>;
}

interface Route {
  readonly kind: 'query' | 'mutation';
  readonly run: (backend: MockBackend, input: unknown, request: Request) => unknown;
}

export const ROUTES: Readonly<Record<string, Route>> = {
  'auth.signIn': mutation((backend, input) => {
    const { email, password } = parse(signInSchema, input);
    return backend.signIn(email, password);
  }),
  'auth.refresh': mutation((backend) => backend.refresh()),
  'auth.signOut': mutation((backend) => {
    backend.signOut();
    return { done: true };
  }),
  'auth.me': query((backend, _, { requestHeaders }) => backend.user(requestHeaders)),
  'characters.list': query((backend, _, { requestHeaders }) => ({ items: backend.list(requestHeaders) })),
  'characters.get': query((backend, input, { requestHeaders }) =>
    backend.get(requestHeaders, parse(characterIdSchema, input).id),
  ),
  'characters.create': mutation((backend, input, { requestHeaders }) =>
    backend.create(requestHeaders, parse(characterInputSchema, input)),
  ),
  'characters.update': mutation((backend, input, { requestHeaders }) =>
    backend.update(requestHeaders, parse(characterUpdateSchema, input)),
  ),
  'characters.remove': mutation((backend, input, { requestHeaders }) => {
    backend.remove(requestHeaders, parse(characterIdSchema, input).id);
    return { done: true };
  }),
  'characters.levelUp.get': query((backend, input, { requestHeaders }) =>
    backend.levelUpOf(requestHeaders, parse(levelUpOfSchema, input).characterId),
  ),
  'characters.levelUp.request': mutation((backend, input, { requestHeaders }) => {
    const { id, hitPointRoll } = parse(levelUpRequestSchema, input);
    return backend.requestLevelUp(requestHeaders, id, hitPointRoll ?? null);
  }),
  'characters.levelUp.approve': mutation((backend, input, { requestHeaders }) =>
    backend.decideLevelUp(requestHeaders, parse(levelUpIdSchema, input).id, true),
  ),
  'characters.levelUp.reject': mutation((backend, input, { requestHeaders }) =>
    backend.decideLevelUp(requestHeaders, parse(levelUpIdSchema, input).id, false),
  ),
  'rules.all': query((): Rules => ({
    abilities: [...ABILITIES],
    races: RACES.map((name) => ({ name, ...RACE_RULES[name] })),
    classes: CHARACTER_CLASSES.map((name) => ({ name, ...CLASS_RULES[name] })),
  })),
};

function query(run: Route['run']): Route {
  return { kind: 'query', run };
}

function mutation(run: Route['run']): Route {
  return { kind: 'mutation', run };
}

interface Schema<T> {
  safeParse(input: unknown):
    | { readonly success: true; readonly data: T }
    | {
        readonly success: false;
        readonly error: { readonly issues: readonly { path: PropertyKey[]; message: string }[] };
      };
}

function parse<T>(schema: Schema<T>, input: unknown): T {
  const parsed = schema.safeParse(input);
  if (!parsed.success) {
    const problems = parsed.error.issues.map(({ path, message }) => ({ path: path.join('.'), message }));
    throw new MockError(400, 'the input is not valid', { problems });
  }
  return parsed.data;
}
