import type { UserRepository } from '../application/ports.js';
import type { User } from '../domain/user.js';
import type { Database } from './database.js';
import { accessTokenEntity, userEntity, type UserRow } from './entities.js';

export class PostgresUserRepository implements UserRepository {
  constructor(private readonly database: Database) {}

  async find(id: string): Promise<User | undefined> {
    return this.database.run('users.find', async (manager) =>
      toUser(await manager.getRepository(userEntity).findOneBy({ id })),
    );
  }

  async findByEmail(email: string): Promise<User | undefined> {
    return this.database.run('users.findByEmail', async (manager) =>
      toUser(await manager.getRepository(userEntity).findOneBy({ email })),
    );
  }

  async findByTokenHash(tokenHash: string): Promise<User | undefined> {
    return this.database.run('users.findByToken', async (manager) => {
      const token = await manager.getRepository(accessTokenEntity).findOneBy({ tokenHash });
      return token
        ? toUser(await manager.getRepository(userEntity).findOneBy({ id: token.userId }))
        : undefined;
    });
  }
}

function toUser(row: UserRow | null): User | undefined {
  if (!row) {
    return undefined;
  }
  const { id, email, displayName, role, passwordHash } = row;
  return { id, email, displayName, role, passwordHash };
}
