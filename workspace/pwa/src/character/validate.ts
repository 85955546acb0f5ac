/** The same schemas that the back end holds inputs to, loaded when something is first saved. */
import type { CharacterChanges, CharacterInput, Problem } from '@dice/shared/schemas';

type Checked<T> =
  { readonly value: T; readonly problems?: never } | { readonly problems: readonly Problem[] };

export async function checkNew(input: CharacterInput): Promise<Checked<CharacterInput>> {
  const { characterInputSchema } = await import('@dice/shared/schemas');
  return checked(characterInputSchema.safeParse(input));
}

/** `maximum` is what the character will have at full health, which the schema cannot know. */
export async function checkChanges(
  changes: CharacterChanges,
  maximum: number,
): Promise<Checked<CharacterChanges>> {
  const { characterChangesSchema } = await import('@dice/shared/schemas');
  const { currentHitPoints = maximum } = changes;
  if (currentHitPoints > maximum) {
    return { problems: [{ path: 'currentHitPoints', message: `must be ${maximum} or less` }] };
  }
  return checked(characterChangesSchema.safeParse(changes));
}

interface Issue {
  readonly path: readonly PropertyKey[];
  readonly message: string;
}

type Parsed<T> = { success: true; data: T } | { success: false; error: { issues: readonly Issue[] } };

function checked<T>(parsed: Parsed<T>): Checked<T> {
  return parsed.success
    ? { value: parsed.data }
    : { problems: parsed.error.issues.map(({ path, message }) => ({ path: path.join('.'), message })) };
}
