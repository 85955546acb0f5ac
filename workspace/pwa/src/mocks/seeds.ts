/** What a fresh development database holds, for who works without one. */
import type { Character, CharacterInput, User } from '@dice/shared/schemas';
import { previewOfNew } from '../character/preview';

export const PASSWORD = 'dice_dev_password';

export const USERS: readonly User[] = [
  {
    id: '00000000-0000-4000-8000-000000000001',
    email: 'admin@dice.local',
    name: 'DICE Admin',
    role: 'admin',
  },
  { id: '00000000-0000-4000-8000-000000000002', email: 'user@dice.local', name: 'DICE User', role: 'user' },
];

const ABILITIES = {
  strength: 16,
  dexterity: 14,
  constitution: 15,
  intelligence: 12,
  wisdom: 13,
  charisma: 10,
};
/** The seeds' scores are those on the sheet: what an elf has to roll for them. */
const ROLLED_BY_ELF = { ...ABILITIES, dexterity: 12, constitution: 17 };

const INPUTS: readonly [string, CharacterInput][] = [
  [
    '00000000-0000-4000-8000-000000000011',
    { name: 'Test Fighter', race: 'Human', class: 'Fighter', abilities: ABILITIES },
  ],
  [
    '00000000-0000-4000-8000-000000000012',
    { name: 'Sample Wizard', race: 'Elf', class: 'Wizard', abilities: ROLLED_BY_ELF },
  ],
];

export function seedCharacters(): Character[] {
  return INPUTS.map(([id, input]) => ({
    ...previewOfNew(input, id, '00000000-0000-4000-8000-000000000002', new Date()),
    version: 1,
  }));
}
