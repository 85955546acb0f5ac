/** A character as separate fields that people change one by one: what conflicts are found in and shown by. */
import { ABILITIES, type Ability } from '@dice/shared/rules';
import type { Character, CharacterChanges } from '@dice/shared/schemas';

export type Field = 'name' | 'notes' | 'currentHitPoints' | `abilities.${Ability}`;
export type Value = string | number;

export const FIELDS: readonly Field[] = [
  'name',
  'currentHitPoints',
  ...ABILITIES.map((ability) => `abilities.${ability}` as const),
  'notes',
];

export function fieldLabel(field: Field): string {
  switch (field) {
    case 'name':
      return 'Name';
    case 'notes':
      return 'Notes';
    case 'currentHitPoints':
      return 'Hit points';
    default: {
      const ability = abilityOf(field);
      return ability.charAt(0).toUpperCase() + ability.slice(1);
    }
  }
}

export function fieldOf(character: Character, field: Field): Value {
  switch (field) {
    case 'name':
      return character.name;
    case 'notes':
      return character.notes;
    case 'currentHitPoints':
      return character.hitPoints.current;
    default:
      return character.abilities[abilityOf(field)];
  }
}

/** The fields that `changes` would change on `base`, with their new values. */
export function changedFields(base: Character, changes: CharacterChanges): Map<Field, Value> {
  const changed = new Map<Field, Value>();
  for (const field of FIELDS) {
    const value = valueIn(changes, field);
    if (value !== undefined && value !== fieldOf(base, field)) {
      changed.set(field, value);
    }
  }
  return changed;
}

/** Changes that bring exactly `fields` to `base`. The API takes all six abilities or none. */
export function changesFrom(base: Character, fields: ReadonlyMap<Field, Value>): CharacterChanges {
  const changes: CharacterChanges = {};
  for (const [field, value] of fields) {
    switch (field) {
      case 'name':
        changes.name = String(value);
        break;
      case 'notes':
        changes.notes = String(value);
        break;
      case 'currentHitPoints':
        changes.currentHitPoints = Number(value);
        break;
      default:
        changes.abilities = { ...(changes.abilities ?? base.abilities), [abilityOf(field)]: Number(value) };
    }
  }
  return changes;
}

function valueIn(changes: CharacterChanges, field: Field): Value | undefined {
  switch (field) {
    case 'name':
      return changes.name;
    case 'notes':
      return changes.notes;
    case 'currentHitPoints':
      return changes.currentHitPoints;
    default:
      return changes.abilities?.[abilityOf(field)];
  }
}

function abilityOf(field: `abilities.${Ability}`): Ability {
  return field.slice('abilities.'.length) as Ability;
}
