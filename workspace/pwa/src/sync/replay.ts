/** Sending one entry, and what its answer makes of the queue. Knows the API by its port only. */
import type { Character, CharacterChanges } from '@dice/shared/schemas';
import type { ApiFailure } from '../api/failure';
import { changedFields, changesFrom } from '../character/fields';
import { previewOfChange } from '../character/preview';
import { isIdle, rebase, type Entry, type NewCharacterInput } from './entry';
import { clashes } from './resolve';

export interface CharacterPort {
  create(input: NewCharacterInput): Promise<Character>;
  update(id: string, version: number, changes: CharacterChanges): Promise<Character>;
  remove(id: string): Promise<void>;
}

export type Outcome =
  /** The server has it. Null: the character is gone there. */
  | { readonly is: 'done'; readonly character: Character | null }
  /** Somebody else was faster, but at other fields: send again, on top of theirs. */
  | { readonly is: 'rebased'; readonly current: Character }
  | { readonly is: 'conflict'; readonly current: Character }
  | { readonly is: 'refused'; readonly failure: ApiFailure }
  /** No fault of the entry: no network, no session, a server in trouble. */
  | { readonly is: 'later'; readonly failure: ApiFailure };

export async function send(
  entry: Entry,
  port: CharacterPort,
  asFailure: (error: unknown) => ApiFailure,
): Promise<Outcome> {
  try {
    return { is: 'done', character: await call(entry, port) };
  } catch (error) {
    return outcomeOf(entry, asFailure(error));
  }
}

async function call({ edit }: Entry, port: CharacterPort): Promise<Character | null> {
  switch (edit.kind) {
    case 'create':
      return port.create(edit.input);
    case 'update':
      return isIdle(edit) ? edit.base : port.update(edit.base.id, edit.base.version, edit.changes);
    case 'remove':
      await port.remove(edit.base.id);
      return null;
  }
}

function outcomeOf(entry: Entry, failure: ApiFailure): Outcome {
  switch (failure.kind) {
    case 'offline':
    case 'signedOut':
    case 'unavailable':
      return { is: 'later', failure };
    case 'conflict':
      return failure.current ? conflictOf(entry, failure.current) : { is: 'refused', failure };
    case 'gone':
    case 'invalid':
    case 'forbidden':
      return { is: 'refused', failure };
  }
}

function conflictOf(entry: Entry, current: Character): Outcome {
  if (rebase(entry, current) === null) {
    // It says what we wanted already: an earlier answer was lost on its way.
    return { is: 'done', character: current };
  }
  return clashes(entry, current).length > 0 ? { is: 'conflict', current } : { is: 'rebased', current };
}

/** What is left to send after `outcome` of `sent`, when the queue now holds `now`. Null: nothing. */
export function settle(sent: Entry, now: Entry | null, outcome: Outcome): Entry | null {
  if (now === null) {
    return null;
  }
  const editedMeanwhile = now.revision !== sent.revision;
  switch (outcome.is) {
    case 'done':
      return editedMeanwhile || sent.edit.kind === 'create' ? rest(sent, now, outcome.character) : null;
    case 'rebased':
      return rebase(now, outcome.current);
    case 'conflict':
      return { ...now, state: { is: 'conflict', current: outcome.current } };
    case 'refused': {
      const { message, problems } = outcome.failure;
      return editedMeanwhile ? now : { ...now, state: { is: 'refused', message, problems } };
    }
    case 'later':
      return now;
  }
}

/** What `sent` could not carry or was edited while it was under way, on top of the character the server made of it. */
function rest(sent: Entry, now: Entry, character: Character | null): Entry | null {
  if (character === null) {
    return null;
  }
  if (now.edit.kind === 'create' && sent.edit.kind === 'create') {
    const { name, notes, abilities } = now.edit.input;
    const sheet = { ...character.abilities };
    for (const ability of Object.keys(sheet) as (keyof typeof sheet)[]) {
      sheet[ability] += abilities[ability] - sent.edit.input.abilities[ability];
    }
    const currentHitPoints = now.edit.hitPoints ?? character.hitPoints.current;
    return updateOf(now, character, { name, notes: notes ?? '', abilities: sheet, currentHitPoints });
  }
  if (now.edit.kind === 'update' && sent.edit.kind === 'update') {
    const since = changedFields(previewOfChange(sent.edit.base, sent.edit.changes), now.edit.changes);
    return updateOf(now, character, changesFrom(character, since));
  }
  return rebase(now, character);
}

function updateOf(entry: Entry, base: Character, wanted: CharacterChanges): Entry | null {
  const changed = changedFields(base, wanted);
  return changed.size === 0
    ? null
    : { ...entry, edit: { kind: 'update', base, changes: changesFrom(base, changed) } };
}
