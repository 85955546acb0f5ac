import { Users1700000000001 } from './1700000000001-users.js';
import { Characters1700000000002 } from './1700000000002-characters.js';

/** Every migration, oldest first. One that has been released is never changed, only followed by another. */
export const migrations = [Users1700000000001, Characters1700000000002];
