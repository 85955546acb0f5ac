import type { Entry } from '../sync/entry';

const WORDS = { waiting: 'Not sent yet', conflict: 'Two versions', refused: 'Not accepted' } as const;

/** How an edit that waits stands. */
export function EntrySeal({ entry }: { entry: Entry }) {
  const { is } = entry.state;
  return <span className={`seal ${is === 'waiting' ? 'text-amber' : 'text-rubric'}`}>{WORDS[is]}</span>;
}
