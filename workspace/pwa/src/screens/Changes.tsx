import type { Character } from '@dice/shared/schemas';
import { useState } from 'react';
import { useAppState, useStore } from '../app/context';
import { href, Link } from '../app/router';
import { changedFields, FIELDS, fieldLabel, fieldOf, type Field, type Value } from '../character/fields';
import type { Entry } from '../sync/entry';
import { clashes, differences, type Difference } from '../sync/resolve';
import { EntrySeal } from '../ui/EntrySeal';
import { Heading } from '../ui/Heading';

/** What has not reached the server, and the choices that only a person can make. */
export function Changes() {
  const { waiting } = useAppState();
  return (
    <>
      <Heading title="Unsent changes">Unsent changes</Heading>
      {waiting.length === 0 ? (
        <>
          <p className="mt-6 text-xl text-faded">Everything has reached the server.</p>
          <p className="mt-8">
            <Link className="button" href={href('/')}>
              Back to your company
            </Link>
          </p>
        </>
      ) : (
        <ul className="mt-8 grid gap-5">
          {waiting.map((entry) => (
            <li key={entry.characterId} className="leaf">
              <Waiting entry={entry} />
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

function Waiting({ entry }: { entry: Entry }) {
  const { state } = entry;
  return (
    <>
      <div className="mb-3 flex flex-wrap items-center justify-between gap-3">
        <h2 className="display text-2xl">
          <Link href={href('/sheet', entry.characterId)} className="inline-flex min-h-11 items-center">
            {nameOf(entry)}
          </Link>
        </h2>
        <EntrySeal entry={entry} />
      </div>
      {state.is === 'conflict' ? (
        // Another character of the server's is another question.
        <Conflict key={state.current.version} entry={entry} current={state.current} />
      ) : (
        <>
          <Summary entry={entry} />
          {state.is === 'refused' ? (
            <p className="problem mt-3">
              The server did not accept this:{' '}
              {[state.message, ...state.problems.map((it) => `${it.path} ${it.message}`)].join('; ')}
            </p>
          ) : null}
          <Options entry={entry} />
        </>
      )}
    </>
  );
}

function nameOf({ edit }: Entry): string {
  return edit.kind === 'create' ? edit.input.name : edit.base.name;
}

function Summary({ entry: { edit } }: { entry: Entry }) {
  switch (edit.kind) {
    case 'create':
      return <p>A new character.</p>;
    case 'remove':
      return <p>To be removed.</p>;
    case 'update':
      return (
        <ul className="grid gap-1">
          {[...changedFields(edit.base, edit.changes)].map(([field, value]) => (
            <li key={field} className="wrap-break-word">
              <span className="label mr-2">{fieldLabel(field)}</span>
              {field === 'notes' ? null : (
                <>
                  <span className="sr-only">from</span> {shown(fieldOf(edit.base, field))}{' '}
                  <span aria-hidden="true">→</span> <span className="sr-only">to</span>{' '}
                </>
              )}
              <strong className="whitespace-pre-line">{shown(value)}</strong>
            </li>
          ))}
        </ul>
      );
  }
}

function Options({ entry }: { entry: Entry }) {
  const store = useStore();
  const [isAsking, setAsking] = useState(false);
  const { characterId, state } = entry;
  return (
    <div className="mt-4 flex flex-wrap gap-3">
      {state.is === 'refused' ? (
        <button type="button" className="button" onClick={() => void store.retry(characterId)}>
          Try again
        </button>
      ) : null}
      <button
        type="button"
        className="button quiet"
        onClick={() => (isAsking ? void store.discard(characterId) : setAsking(true))}
      >
        {isAsking ? 'Discard for good' : 'Discard…'}
      </button>
    </div>
  );
}

function Conflict({ entry, current }: { entry: Entry; current: Character }) {
  const store = useStore();
  const all = differences(entry, current);
  const clashing = new Set(clashes(entry, current).map(({ field }) => field));
  const [mine, setMine] = useState<ReadonlySet<Field>>(() => new Set(all.map(({ field }) => field)));
  const choose = (field: Field, isMine: boolean) => {
    setMine((before) => new Set(FIELDS.filter((it) => (it === field ? isMine : before.has(it)))));
  };
  return (
    <>
      <p className="mb-4">
        This character was changed elsewhere while you were changing it. Choose what to keep; nothing is sent
        before.
      </p>
      <div className="grid gap-4">
        {all.map((difference) => (
          <Choice
            key={difference.field}
            difference={difference}
            isClash={clashing.has(difference.field)}
            isMine={mine.has(difference.field)}
            onChoose={(isMine) => choose(difference.field, isMine)}
          />
        ))}
      </div>
      <div className="mt-5 flex flex-wrap gap-3">
        <button type="button" className="button" onClick={() => void store.resolve(entry.characterId, mine)}>
          Keep what is chosen
        </button>
        <button type="button" className="button quiet" onClick={() => setMine(new Set())}>
          All theirs
        </button>
        <button
          type="button"
          className="button quiet"
          onClick={() => setMine(new Set(all.map(({ field }) => field)))}
        >
          All mine
        </button>
      </div>
    </>
  );
}

interface ChoiceProps {
  difference: Difference;
  isClash: boolean;
  isMine: boolean;
  onChoose: (isMine: boolean) => void;
}

function Choice({ difference: { field, before, mine, theirs }, isClash, isMine, onChoose }: ChoiceProps) {
  const sides = [
    { name: 'Yours', value: mine, isChosen: isMine, choice: true },
    { name: 'Theirs', value: theirs, isChosen: !isMine, choice: false },
  ];
  return (
    <fieldset>
      <legend className="label mb-1">
        {fieldLabel(field)}
        {isClash ? ` (was ${shown(before)})` : ' (changed by you only)'}
      </legend>
      <div className="grid gap-2 sm:grid-cols-2">
        {sides.map(({ name, value, isChosen, choice }) => (
          <label
            key={name}
            className={`flex cursor-pointer items-start gap-3 rounded-sm border p-3 ${isChosen ? 'border-brass bg-raised' : 'border-line'}`}
          >
            <input
              type="radio"
              className="mt-1 size-5 accent-(--rubric)"
              name={`choice-${field}`}
              checked={isChosen}
              onChange={() => onChoose(choice)}
            />
            <span className="min-w-0">
              <span className="label block">{name}</span>
              <span className="text-lg wrap-break-word whitespace-pre-line">{shown(value)}</span>
            </span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}

function shown(value: Value): string {
  return value === '' ? 'nothing' : String(value);
}
