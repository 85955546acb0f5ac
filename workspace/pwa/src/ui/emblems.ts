/** What stands on the shield of each class: strokes in a box of 24 by 24, and the shield's colour. */
import type { CharacterClass } from '@dice/shared/rules';

interface Emblem {
  readonly colour: string;
  readonly strokes: string;
}

export const EMBLEMS: Readonly<Record<CharacterClass, Emblem>> = {
  Barbarian: {
    colour: '#a04a1c',
    strokes: 'M12 3v18M12 5c-3-1-6 0-7 4 2-1 5-1 7 1M12 5c3-1 6 0 7 4-2-1-5-1-7 1',
  },
  Bard: {
    colour: '#7a3f8f',
    strokes: 'M6 4c-1 6 1 10 4 12h4c3-2 5-6 4-12M9.5 5v11M12 5v11M14.5 5v11M8 5h8M9 20h6M12 16v4',
  },
  Cleric: {
    colour: '#94701a',
    strokes:
      'M12 8a4 4 0 1 0 0 8a4 4 0 1 0 0-8M12 2v3M12 19v3M2 12h3M19 12h3M5 5l2 2M17 17l2 2M19 5l-2 2M7 17l-2 2',
  },
  Druid: { colour: '#4f6f2c', strokes: 'M6 20C6 10 10 5 19 4c1 9-3 14-11 13M6 20l9-11M9 16v-4M12 12.500h4' },
  Fighter: {
    colour: '#84201b',
    strokes: 'M12 2v13M10.6 4v11M13.4 4v11M10.6 4L12 2l1.4 2M7 15h10M12 15v5M10.5 21h3',
  },
  Monk: { colour: '#2f6b6a', strokes: 'M18 6a8.5 8.5 0 1 0 2 8M12 12a1 1 0 1 0 .1 0M12 7a5 5 0 0 1 5 5' },
  Paladin: { colour: '#31588f', strokes: 'M12 3v18M6 9h12M10 3h4M10 21h4M6 7v4M18 7v4' },
  Ranger: { colour: '#2c5c40', strokes: 'M7 3c9 3 9 15 0 18M7 3v18M4 12h16M17 9l3 3-3 3M4 10v4' },
  Rogue: {
    colour: '#45424f',
    strokes: 'M5 4l12 12M19 4L7 16M14.5 18.500l4-4M18 17l3 3M9.5 18.500l-4-4M6 17l-3 3',
  },
  Sorcerer: {
    colour: '#93305f',
    strokes:
      'M12 21c-5 0-7-4-6-8 1 1 2 2 3 2-2-5 1-8 4-12 0 4 5 6 5 11 0 4-2 7-6 7M12 21c-2-1-2-4 0-6 2 2 2 5 0 6',
  },
  Wizard: {
    colour: '#35429a',
    strokes: 'M12 3l2.6 6 6.4.5-4.900 4.200 1.5 6.300L12 16.6 6.4 20l1.5-6.300L3 9.5 9.4 9z',
  },
};
