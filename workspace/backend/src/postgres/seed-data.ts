/**
 * What a fresh development database holds. The password and the tokens are published here on purpose: they open
 * nothing but a developer's own machine, and the seed refuses to run with NODE_ENV=production.
 */
import type { CharacterDraft } from '../domain/character.js';
import type { AbilityTable } from '@dice/shared/rules';
import type { UserRole } from '../domain/user.js';

export interface SeedUser {
  readonly email: string;
  readonly displayName: string;
  readonly role: UserRole;
  readonly password: string;
  readonly token: string;
}

export interface SeedCharacter extends CharacterDraft {
  readonly owner: string;
}

const PASSWORD = 'dice_dev_password';

const ABILITIES: AbilityTable = {
  strength: 16,
  dexterity: 14,
  constitution: 15,
  intelligence: 12,
  wisdom: 13,
  charisma: 10,
};

export const SEED_TOKEN_NAME = 'development';

export const SEED_USERS: readonly SeedUser[] = [
  {
    email: 'admin@dice.local',
    displayName: 'DICE Admin',
    role: 'admin',
    password: PASSWORD,
    token: 'dice_dev_admin_token',
  },
  {
    email: 'user@dice.local',
    displayName: 'DICE User',
    role: 'user',
    password: PASSWORD,
    token: 'dice_dev_user_token',
  },
];

export const SEED_CHARACTERS: readonly SeedCharacter[] = [
  {
    owner: 'user@dice.local',
    name: 'Test Fighter',
    race: 'Human',
    characterClass: 'Fighter',
    level: 1,
    abilities: ABILITIES,
    hitPointRolls: [],
  },
  {
    owner: 'user@dice.local',
    name: 'Sample Wizard',
    race: 'Elf',
    characterClass: 'Wizard',
    level: 1,
    abilities: ABILITIES,
    hitPointRolls: [],
  },
];
