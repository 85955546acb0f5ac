/**
 * How users and characters lie in Postgres. Schemas, not decorators, so that the domain's types stay free of the
 * database; the tables themselves are made by the migrations, and an integration test holds the two together.
 */
import { EntitySchema } from 'typeorm';
import type { AbilityTable } from '@dice/shared/rules';
import type { LevelUpStatus } from '../domain/level-up.js';
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
  version: number;
  damage: number;
  notes: string;
  portraitToken: string | null;
  portraitType: string | null;
}

export interface LevelUpRow {
  id: string;
  characterId: string;
  status: LevelUpStatus;
  fromLevel: number;
  toLevel: number;
  hitPointRoll: number | null;
  decidedBy: string | null;
  requestedAt: Date;
  updatedAt: Date;
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
    version: { type: 'integer', default: 1 },
    damage: { type: 'integer', default: 0 },
    notes: { type: 'text', default: '' },
    portraitToken: { name: 'portrait_token', type: 'text', nullable: true },
    portraitType: { name: 'portrait_type', type: 'text', nullable: true },
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
    { name: 'characters_version_range', expression: 'version >= 1' },
    { name: 'characters_damage_range', expression: 'damage >= 0' },
    {
      name: 'characters_portrait_whole',
      expression: '(portrait_token IS NULL) = (portrait_type IS NULL)',
    },
  ],
});

export const levelUpEntity = new EntitySchema<LevelUpRow>({
  name: 'LevelUp',
  tableName: 'level_ups',
  columns: {
    id: { ...id, primaryKeyConstraintName: 'level_ups_pkey' },
    characterId: {
      name: 'character_id',
      type: 'uuid',
      foreignKey: { target: 'Character', onDelete: 'CASCADE', name: 'level_ups_character_id_fkey' },
    },
    status: { type: 'text', default: 'pending' },
    fromLevel: { name: 'from_level', type: 'smallint' },
    toLevel: { name: 'to_level', type: 'smallint' },
    hitPointRoll: { name: 'hit_point_roll', type: 'smallint', nullable: true },
    decidedBy: {
      name: 'decided_by',
      type: 'uuid',
      nullable: true,
      foreignKey: { target: 'User', onDelete: 'SET NULL', name: 'level_ups_decided_by_fkey' },
    },
    requestedAt: { name: 'requested_at', type: 'timestamptz', createDate: true },
    updatedAt,
  },
  indices: [
    {
      name: 'level_ups_one_open',
      columns: ['characterId'],
      unique: true,
      where: "status IN ('pending', 'approved')",
    },
    { name: 'level_ups_newest', columns: ['characterId', 'requestedAt'] },
  ],
  checks: [
    {
      name: 'level_ups_status_known',
      expression: "status IN ('pending', 'approved', 'rejected', 'done')",
    },
    { name: 'level_ups_one_level', expression: 'to_level = from_level + 1' },
  ],
});

export const entities = [userEntity, accessTokenEntity, characterEntity, levelUpEntity];
