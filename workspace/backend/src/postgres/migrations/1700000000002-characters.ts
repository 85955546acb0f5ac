import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Characters: what the player decides and rolls; the rest of the sheet follows by the rules and is not stored. */
export class Characters1700000000002 implements MigrationInterface {
  readonly name = 'Characters1700000000002';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE characters (
        id              uuid        NOT NULL DEFAULT gen_random_uuid() CONSTRAINT characters_pkey PRIMARY KEY,
        owner_id        uuid        NOT NULL CONSTRAINT characters_owner_id_fkey REFERENCES users ON DELETE CASCADE,
        name            text        NOT NULL,
        race            text        NOT NULL,
        class           text        NOT NULL,
        level           smallint    NOT NULL,
        strength        smallint    NOT NULL,
        dexterity       smallint    NOT NULL,
        constitution    smallint    NOT NULL,
        intelligence    smallint    NOT NULL,
        wisdom          smallint    NOT NULL,
        charisma        smallint    NOT NULL,
        hit_point_rolls smallint[]  NOT NULL DEFAULT '{}',
        created_at      timestamptz NOT NULL DEFAULT now(),
        updated_at      timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT characters_owner_id_name_key UNIQUE (owner_id, name),
        CONSTRAINT characters_level_range CHECK (level BETWEEN 1 AND 20),
        CONSTRAINT characters_abilities_range
          CHECK (LEAST(strength, dexterity, constitution, intelligence, wisdom, charisma) >= 1)
      )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE characters');
  }
}
