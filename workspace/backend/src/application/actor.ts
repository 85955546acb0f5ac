import type { UserRole } from '../domain/user.js';
import { ApplicationError } from './errors.js';

/** Who asks. */
export interface Actor {
  readonly id: string;
  readonly role: UserRole;
}

/** Their own, or anybody's for an admin. */
export function mayHandle(actor: Actor, ownerId: string): boolean {
  return actor.role === 'admin' || actor.id === ownerId;
}

export function requireAdmin(actor: Actor, what: string): void {
  if (actor.role !== 'admin') {
    throw new ApplicationError('forbidden', `only an admin may ${what}`);
  }
}
