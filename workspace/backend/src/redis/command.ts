import { UnavailableError } from '../application/errors.js';

/** A Redis that takes connections and says nothing counts as gone after this. */
const PATIENCE_MS = 1_000;

/** The answer, or UnavailableError if there is none in time. */
export async function answered<T>(command: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const silence = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${PATIENCE_MS} ms`)), PATIENCE_MS);
  });
  try {
    return await Promise.race([command, silence]);
  } catch (error) {
    throw new UnavailableError('redis', { cause: error });
  } finally {
    clearTimeout(timer);
  }
}
