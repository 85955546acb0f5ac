/** What the sheet will say once the server has heard of a change: the same rules, worked out here. */
import { applyRacialAdjustments, deriveSheet } from '@dice/shared/rules';
import type { Character, CharacterChanges, CharacterInput } from '@dice/shared/schemas';

/** A character that only this device knows. Its version is 0: the server begins with 1. */
export function previewOfNew(input: CharacterInput, id: string, ownerId: string, now: Date): Character {
  const abilities = applyRacialAdjustments(input.race, input.abilities);
  const level = input.level ?? 1;
  const { maximumHitPoints, ...derived } = deriveSheet({
    race: input.race,
    characterClass: input.class,
    level,
    abilities,
  });
  return {
    id,
    ownerId,
    version: 0,
    name: input.name,
    race: input.race,
    class: input.class,
    level,
    abilities,
    notes: input.notes ?? '',
    portraitUrl: null,
    updatedAt: now.toISOString(),
    hitPoints: { max: maximumHitPoints, current: maximumHitPoints },
    ...derived,
    attacks: [...derived.attacks],
  };
}

/**
 * `character` with `changes`. Hit point rolls of later levels are the server's, so a new Constitution moves the
 * maximum by what its modifier moves, once a level; never below one point a level. What was lost stays lost.
 */
export function previewOfChange(character: Character, changes: CharacterChanges): Character {
  const abilities = changes.abilities ?? character.abilities;
  const { maximumHitPoints: average, ...derived } = deriveSheet({
    race: character.race,
    characterClass: character.class,
    level: character.level,
    abilities,
  });
  const step = derived.modifiers.constitution - character.modifiers.constitution;
  const max =
    character.level === 1
      ? average
      : Math.max(character.level, character.hitPoints.max + step * character.level);
  const damage = character.hitPoints.max - character.hitPoints.current;
  return {
    ...character,
    ...derived,
    attacks: [...derived.attacks],
    abilities,
    name: changes.name ?? character.name,
    notes: changes.notes ?? character.notes,
    hitPoints: { max, current: Math.min(changes.currentHitPoints ?? max - damage, max) },
  };
}
