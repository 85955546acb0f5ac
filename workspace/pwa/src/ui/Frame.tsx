import { useEffect, useState, type ReactNode } from 'react';
import { useAppState, useStore } from '../app/context';
import { href, Link, navigate, useRoute } from '../app/router';
import { applyUpdate, UPDATE_READY } from '../app/service-worker';
import type { State } from '../app/store';
import { Die } from './Die';
import { plural } from './format';
import { ThemeSwitch } from './ThemeSwitch';

/** What is around every screen: the binding with the way home, and how things stand with the server. */
export function Frame({ children }: { children: ReactNode }) {
  const state = useAppState();
  return (
    <>
      <a href="#content" className="button absolute top-2 left-2 z-50 -translate-y-24 focus:translate-y-0">
        Skip to the content
      </a>
      <header className="binding sticky top-0 z-30">
        <div className="mx-auto flex h-16 max-w-6xl items-center gap-2 px-4 sm:gap-4">
          <Link href={href('/')} className="mr-auto flex min-h-11 items-center gap-2.5 rounded-sm">
            <Die className="w-10" />
            <span className="display text-3xl tracking-wide text-(--on-leather)">DICE</span>
          </Link>
          <ThemeSwitch />
          {state.phase === 'signedIn' ? <Account state={state} /> : null}
        </div>
      </header>
      <div className="mx-auto max-w-6xl space-y-2 px-4 pt-4 empty:hidden">
        <UpdateNotice />
        {state.phase === 'signedIn' ? <SyncNotice state={state} /> : null}
      </div>
      <main id="content" tabIndex={-1} className="mx-auto max-w-6xl px-4 pt-6 pb-28 outline-none">
        {children}
      </main>
    </>
  );
}

function Account({ state }: { state: State }) {
  const store = useStore();
  const leave = () => {
    const unsent = state.waiting.length;
    const question = `${plural(unsent, 'change')} ${unsent === 1 ? 'has' : 'have'} not reached the server. Sign out and lose ${unsent === 1 ? 'it' : 'them'}?`;
    if (unsent === 0 || confirm(question)) {
      void store.signOut().then(() => navigate(href('/')));
    }
  };
  return (
    <>
      <span className="plain hidden sm:block">{state.user?.name}</span>
      <button
        type="button"
        onClick={leave}
        className="plain min-h-11 cursor-pointer rounded-sm border border-(--gilt)/60 px-3 hover:bg-white/10"
      >
        Sign out
      </button>
    </>
  );
}

function SyncNotice({ state }: { state: State }) {
  const { path } = useRoute();
  const stuck = state.waiting.filter((entry) => entry.state.is !== 'waiting').length;
  const waiting = state.waiting.length - stuck;
  return (
    <div role="status" className="space-y-2 empty:hidden">
      {state.needsSignIn && path !== '/sign-in' ? (
        <p className="notice urgent">
          Your session has ended. What is here can be read, and changes are kept.
          <Link className="link" href={href('/sign-in')}>
            Sign in again
          </Link>
        </p>
      ) : null}
      {state.isOnline ? null : (
        <p className="notice">
          <strong>Offline.</strong> You see what this device keeps; changes are sent once the server can be
          reached.
        </p>
      )}
      {waiting > 0 && path !== '/changes' ? (
        <p className="notice">
          {plural(waiting, 'change')} {waiting === 1 ? 'waits' : 'wait'} to be sent.
          <Link className="link" href={href('/changes')}>
            Show
          </Link>
        </p>
      ) : null}
      {stuck > 0 && path !== '/changes' ? (
        <p className="notice urgent">
          {plural(stuck, 'change')} {stuck === 1 ? 'needs' : 'need'} your decision.
          <Link className="link" href={href('/changes')}>
            Decide
          </Link>
        </p>
      ) : null}
    </div>
  );
}

function UpdateNotice() {
  const [worker, setWorker] = useState<ServiceWorker | null>(null);
  useEffect(() => {
    const note = (event: Event) => setWorker((event as CustomEvent<ServiceWorker>).detail);
    globalThis.addEventListener(UPDATE_READY, note);
    return () => globalThis.removeEventListener(UPDATE_READY, note);
  }, []);
  return worker ? (
    <p className="notice" role="status">
      A newer version of DICE is here.
      <button type="button" className="link" onClick={() => applyUpdate(worker)}>
        Use it now
      </button>
    </p>
  ) : null;
}
