/** The same schemas that the back end holds inputs to, loaded when something is first saved. */
import type { CharacterChanges, CharacterInput, Problem } from '@dice/shared/schemas';

type Checked<T> =
  { readonly value: T; readonly problems?: never } | { readonly problems: readonly Problem[] };

export async function checkNew(input: CharacterInput): Promise<Checked<CharacterInput>> {
  const { characterInputSchema } = await import('@dice/shared/schemas');
  return checked(characterInputSchema.safeParse(input));
}

export async function checkChanges(changes: CharacterChanges): Promise<Checked<CharacterChanges>> {
  const { characterChangesSchema } = await import('@dice/shared/schemas');
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
