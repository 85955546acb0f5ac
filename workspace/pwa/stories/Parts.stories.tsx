import { CHARACTER_CLASSES } from '@dice/shared/rules';
import type { Meta, StoryObj } from '@storybook/react-vite';
import { Die } from '../src/ui/Die';
import { Shield } from '../src/ui/Portrait';

export default { title: 'Parts' } satisfies Meta;

export const Shields: StoryObj = {
  render: () => (
    <ul className="grid grid-cols-4 gap-6">
      {CHARACTER_CLASSES.map((name) => (
        <li key={name} className="text-center">
          <div className="medallion">
            <Shield of={name} />
          </div>
          <span className="label mt-2 block">{name}</span>
        </li>
      ))}
    </ul>
  ),
};
export const Dice: StoryObj = {
  render: () => (
    <div className="flex gap-4">
      {[1, 7, 20].map((value) => (
        <Die key={value} className="w-24" value={value} />
      ))}
    </div>
  ),
};
export const Buttons: StoryObj = {
  render: () => (
    <div className="flex flex-wrap items-center gap-4">
      <button className="button">Save</button>
      <button className="button quiet">Cancel</button>
      <button className="button" disabled>
        Not now
      </button>
      <span className="seal text-amber">Not sent yet</span>
      <span className="seal text-rubric">Two versions</span>
    </div>
  ),
};
