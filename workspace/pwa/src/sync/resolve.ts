/** Two versions of one character: what differs, and what a person's choice makes of them. Pure. */
import type { Character } from '@dice/shared/schemas';
import { changedFields, changesFrom, fieldOf, type Field, type Value } from '../character/fields';
import type { Entry } from './entry';

export interface Difference {
  readonly field: Field;
  readonly before: Value;
  readonly mine: Value;
  readonly theirs: Value;
}

/** Fields that both sides changed, to different values. */
export function clashes(entry: Entry, current: Character): Difference[] {
  return differences(entry, current).filter(({ before, theirs }) => theirs !== before);
}

/** Every field that this device changed and that the server has otherwise. */
export function differences(entry: Entry, current: Character): Difference[] {
  const { edit } = entry;
  if (edit.kind !== 'update') {
    return [];
  }
  return [...changedFields(edit.base, edit.changes)]
    .map(([field, mine]) => ({
      field,
      mine,
      before: fieldOf(edit.base, field),
      theirs: fieldOf(current, field),
    }))
    .filter(({ mine, theirs }) => mine !== theirs);
}

/**
 * The entry that sends what was chosen: this device's value for the fields in `mine`, the server's for all others.
 * Null: everything is the server's, nothing is left to send.
 */
export function resolve(entry: Entry, current: Character, mine: ReadonlySet<Field>): Entry | null {
  const kept = new Map<Field, Value>();
  for (const { field, mine: value } of differences(entry, current)) {
    if (mine.has(field)) {
      kept.set(field, value);
    }
  }
  if (kept.size === 0) {
    return null;
  }
  return {
    ...entry,
    revision: entry.revision + 1,
    edit: { kind: 'update', base: current, changes: changesFrom(current, kept) },
    state: { is: 'waiting' },
  };
}
