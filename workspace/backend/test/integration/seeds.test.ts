import type { DataSource } from 'typeorm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hashToken, verifyPassword } from '../../src/domain/password.js';
import { accessTokenEntity, characterEntity, userEntity } from '../../src/postgres/entities.js';
import { seed } from '../../src/postgres/seeder.js';
import { createTestDatabase, type TestDatabase } from './database.js';

const quiet = () => undefined;

let database: TestDatabase;
let source: DataSource;
beforeAll(async () => {
  database = await createTestDatabase();
  source = await database.connect();
});
afterAll(() => database.drop());

async function everything(): Promise<unknown> {
  const order = { order: { id: 'ASC' } } as const;
  return {
    users: await source.getRepository(userEntity).find(order),
    tokens: await source.getRepository(accessTokenEntity).find(order),
    characters: await source.getRepository(characterEntity).find(order),
  };
}

describe('seeds', () => {
  it('hold the people, with passwords and tokens that are hashed', async () => {
    const users = await source.getRepository(userEntity).find({ order: { email: 'ASC' } });
    expect(users.map(({ email, role }) => [email, role])).toEqual([
      ['admin@dice.local', 'admin'],
      ['user@dice.local', 'user'],
    ]);
    for (const { passwordHash } of users) {
      expect(await verifyPassword('dice_dev_password', passwordHash)).toBe(true);
    }
    const tokens = await source.getRepository(accessTokenEntity).find();
    expect(tokens.map(({ tokenHash }) => tokenHash)).toContain(hashToken('dice_dev_user_token'));
    expect(JSON.stringify(await everything())).not.toMatch(/dice_dev_/);
  });

  it('hold the two characters', async () => {
    const characters = await source.getRepository(characterEntity).find({ order: { name: 'DESC' } });
    const abilities = {
      strength: 16,
      dexterity: 14,
      constitution: 15,
      intelligence: 12,
      wisdom: 13,
      charisma: 10,
    };
    expect(characters).toMatchObject([
      { name: 'Test Fighter', race: 'Human', characterClass: 'Fighter', level: 1, ...abilities },
      { name: 'Sample Wizard', race: 'Elf', characterClass: 'Wizard', level: 1, ...abilities },
    ]);
  });

  it('change nothing the second time, not even a time stamp', async () => {
    const before = await everything();
    await seed(source, quiet);
    expect(await everything()).toEqual(before);
  });

  it('set back what was changed, and leave alone what is not theirs', async () => {
    const characters = source.getRepository(characterEntity);
    const fighter = await characters.findOneByOrFail({ name: 'Test Fighter' });
    await characters.update(fighter.id, { level: 7 });
    const { id: _, ...copy } = fighter;
    await characters.insert({ ...copy, name: 'Somebody Else', level: 3 });
    await seed(source, quiet);
    expect((await characters.findOneByOrFail({ name: 'Test Fighter' })).level).toBe(1);
    expect((await characters.findOneByOrFail({ name: 'Somebody Else' })).level).toBe(3);
  });
});
