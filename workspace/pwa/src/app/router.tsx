/** Pages are files that Astro made, one a path; going from one to another needs no loading. */
import { useSyncExternalStore, type AnchorHTMLAttributes, type MouseEvent } from 'react';

export const PATHS = ['/', '/new', '/sheet', '/edit', '/changes', '/sign-in'] as const;
export type Path = (typeof PATHS)[number];

export interface Route {
  readonly path: Path;
  /** The character it is about. */
  readonly id: string | null;
}

const MOVED = 'dice:moved';

export function routeOf(url: Pick<URL, 'pathname' | 'search'>): Route {
  const path = url.pathname.replace(/(?<=.)\/$|\.html$/g, '') as Path;
  return { path: PATHS.includes(path) ? path : '/', id: new URLSearchParams(url.search).get('id') };
}

export function href(path: Path, id?: string): string {
  return id ? `${path}?id=${encodeURIComponent(id)}` : path;
}

export function navigate(to: string, options: { replace?: boolean } = {}): void {
  history[options.replace ? 'replaceState' : 'pushState'](null, '', to);
  globalThis.scrollTo(0, 0);
  globalThis.dispatchEvent(new Event(MOVED));
}

export function useRoute(): Route {
  const address = useSyncExternalStore(subscribe, () => location.pathname + location.search);
  return routeOf(new URL(address, location.origin));
}

function subscribe(listener: () => void): () => void {
  globalThis.addEventListener('popstate', listener);
  globalThis.addEventListener(MOVED, listener);
  return () => {
    globalThis.removeEventListener('popstate', listener);
    globalThis.removeEventListener(MOVED, listener);
  };
}

/** A link that stays in the page, unless it is asked for in another tab or window. */
export function Link({
  href: to,
  onClick,
  ...rest
}: AnchorHTMLAttributes<HTMLAnchorElement> & { href: string }) {
  const follow = (event: MouseEvent<HTMLAnchorElement>) => {
    onClick?.(event);
    if (
      !event.defaultPrevented &&
      event.button === 0 &&
      !(event.metaKey || event.ctrlKey || event.shiftKey || event.altKey)
    ) {
      event.preventDefault();
      navigate(to);
    }
  };
  return <a href={to} onClick={follow} {...rest} />;
}
