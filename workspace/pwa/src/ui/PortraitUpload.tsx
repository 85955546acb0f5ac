import { useRef, useState } from 'react';
import { useAppState, useStore } from '../app/context';
import { asFailure } from '../api/client';
import type { Sheet } from '../app/sheets';
import { Portrait } from './Portrait';

export const PICTURE_TYPES: readonly string[] = ['image/png', 'image/jpeg', 'image/webp'];
export const MAX_PICTURE_BYTES = 2 * 1024 * 1024;

export function PortraitUpload({ sheet: { character, server } }: { sheet: Sheet }) {
  const store = useStore();
  const { isOnline } = useAppState();
  const input = useRef<HTMLInputElement>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const [isBusy, setBusy] = useState(false);
  const canUpload = isOnline && server !== null;

  const upload = async (picture: File | undefined) => {
    if (!picture) {
      return;
    }
    const unfit = problemOfPicture(picture);
    setProblem(unfit);
    if (unfit) {
      return;
    }
    setBusy(true);
    try {
      await store.uploadPortrait(character.id, picture);
    } catch (error) {
      setProblem(asFailure(error).message);
    }
    setBusy(false);
  };

  return (
    <div className="grid justify-items-center gap-3">
      <Portrait character={character} className="w-full" />
      <input
        ref={input}
        type="file"
        accept={PICTURE_TYPES.join(',')}
        className="hidden"
        aria-label="Portrait"
        onChange={(event) => {
          void upload(event.target.files?.[0]);
          event.target.value = '';
        }}
      />
      <button
        type="button"
        className="button quiet min-h-11 text-base"
        disabled={isBusy || !canUpload}
        onClick={() => input.current?.click()}
      >
        {isBusy ? 'Painting…' : character.portraitUrl ? 'Another portrait' : 'Add a portrait'}
      </button>
      {canUpload ? null : <p className="plain text-sm text-faded">A portrait needs the server.</p>}
      <p role="alert" className="problem text-center empty:hidden">
        {problem}
      </p>
    </div>
  );
}

export function problemOfPicture({ type, size }: Pick<File, 'type' | 'size'>): string | null {
  if (!PICTURE_TYPES.includes(type)) {
    return 'A portrait is a PNG, JPEG or WebP picture.';
  }
  return size > MAX_PICTURE_BYTES ? 'A portrait has at most 2 MB: choose a smaller picture.' : null;
}
