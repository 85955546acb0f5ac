import { describe, expect, it } from 'vitest';
import { DomainError } from '../../../src/domain/error.js';
import { hashPassword, verifyPassword } from '../../../src/domain/password.js';
import { parseEmail } from '../../../src/domain/user.js';

describe('parseEmail', () => {
  it('makes one of two spellings', () => {
    expect(parseEmail(' Admin@DICE.local ')).toBe('admin@dice.local');
  });

  it.each(['', 'admin', 'a@b', 'a b@c.d', `${'x'.repeat(250)}@d.local`])('refuses `%s`', (text) => {
    expect(() => parseEmail(text)).toThrow(DomainError);
  });
});

const KEY = 'A'.repeat(43); // 32 bytes in base64url

describe('passwords', () => {
  it('are known again, and no other is', async () => {
    const hash = await hashPassword('dice_dev_password');
    expect(hash).not.toContain('dice_dev_password');
    expect(await verifyPassword('dice_dev_password', hash)).toBe(true);
    expect(await verifyPassword('dice_dev_passwort', hash)).toBe(false);
  });

  it('get another salt each time', async () => {
    expect(await hashPassword('same')).not.toBe(await hashPassword('same'));
  });

  it('match whichever way a keyboard composes an umlaut', async () => {
    expect(await verifyPassword('Wu\u0308rfel', await hashPassword('W\u00fcrfel'))).toBe(true);
  });

  it.each([
    '',
    'plain',
    'scrypt$1$2',
    'scrypt$32768$8$1$AA$!',
    `bcrypt$32768$8$1$AA$${KEY}`,
    `scrypt$x$8$1$AA$${KEY}`,
    `scrypt$3$8$1$AA$${KEY}`,
  ])('never match the unreadable hash `%s`', async (hash) => {
    expect(await verifyPassword('anything', hash)).toBe(false);
  });
});
