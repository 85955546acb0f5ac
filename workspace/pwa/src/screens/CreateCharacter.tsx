import {
  ABILITIES,
  CHARACTER_CLASSES,
  CLASS_RULES,
  mapAbilities,
  RACE_RULES,
  RACES,
  type CharacterClass,
  type Race,
} from '@dice/shared/rules';
import type { CharacterInput, Problem } from '@dice/shared/schemas';
import { useState, type SyntheticEvent } from 'react';
import { useStore } from '../app/context';
import { href, navigate } from '../app/router';
import { MAX_NAME_LENGTH, MAX_NOTES_LENGTH, ROLLED_SCORES } from '../character/limits';
import { previewOfNew } from '../character/preview';
import { checkNew } from '../character/validate';
import { AbilityInputs, type Scores } from '../ui/AbilityInputs';
import { rollScore } from '../ui/dice';
import { Field, ProblemSummary } from '../ui/Field';
import { signed } from '../ui/format';
import { Heading } from '../ui/Heading';
import { RulesBar, RulesPreview } from '../ui/RulesPreview';

const ARRAY = [15, 14, 13, 12, 10, 8] as const;

export function CreateCharacter() {
  const store = useStore();
  const [name, setName] = useState('');
  const [race, setRace] = useState<Race>('Human');
  const [characterClass, setClass] = useState<CharacterClass>('Fighter');
  const [abilities, setAbilities] = useState<Scores>(() => ({ ...mapAbilities(() => 10) }));
  const [notes, setNotes] = useState('');
  const [problems, setProblems] = useState<readonly Problem[]>([]);
  const input: CharacterInput = { name, race, class: characterClass, abilities, notes };

  const preview = previewOfNew(input, 'new', 'nobody', new Date(0));

  const save = async (event: SyntheticEvent) => {
    event.preventDefault();
    const checked = await checkNew(input);
    setProblems(checked.problems ?? []);
    if (checked.problems) {
      return;
    }
    const id = crypto.randomUUID();
    await store.create({ ...checked.value, id });
    navigate(href('/sheet', id), { replace: true });
  };

  return (
    <>
      <Heading title="New character">A new character</Heading>
      <div className="mt-8 grid items-start gap-8 lg:grid-cols-[1fr_22rem]">
        <form className="grid gap-8" noValidate onSubmit={(event) => void save(event)}>
          <section className="grid gap-5 sm:grid-cols-2">
            <h2 className="rubric sm:col-span-2">Who they are</h2>
            <div className="sm:col-span-2">
              <Field label="Name" path="name" problems={problems}>
                {(ids) => (
                  <input
                    {...ids}
                    className="field text-xl"
                    required
                    maxLength={MAX_NAME_LENGTH}
                    value={name}
                    autoComplete="off"
                    onChange={(event) => setName(event.target.value)}
                  />
                )}
              </Field>
            </div>
            <Choice label="Race" hint={raceHint(race)} value={race} options={RACES} onChange={setRace} />
            <Choice
              label="Class"
              hint={classHint(characterClass)}
              value={characterClass}
              options={CHARACTER_CLASSES}
              onChange={setClass}
            />
          </section>
          <section className="grid gap-5">
            <h2 className="rubric">Abilities, as rolled</h2>
            <div className="flex flex-wrap gap-3">
              <button
                type="button"
                className="button quiet"
                onClick={() => setAbilities({ ...mapAbilities(() => rollScore()) })}
              >
                Roll 4d6, drop the lowest
              </button>
              <button
                type="button"
                className="button quiet"
                onClick={() =>
                  setAbilities({ ...mapAbilities((ability) => ARRAY[ABILITIES.indexOf(ability)] ?? 10) })
                }
              >
                Elite array
              </button>
            </div>
            <AbilityInputs
              scores={abilities}
              adjustments={RACE_RULES[race].adjustments}
              limits={ROLLED_SCORES}
              problems={problems}
              onChange={setAbilities}
            />
          </section>
          <section className="grid gap-4">
            <h2 className="rubric">Notes</h2>
            <Field label="Gear, allies, grudges" path="notes" problems={problems}>
              {(ids) => (
                <textarea
                  {...ids}
                  className="field min-h-28"
                  maxLength={MAX_NOTES_LENGTH}
                  value={notes}
                  onChange={(event) => setNotes(event.target.value)}
                />
              )}
            </Field>
          </section>
          <ProblemSummary problems={problems} />
          <div>
            <button className="button">Create character</button>
          </div>
        </form>
        <RulesPreview character={preview} />
        <RulesBar character={preview} />
      </div>
    </>
  );
}

interface ChoiceProps<T extends string> {
  label: string;
  hint: string;
  value: T;
  options: readonly T[];
  onChange: (value: T) => void;
}

function Choice<T extends string>({ label, hint, value, options, onChange }: ChoiceProps<T>) {
  return (
    <Field label={label} hint={hint} path={label.toLowerCase()} problems={[]}>
      {(ids) => (
        <select
          {...ids}
          className="field text-lg"
          value={value}
          onChange={(event) => onChange(event.target.value as T)}
        >
          {options.map((option) => (
            <option key={option}>{option}</option>
          ))}
        </select>
      )}
    </Field>
  );
}

function raceHint(race: Race): string {
  const { adjustments, size, speed } = RACE_RULES[race];
  const changes = ABILITIES.flatMap((ability) => {
    const by = adjustments[ability];
    return by ? [`${signed(by)} ${ability}`] : [];
  });
  return [...changes, `${size}, ${speed} ft.`].join(', ');
}

function classHint(name: CharacterClass): string {
  const { hitDie, attack, saves } = CLASS_RULES[name];
  const good = (['fortitude', 'reflex', 'will'] as const).filter((save) => saves[save] === 'good');
  return `d${hitDie}, ${attack} attack, good ${good.join(' and ')}`;
}
