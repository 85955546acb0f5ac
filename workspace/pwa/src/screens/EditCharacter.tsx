import type { Character, Problem } from '@dice/shared/schemas';
import { useState, type SyntheticEvent } from 'react';
import { useAppState, useStore } from '../app/context';
import { href, Link, navigate } from '../app/router';
import { changedFields, changesFrom } from '../character/fields';
import { DEAD_AT, MAX_NAME_LENGTH, MAX_NOTES_LENGTH, SHEET_SCORES } from '../character/limits';
import { previewOfChange } from '../character/preview';
import { checkChanges } from '../character/validate';
import { AbilityInputs, type Scores } from '../ui/AbilityInputs';
import { Field, ProblemSummary } from '../ui/Field';
import { Heading } from '../ui/Heading';
import { Loading } from '../ui/Loading';
import { RulesBar, RulesPreview } from '../ui/RulesPreview';
import { Missing } from './SheetScreen';

export function EditCharacter({ id }: { id: string | null }) {
  const { sheets, isListed, isSending } = useAppState();
  const sheet = sheets.find(({ character }) => character.id === id);
  if (sheet) {
    return <EditForm character={sheet.character} />;
  }
  return isListed && !isSending ? <Missing /> : <Loading />;
}

function EditForm({ character }: { character: Character }) {
  const store = useStore();
  // What was on the sheet when editing began: only what the player changed since is a change.
  const [before] = useState(character);
  const [name, setName] = useState(before.name);
  const [abilities, setAbilities] = useState<Scores>(before.abilities);
  // Until the player sets them, they move with Constitution.
  const [hitPoints, setHitPoints] = useState<number | null>(null);
  const [notes, setNotes] = useState(before.notes);
  const [problems, setProblems] = useState<readonly Problem[]>([]);
  const edited = { name, abilities, notes, ...(hitPoints === null ? {} : { currentHitPoints: hitPoints }) };
  const preview = previewOfChange(before, edited);
  const { max } = preview.hitPoints;
  const shownHitPoints = hitPoints ?? preview.hitPoints.current;

  const save = async (event: SyntheticEvent) => {
    event.preventDefault();
    const changed = changedFields(before, edited);
    if (changed.size > 0) {
      const checked = await checkChanges(changesFrom(before, changed), max);
      setProblems(checked.problems ?? []);
      if (checked.problems) {
        return;
      }
      await store.update(before.id, checked.value, before);
    }
    navigate(href('/sheet', before.id), { replace: true });
  };

  return (
    <>
      <Heading title={`Edit ${before.name}`}>Edit {before.name}</Heading>
      <div className="mt-8 grid items-start gap-8 lg:grid-cols-[1fr_22rem]">
        <form className="grid gap-8" noValidate onSubmit={(event) => void save(event)}>
          <section className="grid gap-5 sm:grid-cols-[1fr_10rem]">
            <h2 className="rubric sm:col-span-2">Who they are</h2>
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
            <Field label="Hit points" hint={`of ${max}`} path="currentHitPoints" problems={problems}>
              {(ids) => (
                <input
                  {...ids}
                  className="field text-xl"
                  type="number"
                  inputMode="numeric"
                  required
                  min={DEAD_AT}
                  max={max}
                  value={Number.isNaN(shownHitPoints) ? '' : shownHitPoints}
                  onChange={(event) => setHitPoints(event.target.valueAsNumber)}
                />
              )}
            </Field>
          </section>
          <section className="grid gap-5">
            <h2 className="rubric">Abilities, as on the sheet</h2>
            <AbilityInputs
              scores={abilities}
              limits={SHEET_SCORES}
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
                  className="field min-h-40"
                  maxLength={MAX_NOTES_LENGTH}
                  value={notes}
                  onChange={(event) => setNotes(event.target.value)}
                />
              )}
            </Field>
          </section>
          <ProblemSummary problems={problems} />
          <div className="flex flex-wrap gap-3">
            <button className="button">Save</button>
            <Link className="button quiet" href={href('/sheet', before.id)}>
              Cancel
            </Link>
          </div>
        </form>
        <RulesPreview character={preview} />
        <RulesBar character={preview} />
      </div>
    </>
  );
}
