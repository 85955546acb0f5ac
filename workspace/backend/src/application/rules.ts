import { ABILITIES, CHARACTER_CLASSES, CLASS_RULES, RACES, RACE_RULES } from '@dice/shared/rules';
import type { Rules } from '@dice/shared/schemas';

/** The tables as they are published, in the order of the book. */
export function publishedRules(): Rules {
  return {
    abilities: [...ABILITIES],
    races: RACES.map((name) => ({ name, ...RACE_RULES[name] })),
    classes: CHARACTER_CLASSES.map((name) => ({ name, ...CLASS_RULES[name] })),
  };
}
