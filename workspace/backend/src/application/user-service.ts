import type { User } from '../domain/user.js';
import { unauthenticated } from './errors.js';
import type { UserRepository } from './ports.js';

export class UserService {
  constructor(private readonly users: UserRepository) {}

  /** Whoever a token names. Throws `unauthenticated` if they are not there any more. */
  async get(id: string): Promise<User> {
    const user = await this.users.find(id);
    if (!user) {
      throw unauthenticated('the person of this token is not known any more; sign in again');
    }
    return user;
  }

  async find(id: string): Promise<User | undefined> {
    return this.users.find(id);
  }
}
