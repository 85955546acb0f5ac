import { Users1700000000001 } from './1700000000001-users.js';
import { Characters1700000000002 } from './1700000000002-characters.js';
import { Sheets1700000000003 } from './1700000000003-sheets.js';
import { LevelUps1700000000004 } from './1700000000004-level-ups.js';

/** Every migration, oldest first. One that has been released is never changed, only followed by another. */
export const migrations = [
  Users1700000000001,
  Characters1700000000002,
  Sheets1700000000003,
  LevelUps1700000000004,
];
