/** The back end's tRPC API and its portrait routes, with a session that renews itself. */
import type { appRouter } from '@dice/shared/api';
import type {
  Character,
  CharacterSummary,
  ErrorDetails,
  LevelUp,
  Portrait,
  SignIn,
  User,
} from '@dice/shared/schemas';
import { createTRPCClient, httpLink, TRPCClientError } from '@trpc/client';
import type { CharacterPort } from '../sync/replay';
import { ApiFailure, failureOf } from './failure';

type Router = typeof appRouter;

/** An access token is renewed this long before it ends, so that it does not end on its way. */
const MARGIN_MS = 30_000;
const PAGE = 100;

export interface Api extends CharacterPort {
  signIn(credentials: SignIn): Promise<User>;
  signOut(): Promise<void>;
  /** The user whose session the browser still has. Fails with `signedOut` where there is none. */
  resume(): Promise<User>;
  list(): Promise<CharacterSummary[]>;
  get(id: string): Promise<Character>;
  levelUp(characterId: string): Promise<LevelUp | null>;
  requestLevelUp(characterId: string, hitPointRoll?: number): Promise<LevelUp>;
  approveLevelUp(id: string): Promise<LevelUp>;
  rejectLevelUp(id: string): Promise<LevelUp>;
  uploadPortrait(characterId: string, picture: Blob): Promise<Portrait>;
  portrait(url: string): Promise<Blob>;
}

export function createApi(origin: string): Api {
  let token: { readonly value: string; readonly renewAt: number } | null = null;
  let renewal: Promise<User> | null = null;

  const client = createTRPCClient<Router>({
    links: [
      httpLink({
        url: `${origin}/trpc`,
        fetch: (url, options) => reach(url, { ...(options as RequestInit), credentials: 'include' }),
        headers: () => (token ? { authorization: `Bearer ${token.value}` } : {}),
      }),
    ],
  });

  const accept = (session: { accessToken: string; expiresAt: string; user: User }): User => {
    token = { value: session.accessToken, renewAt: Date.parse(session.expiresAt) - MARGIN_MS };
    return session.user;
  };
  // The refresh token is good for one use: one renewal at a time, over all tabs.
  const renew = (): Promise<User> => {
    renewal ??= exclusively('dice-session', () => asked(client.auth.refresh.mutate()).then(accept)).finally(
      () => (renewal = null),
    );
    return renewal;
  };

  async function signedIn<T>(call: () => Promise<T>): Promise<T> {
    if (token === null || Date.now() >= token.renewAt) {
      await renew();
    }
    try {
      return await asked(call());
    } catch (error) {
      if (!(error instanceof ApiFailure) || error.kind !== 'signedOut') {
        throw error;
      }
      await renew();
      return asked(call());
    }
  }

  async function plain(path: string, options: RequestInit = {}): Promise<Response> {
    return signedIn(async () => {
      const headers = new Headers(options.headers);
      headers.set('authorization', `Bearer ${token?.value ?? ''}`);
      const answer = await reach(new URL(path, origin).href, { ...options, headers, credentials: 'include' });
      if (!answer.ok) {
        const { message, ...details } = await errorIn(answer);
        throw failureOf(answer.status, message, details);
      }
      return answer;
    });
  }

  const { characters, auth } = client;
  return {
    signIn: (credentials) => asked(auth.signIn.mutate(credentials)).then(accept),
    async signOut() {
      await signedIn(() => auth.signOut.mutate());
      token = null;
    },
    resume: renew,
    async list() {
      const items: CharacterSummary[] = [];
      let cursor: string | undefined;
      do {
        const page = await signedIn(() =>
          characters.list.query({ limit: PAGE, ...(cursor ? { cursor } : {}) }),
        );
        items.push(...page.items);
        cursor = page.nextCursor;
      } while (cursor);
      return items;
    },
    get: (id) => signedIn(() => characters.get.query({ id })),
    create: (input) => signedIn(() => characters.create.mutate(input)),
    update: (id, version, changes) => signedIn(() => characters.update.mutate({ id, version, changes })),
    async remove(id) {
      await signedIn(() => characters.remove.mutate({ id }));
    },
    levelUp: (characterId) => signedIn(() => characters.levelUp.get.query({ characterId })),
    requestLevelUp: (id, hitPointRoll) =>
      signedIn(() => characters.levelUp.request.mutate({ id, ...(hitPointRoll ? { hitPointRoll } : {}) })),
    approveLevelUp: (id) => signedIn(() => characters.levelUp.approve.mutate({ id })),
    rejectLevelUp: (id) => signedIn(() => characters.levelUp.reject.mutate({ id })),
    async uploadPortrait(id, picture) {
      const answer = await plain(`/characters/${id}/portrait`, {
        method: 'PUT',
        headers: { 'content-type': picture.type },
        body: picture,
      });
      return (await answer.json()) as Portrait;
    },
    async portrait(url) {
      return (await plain(url)).blob();
    },
  };
}

/** `fetch`, but a device that knows it has no network does not wait to find out. */
function reach(url: RequestInfo | URL, options: RequestInit): Promise<Response> {
  return navigator.onLine ? fetch(url, options) : Promise.reject(new TypeError('no network'));
}

async function asked<T>(call: Promise<T>): Promise<T> {
  try {
    return await call;
  } catch (error) {
    throw asFailure(error);
  }
}

export function asFailure(error: unknown): ApiFailure {
  if (error instanceof ApiFailure) {
    return error;
  }
  if (error instanceof TRPCClientError) {
    const data = error.data as (ErrorDetails & { httpStatus?: number }) | undefined;
    // An answer that is not tRPC's (a proxy's page) has no data: the API itself was not reached.
    return failureOf(data?.httpStatus, error.message, data);
  }
  return failureOf(undefined, String(error));
}

async function errorIn(answer: Response): Promise<ErrorDetails & { message: string }> {
  const fallback = { message: `The server answered ${answer.status}.` };
  try {
    const body = (await answer.json()) as {
      message?: string | string[];
      error?: ErrorDetails & { message?: string };
    };
    const message =
      body.error?.message ?? (Array.isArray(body.message) ? body.message.join(', ') : body.message);
    return { ...body, ...body.error, message: message ?? fallback.message };
  } catch {
    return fallback;
  }
}

/** Runs `work` in one tab at a time, where the browser can (it needs a secure page). */
export async function exclusively<T>(name: string, work: () => Promise<T>): Promise<T> {
  const locks = navigator.locks as LockManager | null | undefined;
  return locks ? locks.request(name, work) : work();
}
