import { CLASS_RULES, MAX_LEVEL } from '@dice/shared/rules';
import type { LevelUp } from '@dice/shared/schemas';
import { useEffect, useState } from 'react';
import { useAppState, useStore } from '../app/context';
import { asFailure } from '../api/client';
import type { Sheet } from '../app/store';
import { rollDie } from './dice';

const LOOK_AGAIN_MS = 2_000;

/** Asking for a level, and the decision about it. The server applies it; until then this looks again. */
export function LevelUpPanel({ sheet: { character, server, levelUp } }: { sheet: Sheet }) {
  const store = useStore();
  const { isOnline } = useAppState();
  const [problem, setProblem] = useState<string | null>(null);
  const [isBusy, setBusy] = useState(false);
  const { id, level } = character;
  const isUnderWay = levelUp?.status === 'pending' || levelUp?.status === 'approved';

  useEffect(() => {
    if (!isUnderWay || !isOnline) {
      return;
    }
    const timer = setInterval(() => void store.refresh(id), LOOK_AGAIN_MS);
    return () => clearInterval(timer);
  }, [store, id, isUnderWay, isOnline]);

  const act = (call: () => Promise<LevelUp>) => {
    const run = async () => {
      setBusy(true);
      setProblem(null);
      try {
        await store.setLevelUp(id, call);
        await store.refresh(id);
      } catch (error) {
        setProblem(asFailure(error).message);
      }
      setBusy(false);
    };
    void run();
  };

  if (level >= MAX_LEVEL || server === null) {
    return null;
  }
  const die = CLASS_RULES[character.class].hitDie;
  return (
    <section className="leaf grid gap-3 text-center" aria-labelledby="level-up">
      <h2 id="level-up" className="label">
        {isUnderWay && levelUp ? `Level ${levelUp.toLevel} awaits` : `Level ${level}`}
      </h2>
      {isUnderWay && levelUp ? (
        <Decision levelUp={levelUp} isBusy={isBusy || !isOnline} act={act} />
      ) : (
        <>
          {levelUp?.status === 'rejected' && levelUp.fromLevel === level ? (
            <p className="plain text-faded">Level {levelUp.toLevel} was not granted.</p>
          ) : null}
          <button
            type="button"
            className="button"
            disabled={isBusy || !isOnline}
            onClick={() => act(() => store.api.requestLevelUp(id, rollDie(die)))}
          >
            Level up: roll d{die}
          </button>
          <button
            type="button"
            className="link cursor-pointer disabled:opacity-55"
            disabled={isBusy || !isOnline}
            onClick={() => act(() => store.api.requestLevelUp(id))}
          >
            or take the average
          </button>
        </>
      )}
      <p role="alert" className="problem empty:hidden">
        {problem}
      </p>
    </section>
  );
}

interface DecisionProps {
  levelUp: LevelUp;
  isBusy: boolean;
  act: (call: () => Promise<LevelUp>) => void;
}

function Decision({ levelUp, isBusy, act }: DecisionProps) {
  const store = useStore();
  const { hitPointRoll, status } = levelUp;
  return (
    <>
      <p>{hitPointRoll === null ? 'Hit points: the average.' : `Hit points: a roll of ${hitPointRoll}.`}</p>
      {status === 'approved' ? (
        <p role="status" className="plain text-verdant">
          Granted. Being written…
        </p>
      ) : (
        <div className="flex flex-wrap justify-center gap-2">
          <button
            type="button"
            className="button"
            disabled={isBusy}
            onClick={() => act(() => store.api.approveLevelUp(levelUp.id))}
          >
            Approve
          </button>
          <button
            type="button"
            className="button quiet"
            disabled={isBusy}
            onClick={() => act(() => store.api.rejectLevelUp(levelUp.id))}
          >
            Reject
          </button>
        </div>
      )}
    </>
  );
}
