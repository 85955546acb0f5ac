import type { Meta, StoryObj } from '@storybook/react-vite';
import { SheetScreen } from '../src/screens/SheetScreen';
import { HitPoints } from '../src/ui/HitPoints';
import { AbilityNiches, Combat, SavingThrowList } from '../src/ui/SheetFigures';
import { FIGHTER, WIZARD } from './store';

export default { title: 'Sheet' } satisfies Meta;

export const Whole: StoryObj = { render: () => <SheetScreen id={FIGHTER.id} /> };
export const Abilities: StoryObj = {
  render: () => <AbilityNiches abilities={FIGHTER.abilities} modifiers={FIGHTER.modifiers} />,
};
export const SavingThrows: StoryObj = { render: () => <SavingThrowList character={WIZARD} /> };
export const InCombat: StoryObj = { render: () => <Combat character={FIGHTER} /> };
export const Unhurt: StoryObj = { render: () => <HitPoints character={FIGHTER} /> };
export const BadlyHurt: StoryObj = {
  render: () => <HitPoints character={{ ...FIGHTER, hitPoints: { max: 12, current: 2 } }} />,
};
export const Dying: StoryObj = {
  render: () => <HitPoints character={{ ...FIGHTER, hitPoints: { max: 12, current: -4 } }} />,
};
