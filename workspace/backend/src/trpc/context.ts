import type { Actor } from '../application/actor.js';
import type { Application } from '../application/application.js';
import type { RefreshCookie } from '../http/refresh-cookie.js';

/** What a call of the web knows of the request it came with. */
export interface ApiContext {
  readonly requestId: string;
  readonly application: Application;
  /** Where the request came from. */
  readonly client: string;
  readonly refreshCookie: RefreshCookie;
  /** Who shows a valid access token. Throws `unauthenticated` if nobody does. */
  authenticate(): Promise<Actor>;
}
