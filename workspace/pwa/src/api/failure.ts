/** What can go wrong with a call, in the app's words. */
import type { Character, ErrorDetails, Problem } from '@dice/shared/schemas';

export type FailureKind =
  'offline' | 'signedOut' | 'unavailable' | 'conflict' | 'gone' | 'invalid' | 'forbidden';

export class ApiFailure extends Error {
  override readonly name = 'ApiFailure';

  constructor(
    readonly kind: FailureKind,
    message: string,
    readonly problems: readonly Problem[] = [],
    readonly current?: Character,
  ) {
    super(message);
  }
}

/** By HTTP status, which both tRPC errors and the plain routes carry. No status: nothing answered. */
export function failureOf(
  status: number | undefined,
  message: string,
  details: ErrorDetails = {},
): ApiFailure {
  const { problems = [], current } = details;
  switch (status) {
    case undefined:
      return new ApiFailure('offline', 'The server cannot be reached.');
    case 401:
      return new ApiFailure('signedOut', message);
    case 403:
      return new ApiFailure('forbidden', message);
    case 404:
      return new ApiFailure('gone', message);
    case 409:
      return new ApiFailure('conflict', message, [], current);
    default:
      return status >= 500 || status === 429 || status === 408
        ? new ApiFailure('unavailable', message)
        : new ApiFailure('invalid', message, problems);
  }
}
