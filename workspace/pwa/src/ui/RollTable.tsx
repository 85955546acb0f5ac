/** Where the dice fall: any part of the sheet can ask for a throw, and the result is shown, and read out, in one place. */
import { createContext, use, useCallback, useEffect, useState, type ReactNode } from 'react';
import { useRoute } from '../app/router';
import { rollDie } from './dice';
import { Die } from './Die';
import { signed } from './format';

interface Throw {
  readonly what: string;
  readonly die: number;
  readonly bonus: number;
  readonly count: number;
}

const SHOWN_MS = 6_000;

const RollContext = createContext<(what: string, bonus: number) => void>(() => {
  throw new Error('there is no RollTable around this component');
});

export function useRoll(): (what: string, bonus: number) => void {
  return use(RollContext);
}

export function RollTable({ children }: { children: ReactNode }) {
  const [last, setLast] = useState<Throw | null>(null);
  const { path, id } = useRoute();
  // A throw belongs to the sheet it was made on.
  useEffect(() => () => setLast(null), [path, id]);
  const roll = useCallback((what: string, bonus: number) => {
    setLast((before) => ({ what, bonus, die: rollDie(20), count: (before?.count ?? 0) + 1 }));
  }, []);
  useEffect(() => {
    const timer = last && setTimeout(() => setLast(null), SHOWN_MS);
    return () => clearTimeout(timer ?? undefined);
  }, [last]);
  return (
    <RollContext value={roll}>
      {children}
      <div
        role="status"
        className="pointer-events-none fixed inset-x-0 bottom-4 z-50 flex justify-center px-4"
      >
        {last ? <Result key={last.count} of={last} /> : null}
      </div>
    </RollContext>
  );
}

function Result({ of: { what, die, bonus } }: { of: Throw }) {
  const mark = die === 20 ? ' A natural twenty!' : die === 1 ? ' A natural one.' : '';
  return (
    <div className="leaf flex items-center gap-4 py-3 pr-7 pl-4">
      <Die className="die w-14" value={die} />
      <p className="leading-tight">
        <span className="label block">
          {what} {signed(bonus)}
        </span>
        <span className="bonus text-4xl">{die + bonus}</span>
        <span className="plain text-faded"> {mark}</span>
      </p>
    </div>
  );
}
