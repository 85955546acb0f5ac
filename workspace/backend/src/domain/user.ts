import { DomainError } from './error.js';

export const USER_ROLES = ['admin', 'user'] as const;

export type UserRole = (typeof USER_ROLES)[number];

export interface User {
  readonly id: string;
  /** Lower case: two spellings of an address are one person. */
  readonly email: string;
  readonly displayName: string;
  readonly role: UserRole;
  /** As made by hashPassword; never leaves the back end. */
  readonly passwordHash: string;
}

const EMAIL = /^[^\s@]+@[^\s@]+\.[^\s@]+$/;
const MAX_EMAIL_LENGTH = 254; // RFC 5321, section 4.5.3.1.3, less the angle brackets

/** The form under which an address is stored and looked up. Throws a DomainError if it is none. */
export function parseEmail(text: string): string {
  const email = text.trim().toLowerCase();
  if (email.length > MAX_EMAIL_LENGTH || !EMAIL.test(email)) {
    throw new DomainError('user', [`\`${text}\` is not an e-mail address`]);
  }
  return email;
}
