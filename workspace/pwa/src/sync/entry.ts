/** What waits to be sent: at most one entry a character, because later edits are folded into it. Pure. */
import type { Character, CharacterChanges, CharacterInput, Problem } from '@dice/shared/schemas';
import { changedFields, changesFrom } from '../character/fields';
import { previewOfChange, previewOfNew } from '../character/preview';

export type NewCharacterInput = CharacterInput & { id: string };

export type Edit =
  /** `hitPoints`: lost before the server knew of the character; they follow once it does. */
  | { readonly kind: 'create'; readonly input: NewCharacterInput; readonly hitPoints?: number }
  /** `base` is the server's character that was changed: its version, and what it said then. */
  | { readonly kind: 'update'; readonly base: Character; readonly changes: CharacterChanges }
  | { readonly kind: 'remove'; readonly base: Character };

export type EntryState =
  | { readonly is: 'waiting' }
  /** Somebody else changed the same; a person has to choose. */
  | { readonly is: 'conflict'; readonly current: Character }
  /** The server will never take it as it is; a person has to change it or let it go. */
  | { readonly is: 'refused'; readonly message: string; readonly problems: readonly Problem[] };

export interface Entry {
  readonly characterId: string;
  /** Sent for nobody else. */
  readonly userId: string;
  /** Counts the edits folded in, so that an answer is known to be about an older one. */
  readonly revision: number;
  readonly queuedAt: string;
  readonly edit: Edit;
  readonly state: EntryState;
}

const WAITING: EntryState = { is: 'waiting' };

export function newEntry(edit: Edit, userId: string, now: Date): Entry {
  const characterId = edit.kind === 'create' ? edit.input.id : edit.base.id;
  return { characterId, userId, revision: 1, queuedAt: now.toISOString(), edit, state: WAITING };
}

/**
 * `next` on top of what waits already. Null: nothing is left to send. That is never so while `waiting` is being sent:
 * its values may be the server's in a moment, and then have to be taken back.
 */
export function fold(waiting: Entry, next: Edit, isBeingSent = false): Entry | null {
  const edit = foldEdits(waiting.edit, next);
  return !isBeingSent && isIdle(edit)
    ? null
    : { ...waiting, edit, revision: waiting.revision + 1, state: WAITING };
}

/** It would change nothing. */
export function isIdle(edit: Edit): boolean {
  return edit.kind === 'update' && changedFields(edit.base, edit.changes).size === 0;
}

function foldEdits(waiting: Edit, next: Edit): Edit {
  if (next.kind === 'create') {
    return next;
  }
  if (next.kind === 'remove') {
    // It may have reached the server although no answer came; removing what is not there is no error.
    return waiting.kind === 'create' ? next : { kind: 'remove', base: waiting.base };
  }
  switch (waiting.kind) {
    case 'create':
      return {
        ...waiting,
        input: inputWith(waiting.input, next),
        ...(next.changes.currentHitPoints === undefined ? {} : { hitPoints: next.changes.currentHitPoints }),
      };
    case 'update':
      return { ...waiting, changes: { ...waiting.changes, ...next.changes } };
    case 'remove':
      return next;
  }
}

/** Scores of an input are as rolled, those of changes as on the sheet: the difference is what was changed. */
function inputWith(input: NewCharacterInput, next: Edit & { kind: 'update' }): NewCharacterInput {
  const { name, notes, abilities } = next.changes;
  const rolled = { ...input.abilities };
  if (abilities) {
    for (const ability of Object.keys(rolled) as (keyof typeof rolled)[]) {
      rolled[ability] += abilities[ability] - next.base.abilities[ability];
    }
  }
  return { ...input, abilities: rolled, name: name ?? input.name, notes: notes ?? input.notes ?? '' };
}

/** The character as this device shows it. Null: it is about to be removed. */
export function overlay(server: Character | undefined, entry: Entry): Character | null {
  const { edit } = entry;
  switch (edit.kind) {
    case 'create': {
      const made = previewOfNew(edit.input, entry.characterId, entry.userId, new Date(entry.queuedAt));
      return edit.hitPoints === undefined
        ? made
        : previewOfChange(made, { currentHitPoints: edit.hitPoints });
    }
    case 'update':
      return previewOfChange(server ?? edit.base, edit.changes);
    case 'remove':
      return null;
  }
}

/** An update moved to a newer server character, keeping what it changes and nothing else. Null: nothing is left. */
export function rebase(entry: Entry, current: Character): Entry | null {
  const { edit } = entry;
  if (edit.kind === 'create') {
    return entry;
  }
  if (edit.kind === 'remove') {
    return { ...entry, edit: { ...edit, base: current }, state: WAITING };
  }
  const mine = changedFields(edit.base, edit.changes);
  const changes = changesFrom(current, mine);
  if (changedFields(current, changes).size === 0) {
    return null;
  }
  return { ...entry, edit: { kind: 'update', base: current, changes }, state: WAITING };
}
