/**
 * Passwords and tokens at rest: scrypt (RFC 7914) for what people choose, SHA-256 for tokens, which are long and random
 * and so need no slow hash.
 */
import { createHash, randomBytes, scrypt, timingSafeEqual, type ScryptOptions } from 'node:crypto';

const COST = { N: 2 ** 15, r: 8, p: 1 };
const KEY_LENGTH = 32;
const SALT_LENGTH = 16;

/** `scrypt$N$r$p$salt$key`, salt and key in base64url, so that costs can be raised without losing old hashes. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(SALT_LENGTH);
  const key = await derive(password, salt, COST);
  return ['scrypt', COST.N, COST.r, COST.p, salt.toString('base64url'), key.toString('base64url')].join('$');
}

/** False for a wrong password and for a hash that cannot be read; takes the same time wherever they differ. */
export async function verifyPassword(password: string, hash: string): Promise<boolean> {
  const [scheme, N, r, p, salt, key] = hash.split('$');
  if (scheme !== 'scrypt' || !N || !r || !p || !salt || !key) {
    return false;
  }
  const expected = Buffer.from(key, 'base64url');
  if (expected.length !== KEY_LENGTH) {
    return false; // an empty key would equal any other empty key
  }
  const cost = { N: Number(N), r: Number(r), p: Number(p) };
  try {
    return timingSafeEqual(await derive(password, Buffer.from(salt, 'base64url'), cost), expected);
  } catch {
    return false; // costs that scrypt refuses
  }
}

export function hashToken(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}

function derive(password: string, salt: Buffer, cost: Pick<ScryptOptions, 'N' | 'r' | 'p'>): Promise<Buffer> {
  const options = { ...cost, maxmem: 256 * (cost.N ?? 0) * (cost.r ?? 0) };
  return new Promise((resolve, reject) => {
    scrypt(password.normalize('NFKC'), salt, KEY_LENGTH, options, (error, key) => {
      if (error) {
        reject(error);
      } else {
        resolve(key);
      }
    });
  });
}
