import type { Character } from '@dice/shared/schemas';
import { useStore } from '../app/context';
import { DEAD_AT } from '../character/limits';

/** As the rules name it (SRD 3.0, "Injury and Death"). */
export function conditionOf({ current, max }: Character['hitPoints']): string {
  if (current <= DEAD_AT) {
    return 'Dead';
  }
  if (current < 0) {
    return 'Dying';
  }
  if (current === 0) {
    return 'Disabled';
  }
  return current === max ? 'Unhurt' : current * 4 <= max ? 'Badly hurt' : 'Hurt';
}

export function HitPoints({ character }: { character: Character }) {
  const store = useStore();
  const { current, max } = character.hitPoints;
  const change = (by: number) => void store.changeHitPoints(character.id, by);
  return (
    <section className="leaf" aria-label="Hit points">
      <div className="flex items-center justify-between gap-3">
        <button
          type="button"
          className="button quiet round"
          aria-label="Lose a hit point"
          disabled={current <= DEAD_AT}
          onClick={() => change(-1)}
        >
          −
        </button>
        <p className="text-center leading-none" aria-live="polite">
          <span className="label block">Hit points</span>
          <span className="bonus text-5xl">{current}</span>
          <span className="bonus text-2xl text-faded!"> / {max}</span>
        </p>
        <button
          type="button"
          className="button quiet round"
          aria-label="Gain a hit point"
          disabled={current >= max}
          onClick={() => change(1)}
        >
          +
        </button>
      </div>
      <div className="vial mt-4" aria-hidden="true">
        <div>
          <div style={{ width: `${(100 * Math.max(0, current)) / max}%` }} />
        </div>
      </div>
      <p className="mt-2 text-center text-faded italic">{conditionOf(character.hitPoints)}</p>
    </section>
  );
}
