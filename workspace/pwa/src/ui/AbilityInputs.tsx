import { ABILITIES, abilityModifier, type Ability } from '@dice/shared/rules';
import type { Problem } from '@dice/shared/schemas';
import { capitalised, signed } from './format';

export type Scores = Record<Ability, number>;

interface Props {
  scores: Scores;
  /** What the race adds, already in the modifiers shown beside the scores. */
  adjustments?: Partial<Readonly<Record<Ability, number>>>;
  limits: { readonly min: number; readonly max: number };
  problems: readonly Problem[];
  onChange: (scores: Scores) => void;
}

/** Six scores, each with what the rules make of it while it is typed. */
export function AbilityInputs({ scores, adjustments = {}, limits, problems, onChange }: Props) {
  return (
    <ul className="grid gap-x-6 gap-y-2.5 sm:grid-cols-2">
      {ABILITIES.map((ability) => (
        <AbilityInput
          key={ability}
          ability={ability}
          score={scores[ability]}
          adjustment={adjustments[ability] ?? 0}
          limits={limits}
          isInvalid={problems.some(({ path }) => path === `abilities.${ability}`)}
          onChange={(score) => onChange({ ...scores, [ability]: score })}
        />
      ))}
    </ul>
  );
}

interface InputProps {
  ability: Ability;
  score: number;
  adjustment: number;
  limits: Props['limits'];
  isInvalid: boolean;
  onChange: (score: number) => void;
}

function AbilityInput({ ability, score, adjustment, limits, isInvalid, onChange }: InputProps) {
  const step = (by: number) =>
    onChange(Math.min(limits.max, Math.max(limits.min, (score || limits.min) + by)));
  const total = score + adjustment;
  const name = capitalised(ability);
  return (
    <li className="grid grid-cols-[1fr_auto_auto_auto_3.25rem] items-center gap-1.5">
      <label htmlFor={`ability-${ability}`} className="leading-tight">
        <span className="block text-lg font-semibold">{name}</span>
        {adjustment ? (
          <span className="plain text-[0.9375rem] text-faded">
            race {signed(adjustment)}: {total}
          </span>
        ) : null}
      </label>
      <button
        type="button"
        className="button quiet round"
        aria-label={`Less ${name}`}
        onClick={() => step(-1)}
      >
        −
      </button>
      <input
        id={`ability-${ability}`}
        className="field plain w-15 px-1 text-center text-xl font-bold"
        type="number"
        inputMode="numeric"
        required
        min={limits.min}
        max={limits.max}
        aria-invalid={isInvalid}
        value={Number.isNaN(score) ? '' : score}
        onChange={(event) => onChange(event.target.valueAsNumber)}
      />
      <button
        type="button"
        className="button quiet round"
        aria-label={`More ${name}`}
        onClick={() => step(1)}
      >
        +
      </button>
      <output
        htmlFor={`ability-${ability}`}
        className="bonus text-right text-2xl"
        aria-label={`${name} modifier`}
      >
        {Number.isNaN(total) ? '–' : signed(abilityModifier(total))}
      </output>
    </li>
  );
}
