import { useEffect, useState } from 'react';
import { useAppState, useStore } from '../app/context';
import { href, Link, navigate } from '../app/router';
import type { Sheet } from '../app/sheets';
import { EntrySeal } from '../ui/EntrySeal';
import { Heading } from '../ui/Heading';
import { HitPoints } from '../ui/HitPoints';
import { LevelUpPanel } from '../ui/LevelUpPanel';
import { Loading } from '../ui/Loading';
import { PortraitUpload } from '../ui/PortraitUpload';
import { AbilityNiches, Combat, SavingThrowList } from '../ui/SheetFigures';

export function SheetScreen({ id }: { id: string | null }) {
  const store = useStore();
  const { sheets, isListed, isSending } = useAppState();
  const sheet = sheets.find(({ character }) => character.id === id);
  const isKnown = sheet?.server !== null && sheet !== undefined;
  useEffect(() => {
    if (id && isKnown) {
      void store.refresh(id);
    }
  }, [store, id, isKnown]);
  if (sheet) {
    return <CharacterSheet {...sheet} />;
  }
  return isListed && !isSending ? <Missing /> : <Loading />;
}

export function Missing() {
  return (
    <div className="py-16 text-center">
      <Heading title="Not here">No such character</Heading>
      <p className="mt-4 text-lg text-faded">
        It was removed, belongs to somebody else, or is not on this device yet.
      </p>
      <p className="mt-8">
        <Link className="button" href={href('/')}>
          Back to your company
        </Link>
      </p>
    </div>
  );
}

function CharacterSheet(sheet: Sheet) {
  const { character, entry } = sheet;
  return (
    <article className="grid gap-8 lg:grid-cols-[19rem_1fr] lg:gap-x-10">
      <header className="flex flex-wrap items-start justify-center gap-x-6 gap-y-4 text-center lg:col-start-2 lg:flex-nowrap lg:justify-between lg:text-left">
        <div className="w-full min-w-0 lg:w-auto">
          <Heading title={character.name}>{character.name}</Heading>
          <p className="mt-2 text-xl text-faded">
            {character.race} {character.class}, level {character.level}
          </p>
        </div>
        <div className="flex shrink-0 flex-wrap items-center justify-center gap-3">
          {entry ? (
            <Link href={href('/changes')} className="inline-flex min-h-11 items-center">
              <EntrySeal entry={entry} />
            </Link>
          ) : null}
          <Link className="button" href={href('/edit', character.id)}>
            Edit
          </Link>
        </div>
      </header>
      <div className="grid content-start gap-6 lg:col-start-1 lg:row-span-2 lg:row-start-1">
        <div className="mx-auto w-44 lg:w-64">
          <PortraitUpload sheet={sheet} />
        </div>
        <HitPoints character={character} />
        <LevelUpPanel sheet={sheet} />
      </div>
      <div className="grid content-start gap-8 lg:col-start-2">
        <section>
          <h2 className="rubric mb-5">Abilities</h2>
          <AbilityNiches abilities={character.abilities} modifiers={character.modifiers} />
        </section>
        <div className="grid gap-8 md:grid-cols-2">
          <section>
            <h2 className="rubric mb-4">Saving throws</h2>
            <SavingThrowList character={character} />
          </section>
          <section>
            <h2 className="rubric mb-4">Combat</h2>
            <Combat character={character} />
          </section>
        </div>
        <section>
          <h2 className="rubric mb-3">Notes</h2>
          <p className="max-w-prose text-lg wrap-break-word whitespace-pre-line">
            {character.notes || <em className="text-faded">Nothing written yet.</em>}
          </p>
        </section>
        <Removal id={character.id} name={character.name} />
      </div>
    </article>
  );
}

function Removal({ id, name }: { id: string; name: string }) {
  const store = useStore();
  const [isAsking, setAsking] = useState(false);
  const remove = async () => {
    await store.remove(id);
    navigate(href('/'));
  };
  return (
    <div className="flex flex-wrap gap-3 border-t border-line pt-6">
      {isAsking ? (
        <div role="group" aria-label={`Remove ${name}?`} className="flex flex-wrap items-center gap-3">
          <span className="plain">Remove {name} for good?</span>
          <button type="button" className="button" onClick={() => void remove()}>
            Remove
          </button>
          <button type="button" className="button quiet" onClick={() => setAsking(false)}>
            Keep
          </button>
        </div>
      ) : (
        <button type="button" className="button quiet" onClick={() => setAsking(true)}>
          Remove…
        </button>
      )}
    </div>
  );
}
