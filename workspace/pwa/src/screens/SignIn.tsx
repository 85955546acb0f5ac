import { useState, type SyntheticEvent } from 'react';
import { useAppState, useStore } from '../app/context';
import { href, navigate, useRoute } from '../app/router';
import { asFailure } from '../api/client';
import { Die } from '../ui/Die';
import { Heading } from '../ui/Heading';

export function SignIn() {
  const store = useStore();
  const { user } = useAppState();
  const { path } = useRoute();
  const [problem, setProblem] = useState<string | null>(null);
  const [isBusy, setBusy] = useState(false);

  const signIn = async (event: SyntheticEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    setBusy(true);
    try {
      await store.signIn({ email: form.get('email') as string, password: form.get('password') as string });
      if (path === '/sign-in') {
        navigate(href('/'), { replace: true });
      }
    } catch (error) {
      setProblem(messageOf(error));
      setBusy(false);
    }
  };

  return (
    <div className="mx-auto grid max-w-md gap-6 pt-[6vh]">
      <div className="text-center">
        <Die className="mx-auto mb-4 w-24 drop-shadow-lg" />
        <Heading title="Sign in">Gather round the table</Heading>
        <p className="mt-3 text-xl text-faded">Your characters are waiting.</p>
      </div>
      <form className="leaf grid gap-5 p-7" onSubmit={(event) => void signIn(event)}>
        <label className="grid gap-1">
          <span className="label">E-mail</span>
          <input
            className="field"
            type="email"
            name="email"
            required
            autoComplete="username"
            defaultValue={user?.email ?? ''}
          />
        </label>
        <label className="grid gap-1">
          <span className="label">Password</span>
          <input className="field" type="password" name="password" required autoComplete="current-password" />
        </label>
        <p role="alert" className="problem empty:hidden">
          {problem}
        </p>
        <button className="button" disabled={isBusy}>
          {isBusy ? 'Knocking…' : 'Sign in'}
        </button>
      </form>
    </div>
  );
}

function messageOf(error: unknown): string {
  const failure = asFailure(error);
  switch (failure.kind) {
    case 'signedOut':
      return 'No account has this e-mail and password.';
    case 'offline':
      return 'The server cannot be reached: signing in needs it once.';
    default:
      return failure.problems.map(({ path, message }) => `${path} ${message}`).join('; ') || failure.message;
  }
}
