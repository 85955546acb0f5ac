import type { Problem } from '@dice/shared/schemas';
import { useId, type ReactNode } from 'react';

export interface FieldIds {
  readonly id: string;
  readonly 'aria-describedby': string | undefined;
  readonly 'aria-invalid': boolean;
}

interface FieldProps {
  label: string;
  hint?: string;
  problems: readonly Problem[];
  path: string;
  children: (ids: FieldIds) => ReactNode;
}

/** A labelled input with what is wrong with it, tied together for screen readers. */
export function Field({ label, hint, problems, path, children }: FieldProps) {
  const id = useId();
  const mine = problems.filter((problem) => problem.path === path);
  const ids = {
    id,
    'aria-describedby': mine.length > 0 ? `${id}-problem` : hint ? `${id}-hint` : undefined,
    'aria-invalid': mine.length > 0,
  };
  return (
    <div className="grid content-start gap-1">
      <label className="label" htmlFor={id}>
        {label}
      </label>
      {children(ids)}
      {mine.length > 0 ? (
        <p id={`${id}-problem`} className="problem">
          {mine.map(({ message }) => message).join('; ')}
        </p>
      ) : hint ? (
        <p id={`${id}-hint`} className="plain text-[0.9375rem] text-faded">
          {hint}
        </p>
      ) : null}
    </div>
  );
}

/** What is wrong as a whole: problems of no field that is shown, and the way to those of fields. */
export function ProblemSummary({ problems }: { problems: readonly Problem[] }) {
  return (
    <p role="alert" className="problem empty:hidden">
      {problems.length > 0
        ? `Not yet: ${problems.map(({ path, message }) => `${path.replace('abilities.', '')} ${message}`).join('; ')}.`
        : null}
    </p>
  );
}
