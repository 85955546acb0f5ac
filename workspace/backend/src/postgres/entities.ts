/**
 * How users and characters lie in Postgres. Schemas, not decorators, so that the domain's types stay free of the
 * database; the tables themselves are made by the migrations, and an integration test holds the two together.
 */
import { EntitySchema } from 'typeorm';
import type { AbilityTable } from '@dice/shared/rules';
import type { UserRole } from '../domain/user.js';

interface Timestamps {
  createdAt: Date;
  updatedAt: Date;
}

export interface UserRow extends Timestamps {
  id: string;
  email: string;
  displayName: string;
  role: UserRole;
  passwordHash: string;
}

export interface AccessTokenRow {
  id: string;
  userId: string;
  name: string;
  tokenHash: string;
  createdAt: Date;
}

export interface CharacterRow extends Timestamps, AbilityTable {
  id: string;
  ownerId: string;
  name: string;
  race: string;
  characterClass: string;
  level: number;
  hitPointRolls: number[];
}

const id = { type: 'uuid', primary: true, generated: 'uuid' } as const;
const createdAt = { name: 'created_at', type: 'timestamptz', createDate: true } as const;
const updatedAt = { name: 'updated_at', type: 'timestamptz', updateDate: true } as const;
const score = { type: 'smallint' } as const;

export const userEntity = new EntitySchema<UserRow>({
  name: 'User',
  tableName: 'users',
  columns: {
    id: { ...id, primaryKeyConstraintName: 'users_pkey' },
    email: { type: 'text' },
    displayName: { name: 'display_name', type: 'text' },
    role: { type: 'text' },
    passwordHash: { name: 'password_hash', type: 'text' },
    createdAt,
    updatedAt,
  },
  uniques: [{ name: 'users_email_key', columns: ['email'] }],
  checks: [
    { name: 'users_email_lower', expression: 'email = lower(email)' },
    { name: 'users_role_known', expression: `role IN ('admin', 'user')` },
  ],
});

export const accessTokenEntity = new EntitySchema<AccessTokenRow>({
  name: 'AccessToken',
  tableName: 'access_tokens',
  columns: {
    id: { ...id, primaryKeyConstraintName: 'access_tokens_pkey' },
    userId: {
      name: 'user_id',
      type: 'uuid',
      foreignKey: { target: 'User', onDelete: 'CASCADE', name: 'access_tokens_user_id_fkey' },
    },
    name: { type: 'text' },
    tokenHash: { name: 'token_hash', type: 'text' },
    createdAt,
  },
  uniques: [
    { name: 'access_tokens_user_id_name_key', columns: ['userId', 'name'] },
    { name: 'access_tokens_token_hash_key', columns: ['tokenHash'] },
  ],
});

export const characterEntity = new EntitySchema<CharacterRow>({
  name: 'Character',
  tableName: 'characters',
  columns: {
    id: { ...id, primaryKeyConstraintName: 'characters_pkey' },
    ownerId: {
      name: 'owner_id',
      type: 'uuid',
      foreignKey: { target: 'User', onDelete: 'CASCADE', name: 'characters_owner_id_fkey' },
    },
    name: { type: 'text' },
    race: { type: 'text' },
    characterClass: { name: 'class', type: 'text' },
    level: { type: 'smallint' },
    strength: score,
    dexterity: score,
    constitution: score,
    intelligence: score,
    wisdom: score,
    charisma: score,
    hitPointRolls: { name: 'hit_point_rolls', type: 'smallint', array: true, default: () => "'{}'" },
    createdAt,
    updatedAt,
  },
  uniques: [{ name: 'characters_owner_id_name_key', columns: ['ownerId', 'name'] }],
  checks: [
    { name: 'characters_level_range', expression: 'level BETWEEN 1 AND 20' },
    {
      name: 'characters_abilities_range',
      expression: 'LEAST(strength, dexterity, constitution, intelligence, wisdom, charisma) >= 1',
    },
  ],
});

export const entities = [userEntity, accessTokenEntity, characterEntity];
