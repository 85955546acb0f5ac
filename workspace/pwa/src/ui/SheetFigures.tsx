/** The numbers of a sheet, each with what it is made of, each good for a throw of the die. */
import {
  ABILITIES,
  baseSave,
  CLASS_RULES,
  RACE_RULES,
  SAVE_ABILITY,
  type Ability,
  type SavingThrow,
} from '@dice/shared/rules';
import type { Character } from '@dice/shared/schemas';
import { capitalised, signed } from './format';
import { useRoll } from './RollTable';

type Scores = Readonly<Record<Ability, number>>;

export function AbilityNiches({ abilities, modifiers }: { abilities: Scores; modifiers: Scores }) {
  const roll = useRoll();
  return (
    <ul className="grid grid-cols-3 gap-x-3 gap-y-8 pb-4 sm:grid-cols-6">
      {ABILITIES.map((ability) => (
        <li key={ability}>
          <button
            type="button"
            className="niche"
            aria-label={`${ability.slice(0, 3)} ${signed(modifiers[ability])} ${abilities[ability]}: roll a ${ability} check`}
            onClick={() => roll(capitalised(ability), modifiers[ability])}
          >
            <span className="label">{ability.slice(0, 3)}</span>{' '}
            <span className="bonus">{signed(modifiers[ability])}</span>{' '}
            <span className="score">{abilities[ability]}</span>
          </button>
        </li>
      ))}
    </ul>
  );
}

const SAVES: readonly SavingThrow[] = ['fortitude', 'reflex', 'will'];

type Saver = Pick<Character, 'race' | 'class' | 'level' | 'modifiers' | 'savingThrows'>;

export function SavingThrowList({ character }: { character: Saver }) {
  const roll = useRoll();
  return (
    <ul className="grid gap-2.5">
      {SAVES.map((save) => (
        <li key={save}>
          <button
            type="button"
            className="throw"
            onClick={() => roll(capitalised(save), character.savingThrows[save])}
          >
            <span className="text-xl font-semibold">{capitalised(save)}</span>
            <span className="bonus">{signed(character.savingThrows[save])}</span>
            <span className="reason">{reasonOfSave(character, save)}</span>
          </button>
        </li>
      ))}
    </ul>
  );
}

export function reasonOfSave(character: Saver, save: SavingThrow): string {
  const base = baseSave(CLASS_RULES[character.class].saves[save], character.level);
  const ability = SAVE_ABILITY[save];
  const bonus = RACE_RULES[character.race].savingThrowBonus;
  const parts = [
    `${character.class} ${signed(base)}`,
    `${capitalised(ability.slice(0, 3))} ${signed(character.modifiers[ability])}`,
  ];
  return [...parts, ...(bonus ? [`${character.race} ${signed(bonus)}`] : [])].join(', ');
}

type Fighter = Pick<Character, 'race' | 'class' | 'modifiers' | 'baseAttackBonus' | 'attacks' | 'armorClass'>;

export function Combat({ character }: { character: Fighter }) {
  const roll = useRoll();
  const { modifiers, attacks, armorClass } = character;
  const { size, speed } = RACE_RULES[character.race];
  const kinds = [
    ['Melee', 'strength'],
    ['Ranged', 'dexterity'],
  ] as const;
  const extra = size === 'Small' ? 1 : 0;
  return (
    <div className="grid grid-cols-[auto_1fr] items-start gap-4">
      <div className="relative grid w-28 place-items-center text-center">
        <svg viewBox="0 0 100 116" className="col-start-1 row-start-1 w-full" aria-hidden="true">
          <path
            d="M50 3c13 8 28 11 43 11 3 40-9 74-43 99C16 88 4 54 7 14c15 0 30-3 43-11z"
            fill="var(--raised)"
            stroke="var(--brass)"
            strokeWidth="2.5"
          />
          <path
            d="M50 11c11 6 23 9 36 9 2 34-8 62-36 83C22 82 12 54 14 20c13 0 25-3 36-9z"
            fill="none"
            stroke="var(--line)"
            strokeWidth="1.5"
          />
        </svg>
        <p className="col-start-1 row-start-1 -mt-3">
          <span className="label block">AC</span>
          <span className="bonus text-4xl">{armorClass}</span>
        </p>
        <p className="plain mt-1 text-sm text-faded">
          {size}, {speed} ft.
        </p>
      </div>
      <ul className="grid gap-2.5">
        {kinds.map(([kind, ability]) => {
          const first = (attacks[0] ?? 0) + modifiers[ability] + extra;
          return (
            <li key={kind}>
              <button type="button" className="throw" onClick={() => roll(`${kind} attack`, first)}>
                <span className="text-xl font-semibold">{kind}</span>
                <span className="bonus">{signed(first)}</span>
                <span className="reason">{reasonOfAttack(character, ability, extra)}</span>
              </button>
            </li>
          );
        })}
      </ul>
    </div>
  );
}

function reasonOfAttack({ attacks, modifiers }: Fighter, ability: Ability, size: number): string {
  const parts = [
    `Base ${attacks.map(signed).join('/')}`,
    `${capitalised(ability.slice(0, 3))} ${signed(modifiers[ability])}`,
  ];
  return [...parts, ...(size ? [`size ${signed(size)}`] : [])].join(', ');
}
