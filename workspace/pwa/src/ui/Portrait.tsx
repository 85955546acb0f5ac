import type { CharacterClass } from '@dice/shared/rules';
import type { Character } from '@dice/shared/schemas';
import { useEffect, useState } from 'react';
import { useStore } from '../app/context';
import { EMBLEMS } from './emblems';

type Portrayed = Pick<Character, 'id' | 'class' | 'portraitUrl'>;

/** The character's picture in a ring of brass, or the shield of the class while there is none. */
export function Portrait({ character, className = '' }: { character: Portrayed; className?: string }) {
  const picture = usePicture(character);
  return (
    <div className={`medallion ${className}`}>
      {picture ? <img src={picture} alt="" /> : <Shield of={character.class} />}
    </div>
  );
}

export function Shield({ of: name }: { of: CharacterClass }) {
  const { colour, strokes } = EMBLEMS[name];
  return (
    <svg
      viewBox="0 0 64 64"
      aria-hidden="true"
      style={{ background: `color-mix(in oklab, ${colour}, #120a06 62%)` }}
    >
      <path
        d="M32 9c6 4 12 5 18 5 1 18-4 32-18 41C18 46 13 32 14 14c6 0 12-1 18-5z"
        fill={colour}
        stroke="#e3ba63"
        strokeWidth="1.6"
        strokeLinejoin="round"
      />
      <path d="M32 9c6 4 12 5 18 5 1 18-4 32-18 41z" fill="#000" opacity=".16" />
      <g transform="translate(19 16.5) scale(1.08)">
        <path
          d={strokes}
          fill="none"
          stroke="#fbeecb"
          strokeWidth="1.6"
          strokeLinecap="round"
          strokeLinejoin="round"
        />
      </g>
    </svg>
  );
}

function usePicture({ id, portraitUrl }: Portrayed): string | null {
  const store = useStore();
  const [picture, setPicture] = useState<string | null>(null);
  useEffect(() => {
    let address: string | null = null;
    let isWanted = true;
    if (portraitUrl) {
      void store.portrait(id, portraitUrl).then((blob) => {
        if (isWanted && blob) {
          address = URL.createObjectURL(blob);
          setPicture(address);
        }
      });
    }
    return () => {
      isWanted = false;
      if (address) {
        URL.revokeObjectURL(address);
      }
      setPicture(null);
    };
  }, [store, id, portraitUrl]);
  return picture;
}
