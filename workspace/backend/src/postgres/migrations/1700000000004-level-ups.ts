import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Levels asked for. A character waits for one at a time, which the database sees to. */
export class LevelUps1700000000004 implements MigrationInterface {
  readonly name = 'LevelUps1700000000004';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE level_ups (
        id             uuid        NOT NULL DEFAULT gen_random_uuid() CONSTRAINT level_ups_pkey PRIMARY KEY,
        character_id   uuid        NOT NULL CONSTRAINT level_ups_character_id_fkey
                                   REFERENCES characters ON DELETE CASCADE,
        status         text        NOT NULL DEFAULT 'pending',
        from_level     smallint    NOT NULL,
        to_level       smallint    NOT NULL,
        hit_point_roll smallint,
        decided_by     uuid        CONSTRAINT level_ups_decided_by_fkey REFERENCES users ON DELETE SET NULL,
        requested_at   timestamptz NOT NULL DEFAULT now(),
        updated_at     timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT level_ups_status_known CHECK (status IN ('pending', 'approved', 'rejected', 'done')),
        CONSTRAINT level_ups_one_level CHECK (to_level = from_level + 1)
      )`);
    await runner.query(`
      CREATE UNIQUE INDEX level_ups_one_open ON level_ups (character_id)
        WHERE status IN ('pending', 'approved')`);
    await runner.query('CREATE INDEX level_ups_newest ON level_ups (character_id, requested_at)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE level_ups');
  }
}
