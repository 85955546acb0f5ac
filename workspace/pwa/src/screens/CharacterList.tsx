import type { Character } from '@dice/shared/schemas';
import { useAppState } from '../app/context';
import { href, Link } from '../app/router';
import type { Sheet } from '../app/sheets';
import type { State } from '../app/store';
import { Die } from '../ui/Die';
import { Heading } from '../ui/Heading';
import { EntrySeal } from '../ui/EntrySeal';
import { Portrait } from '../ui/Portrait';
import { signed } from '../ui/format';

export function CharacterList() {
  const state = useAppState();
  return (
    <>
      <div className="mb-8 flex flex-wrap items-end justify-between gap-4">
        <Heading title="Characters">Your company</Heading>
        <Link className="button" href={href('/new')}>
          New character
        </Link>
      </div>
      {state.sheets.length > 0 ? <Company sheets={state.sheets} /> : <Nobody state={state} />}
    </>
  );
}

function Company({ sheets }: { sheets: readonly Sheet[] }) {
  return (
    <ul className="grid gap-5 sm:grid-cols-2 lg:grid-cols-3">
      {sheets.map((sheet) => (
        <li key={sheet.character.id}>
          <Card {...sheet} />
        </li>
      ))}
      <li>
        <Link
          href={href('/new')}
          className="grid h-full min-h-36 place-items-center rounded-sm border-2 border-dashed border-line p-6 text-center text-lg text-faded hover:border-brass hover:text-ink"
        >
          <span>
            <Die className="mx-auto mb-2 w-10 opacity-80" />
            An empty chair at the table
          </span>
        </Link>
      </li>
    </ul>
  );
}

function Card({ character, entry }: Sheet) {
  return (
    <Link
      href={href('/sheet', character.id)}
      className="leaf grid h-full grid-cols-[6.5rem_1fr] items-center gap-5 transition-transform hover:-translate-y-1"
    >
      <Portrait character={character} />
      <div className="min-w-0">
        <h2 className="display line-clamp-3 text-2xl wrap-break-word">{character.name}</h2>
        <p className="mt-0.5 text-lg text-faded">
          {character.race} {character.class} {character.level}
        </p>
        <Figures character={character} />
        {entry ? (
          <p className="mt-2">
            <EntrySeal entry={entry} />
          </p>
        ) : null}
      </div>
    </Link>
  );
}

function Figures({ character }: { character: Character }) {
  const figures = [
    ['HP', `${character.hitPoints.current}/${character.hitPoints.max}`],
    ['AC', character.armorClass],
    ['Attack', signed(character.baseAttackBonus)],
  ] as const;
  return (
    <dl className="mt-3 flex gap-4 border-t border-line pt-2">
      {figures.map(([name, value]) => (
        <div key={name}>
          <dt className="label text-xs">{name}</dt>
          <dd className="plain text-lg leading-tight font-bold">{value}</dd>
        </div>
      ))}
    </dl>
  );
}

function Nobody({ state }: { state: State }) {
  if (!state.isListed && state.isSending) {
    return (
      <p role="status" className="text-xl text-faded">
        Calling the roll…
      </p>
    );
  }
  return (
    <div className="leaf py-16 text-center">
      <p className="display text-2xl">
        {state.isListed ? 'Nobody has joined yet' : 'Nothing is kept on this device yet'}
      </p>
      <p className="mt-2 text-lg text-faded">
        {state.isListed
          ? 'Roll up your first character.'
          : 'Your characters come as soon as the server can be reached.'}
      </p>
    </div>
  );
}
