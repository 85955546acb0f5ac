import type { Meta, StoryObj } from '@storybook/react-vite';
import { CharacterList } from '../src/screens/CharacterList';
import { Changes } from '../src/screens/Changes';
import { CreateCharacter } from '../src/screens/CreateCharacter';
import { SignIn } from '../src/screens/SignIn';
import { newEntry } from '../src/sync/entry';
import { FIGHTER, SHEETS } from './store';

export default { title: 'Screens' } satisfies Meta;

const edit = newEntry(
  { kind: 'update', base: FIGHTER, changes: { currentHitPoints: 7, notes: 'Bitten by a rat.' } },
  FIGHTER.ownerId,
  new Date(0),
);
const current = { ...FIGHTER, version: 2, hitPoints: { max: 12, current: 3 } };

export const Company: StoryObj = { render: () => <CharacterList /> };
export const Unsent: StoryObj = {
  render: () => <CharacterList />,
  parameters: {
    state: { sheets: SHEETS.map((sheet, index) => (index === 0 ? { ...sheet, entry: edit } : sheet)) },
  },
};
export const Nobody: StoryObj = { render: () => <CharacterList />, parameters: { state: { sheets: [] } } };
export const TwoVersions: StoryObj = {
  render: () => <Changes />,
  parameters: { state: { waiting: [{ ...edit, state: { is: 'conflict', current } }] } },
};
export const NewCharacter: StoryObj = { render: () => <CreateCharacter /> };
export const Entrance: StoryObj = { render: () => <SignIn />, parameters: { state: { phase: 'signedOut' } } };
