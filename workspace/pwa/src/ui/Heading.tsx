import { useEffect, useRef, type ReactNode } from 'react';

/** More characters than this go over many lines in the larger letters. */
const LONG = 40;

/** The heading of a screen. It takes the focus when the screen comes, so that it is read out. */
export function Heading({ children, title }: { children: ReactNode; title: string }) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = `${title} · DICE`;
    heading.current?.focus({ preventScroll: true });
  }, [title]);
  return (
    <h1
      ref={heading}
      tabIndex={-1}
      className={`display wrap-break-word ${title.length > LONG ? 'text-3xl sm:text-4xl' : 'text-4xl sm:text-5xl'}`}
    >
      {children}
    </h1>
  );
}
