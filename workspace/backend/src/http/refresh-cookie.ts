import type { CookieOptions, Request, Response } from 'express';
import { SESSION_SECONDS, type Grant } from '../application/auth-service.js';

const NAME = 'dice_refresh';

/** Out of reach of scripts, over TLS only, and not sent along by other sites. */
const ATTRIBUTES: CookieOptions = { httpOnly: true, secure: true, sameSite: 'lax', path: '/' };

export interface RefreshCookie {
  get(): string | undefined;
  set(grant: Grant): void;
  clear(): void;
}

export function refreshCookie(request: Request, response: Response): RefreshCookie {
  return {
    get: () => valueOf(request.headers.cookie),
    set: ({ refreshToken }) => {
      if (refreshToken !== undefined) {
        response.cookie(NAME, refreshToken, { ...ATTRIBUTES, maxAge: SESSION_SECONDS * 1000 });
      }
    },
    clear: () => void response.clearCookie(NAME, ATTRIBUTES),
  };
}

function valueOf(header: string | undefined): string | undefined {
  const pair = header?.split(/; */).find((each) => each.startsWith(`${NAME}=`));
  return pair?.slice(NAME.length + 1);
}
