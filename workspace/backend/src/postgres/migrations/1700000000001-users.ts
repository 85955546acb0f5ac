import type { MigrationInterface, QueryRunner } from 'typeorm';

/** People and the tokens they carry. */
export class Users1700000000001 implements MigrationInterface {
  readonly name = 'Users1700000000001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE users (
        id            uuid        NOT NULL DEFAULT gen_random_uuid() CONSTRAINT users_pkey PRIMARY KEY,
        email         text        NOT NULL CONSTRAINT users_email_key UNIQUE,
        display_name  text        NOT NULL,
        role          text        NOT NULL,
        password_hash text        NOT NULL,
        created_at    timestamptz NOT NULL DEFAULT now(),
        updated_at    timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT users_email_lower CHECK (email = lower(email)),
        CONSTRAINT users_role_known CHECK (role IN ('admin', 'user'))
      )`);
    await runner.query(`
      CREATE TABLE access_tokens (
        id         uuid        NOT NULL DEFAULT gen_random_uuid() CONSTRAINT access_tokens_pkey PRIMARY KEY,
        user_id    uuid        NOT NULL CONSTRAINT access_tokens_user_id_fkey REFERENCES users ON DELETE CASCADE,
        name       text        NOT NULL,
        token_hash text        NOT NULL CONSTRAINT access_tokens_token_hash_key UNIQUE,
        created_at timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT access_tokens_user_id_name_key UNIQUE (user_id, name)
      )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE access_tokens');
    await runner.query('DROP TABLE users');
  }
}
