/** What leaves the back end: no hash, no key, no time that is not text. The same for every protocol. */
import type { Character, CharacterSummary, LevelUp, Session, User } from '@dice/shared/schemas';
import type { Grant } from '../application/auth-service.js';
import type { CharacterSheet, PortraitReference } from '../domain/character.js';
import type { LevelUp as StoredLevelUp } from '../domain/level-up.js';
import type { User as StoredUser } from '../domain/user.js';

export function toUser({ id, email, displayName, role }: StoredUser): User {
  return { id, email, name: displayName, role };
}

export function toSession({ user, access }: Grant): Session {
  return { accessToken: access.token, expiresAt: access.expiresAt.toISOString(), user: toUser(user) };
}

export function portraitUrl(id: string, portrait: PortraitReference | null): string | null {
  return portrait && `/characters/${id}/portrait?v=${portrait.token}`;
}

export function toSummary(sheet: CharacterSheet): CharacterSummary {
  const { id, ownerId, version, name, race, level, hitPoints, portrait, updatedAt } = sheet;
  return {
    ...{ id, ownerId, version, name, race, level },
    class: sheet.characterClass,
    hitPoints: { ...hitPoints },
    portraitUrl: portraitUrl(id, portrait),
    updatedAt: updatedAt.toISOString(),
  };
}

export function toCharacter(sheet: CharacterSheet): Character {
  const { abilities, notes, modifiers, savingThrows, baseAttackBonus, attacks, armorClass } = sheet;
  return {
    ...toSummary(sheet),
    ...{ abilities, notes, modifiers, savingThrows, baseAttackBonus, armorClass },
    attacks: [...attacks],
  };
}

export function toLevelUp({ requestedAt, ...levelUp }: StoredLevelUp): LevelUp {
  return { ...levelUp, requestedAt: requestedAt.toISOString() };
}
