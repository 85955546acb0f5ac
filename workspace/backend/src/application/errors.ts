/**
 * Why something asked of the application was not done. Protocols turn the kind into a code of their own; the message
 * is meant for whoever asked, so it holds nothing that they may not know.
 */
import type { Problem } from '@dice/shared/schemas';
import type { Character } from '../domain/character.js';

export type Refusal =
  | 'invalid'
  | 'unauthenticated'
  | 'forbidden'
  | 'not-found'
  | 'conflict'
  | 'too-large'
  | 'unsupported-media'
  | 'rate-limited'
  | 'unavailable';

export interface RefusalDetails {
  readonly problems?: readonly Problem[];
  readonly current?: Character;
  readonly dependency?: string;
  readonly retryAfterSeconds?: number;
}

export class ApplicationError extends Error {
  constructor(
    readonly kind: Refusal,
    message: string,
    readonly details: RefusalDetails = {},
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.name = 'ApplicationError';
  }
}

/** Something this answer needs is not there at the moment; asking again later may work. */
export class UnavailableError extends ApplicationError {
  constructor(
    readonly dependency: string,
    options?: ErrorOptions,
  ) {
    super(
      'unavailable',
      `${dependency} does not answer at the moment; try again later`,
      { dependency },
      options,
    );
    this.name = 'UnavailableError';
  }
}

export function unauthenticated(message: string): ApplicationError {
  return new ApplicationError('unauthenticated', message);
}

export function notFound(what: string): ApplicationError {
  return new ApplicationError('not-found', `no such ${what}`);
}

export function conflict(message: string, current?: Character): ApplicationError {
  return new ApplicationError('conflict', message, current && { current });
}

/** One problem at one place of the input. */
export function invalid(path: string, message: string): ApplicationError {
  return new ApplicationError('invalid', `${path} ${message}`, { problems: [{ path, message }] });
}
