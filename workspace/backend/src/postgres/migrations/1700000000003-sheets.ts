import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What a sheet needs to be edited by several at once, with notes, wounds and a picture. */
export class Sheets1700000000003 implements MigrationInterface {
  readonly name = 'Sheets1700000000003';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE characters
        ADD COLUMN version        integer NOT NULL DEFAULT 1,
        ADD COLUMN damage         integer NOT NULL DEFAULT 0,
        ADD COLUMN notes          text    NOT NULL DEFAULT '',
        ADD COLUMN portrait_token text,
        ADD COLUMN portrait_type  text,
        ADD CONSTRAINT characters_version_range CHECK (version >= 1),
        ADD CONSTRAINT characters_damage_range CHECK (damage >= 0),
        ADD CONSTRAINT characters_portrait_whole CHECK ((portrait_token IS NULL) = (portrait_type IS NULL))`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE characters
        DROP COLUMN version, DROP COLUMN damage, DROP COLUMN notes,
        DROP COLUMN portrait_token, DROP COLUMN portrait_type`);
  }
}
