import { CLASS_RULES, MAX_LEVEL } from '@dice/shared/rules';
import type { LevelUp } from '@dice/shared/schemas';
import { useEffect, useState } from 'react';
import { useAppState, useStore } from '../app/context';
import { asFailure } from '../api/client';
import type { Sheet } from '../app/sheets';
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
        {isUnderWay ? `Level ${levelUp.toLevel} awaits` : `Level ${level}`}
      </h2>
      {isUnderWay ? (
        <Decision levelUp={levelUp} isBusy={isBusy || !isOnline} act={act} />
      ) : (
        <>
          {levelUp?.status === 'rejected' && levelUp.fromLevel === level ? (
            <p className="plain text-faded">Level {levelUp.toLevel} was not taken.</p>
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
            className="link justify-self-center disabled:opacity-55"
            disabled={isBusy || !isOnline}
            onClick={() => act(() => store.api.requestLevelUp(id))}
          >
            or take the average
          </button>
          {isOnline ? null : <p className="plain text-sm text-faded">A new level needs the server.</p>}
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

/** An admin is the dungeon master, who grants levels; a player can take the request back. */
function Decision({ levelUp, isBusy, act }: DecisionProps) {
  const store = useStore();
  const isMaster = useAppState().user?.role === 'admin';
  const { id, hitPointRoll, status } = levelUp;
  if (status === 'approved') {
    return (
      <p role="status" className="plain text-verdant">
        Granted. Being written…
      </p>
    );
  }
  return (
    <>
      <p>{hitPointRoll === null ? 'Hit points: the average.' : `Hit points: a roll of ${hitPointRoll}.`}</p>
      {isMaster ? null : <p className="text-faded italic">The dungeon master decides.</p>}
      <div className="flex flex-wrap justify-center gap-2">
        {isMaster ? (
          <button
            type="button"
            className="button"
            disabled={isBusy}
            onClick={() => act(() => store.api.approveLevelUp(id))}
          >
            Approve
          </button>
        ) : null}
        <button
          type="button"
          className="button quiet"
          disabled={isBusy}
          onClick={() => act(() => store.api.rejectLevelUp(id))}
        >
          {isMaster ? 'Reject' : 'Take it back'}
        </button>
      </div>
    </>
  );
}
