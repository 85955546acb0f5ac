import type { DataSource, EntityManager } from 'typeorm';
import { parseCharacter } from '../domain/character.js';
import { hashPassword, hashToken, verifyPassword } from '../domain/password.js';
import { parseEmail } from '../domain/user.js';
import { accessTokenEntity, characterEntity, userEntity } from './entities.js';
import type { Print } from './migrator.js';
import {
  SEED_CHARACTERS,
  SEED_TOKEN_NAME,
  SEED_USERS,
  type SeedCharacter,
  type SeedUser,
} from './seed-data.js';

/**
 * Brings the development data to its known state, in one transaction: what is missing is made, what was changed is set
 * back, everything else is left alone. Running it again, or twice at once, changes nothing.
 */
export async function seed(dataSource: DataSource, print: Print): Promise<void> {
  await dataSource.transaction(async (manager) => {
    const owners = new Map<string, string>();
    for (const user of SEED_USERS) {
      owners.set(user.email, await seedUser(manager, user));
      print(`user ${user.email} (${user.role})`);
    }
    for (const character of SEED_CHARACTERS) {
      const ownerId = owners.get(character.owner);
      if (ownerId === undefined) {
        throw new Error(
          `seed data: \`${character.name}\` belongs to \`${character.owner}\`, who is not seeded`,
        );
      }
      await seedCharacter(manager, character, ownerId);
      print(`character ${character.name} (${character.race} ${character.characterClass} ${character.level})`);
    }
  });
}

async function seedUser(manager: EntityManager, user: SeedUser): Promise<string> {
  const email = parseEmail(user.email);
  const users = manager.getRepository(userEntity);
  const known = await users.findOneBy({ email });
  // A hash is salted, so a new one differs: the old one is kept as long as it fits the password.
  const fits = known !== null && (await verifyPassword(user.password, known.passwordHash));
  const passwordHash = fits ? known.passwordHash : await hashPassword(user.password);
  const { displayName, role } = user;
  await users.upsert(
    { email, displayName, role, passwordHash },
    { conflictPaths: ['email'], skipUpdateIfNoValuesChanged: true },
  );
  const { id } = await users.findOneByOrFail({ email });
  await manager
    .getRepository(accessTokenEntity)
    .upsert(
      { userId: id, name: SEED_TOKEN_NAME, tokenHash: hashToken(user.token) },
      { conflictPaths: ['userId', 'name'], skipUpdateIfNoValuesChanged: true },
    );
  return id;
}

async function seedCharacter(manager: EntityManager, draft: SeedCharacter, ownerId: string): Promise<void> {
  const { owner: _, abilities, hitPointRolls, ...columns } = parseCharacter(draft);
  await manager
    .getRepository(characterEntity)
    .upsert(
      { ...columns, ...abilities, ownerId, hitPointRolls: [...hitPointRolls] },
      { conflictPaths: ['ownerId', 'name'], skipUpdateIfNoValuesChanged: true },
    );
}
