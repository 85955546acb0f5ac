/**
 * MirageJS in the back end's place: the same calls, the same rules, the same seeds. Only in `frontend-only`, and there
 * only while nothing answers where the API would be: profile `mock` puts a JSON server there.
 */
import { createServer, Response } from 'miragejs';
import { MockBackend, MockError } from './backend';
import { ROUTES } from './routes';

const KEPT = 'dice-mock-backend';
const WAIT_MS = 1_000;

export async function isAnswered(origin: string): Promise<boolean> {
  try {
    return (await fetch(`${origin}/health`, { signal: AbortSignal.timeout(WAIT_MS) })).ok;
  } catch {
    return false;
  }
}

export function startMockServer(origin: string): void {
  // What was changed outlives a reload of the page, as it would with a real back end.
  const backend = MockBackend.restore(sessionStorage.getItem(KEPT));
  const answer = (work: () => unknown) => {
    try {
      const data = work();
      sessionStorage.setItem(KEPT, backend.dump());
      return new Response(200, {}, { result: { data: data ?? null } });
    } catch (error) {
      if (!(error instanceof MockError)) {
        throw error;
      }
      return new Response(error.status, {}, { error: error.toJSON() });
    }
  };

  createServer({
    urlPrefix: origin,
    timing: 60,
    routes() {
      for (const [path, { kind, run }] of Object.entries(ROUTES)) {
        const url = `/trpc/${path}`;
        if (kind === 'query') {
          this.get(url, (_, request) =>
            answer(() => run(backend, inputOf(request.queryParams['input']), request)),
          );
        } else {
          this.post(url, (_, request) => answer(() => run(backend, inputOf(request.requestBody), request)));
        }
      }
      this.put('/characters/:id/portrait', async (_, { params, requestBody, requestHeaders }) => {
        const url = await dataUrl(requestBody as unknown as Blob);
        try {
          const portrait = backend.setPortrait(requestHeaders, String(params['id']), url);
          sessionStorage.setItem(KEPT, backend.dump());
          return new Response(200, {}, portrait);
        } catch (error) {
          if (!(error instanceof MockError)) {
            throw error;
          }
          return new Response(error.status, {}, { message: error.message });
        }
      });
      // The page's own files, and pictures that were kept as data.
      this.passthrough((request) => !request.url.startsWith(origin));
    },
  });
}

function inputOf(text: unknown): unknown {
  return typeof text === 'string' && text !== '' ? JSON.parse(text) : undefined;
}

function dataUrl(picture: Blob): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.addEventListener('load', () => resolve(reader.result as string));
    reader.addEventListener('error', () => reject(reader.error ?? new Error('the picture cannot be read')));
    reader.readAsDataURL(picture);
  });
}
