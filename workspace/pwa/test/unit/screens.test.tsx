import { cleanup, fireEvent, render, screen, within } from '@testing-library/react';
import type { ReactNode } from 'react';
import { describe, expect, it, vi } from 'vitest';
import type { Api } from '../../src/api/client';
import { failureOf } from '../../src/api/failure';
import { StoreContext } from '../../src/app/context';
import { Store, type State } from '../../src/app/store';
import { Changes } from '../../src/screens/Changes';
import { CreateCharacter } from '../../src/screens/CreateCharacter';
import { SheetScreen } from '../../src/screens/SheetScreen';
import { SignIn } from '../../src/screens/SignIn';
import { Database } from '../../src/sync/database';
import { RollTable } from '../../src/ui/RollTable';
import { changedElsewhere, FIGHTER, updateOf } from './samples';

let names = 0;

async function show(node: ReactNode, state: Partial<State> = {}, api: Partial<Api> = {}): Promise<Store> {
  cleanup();
  const store = new Store(await Database.open(`screens-${(names += 1)}`), {
    get: () => Promise.reject(failureOf(undefined, '')),
    levelUp: () => Promise.reject(failureOf(undefined, '')),
    ...api,
  } as Api);
  store.state = { ...store.state, phase: 'signedIn', isListed: true, ...state };
  render(
    <StoreContext value={store}>
      <RollTable>{node}</RollTable>
    </StoreContext>,
  );
  return store;
}

const SHEET = { character: FIGHTER, server: FIGHTER, entry: null, levelUp: null };

describe('the sheet', () => {
  it('shows what the rules say, and rolls with it', async () => {
    await show(<SheetScreen id={FIGHTER.id} />, { sheets: [SHEET] });
    expect(screen.getByRole('button', { name: /str \+3 16/ })).toBeTruthy();
    expect(screen.getByText('Fighter +2, Con +2')).toBeTruthy();
    fireEvent.click(screen.getByRole('button', { name: /Fortitude/ }));
    expect(screen.getByRole('status').textContent).toMatch(/Fortitude \+4/);
  });

  it('queues a lost hit point', async () => {
    const store = await show(<SheetScreen id={FIGHTER.id} />, { sheets: [SHEET] });
    const change = vi.spyOn(store, 'changeHitPoints').mockResolvedValue();
    fireEvent.click(screen.getByRole('button', { name: 'Lose a hit point' }));
    expect(change).toHaveBeenCalledWith(FIGHTER.id, -1);
    expect(screen.getByRole<HTMLButtonElement>('button', { name: 'Gain a hit point' }).disabled).toBe(true);
  });

  it('says so when there is no such character', async () => {
    await show(<SheetScreen id="nobody" />);
    expect(screen.getByRole('heading', { name: 'No such character' })).toBeTruthy();
  });
});

describe('a new character', () => {
  it('shows the rules while choices are made', async () => {
    await show(<CreateCharacter />);
    fireEvent.change(screen.getByLabelText('Race'), { target: { value: 'Halfling' } });
    fireEvent.change(screen.getByLabelText('Class'), { target: { value: 'Rogue' } });
    const rules = screen.getByRole('complementary', { name: 'What the rules say' });
    expect(within(rules).getByText('Rogue +2, Dex +1, Halfling +1')).toBeTruthy();
    expect(screen.getByText('race +2: 12')).toBeTruthy();
  });

  it('is not made without a name, or with a score out of range', async () => {
    const store = await show(<CreateCharacter />);
    const create = vi.spyOn(store, 'create');
    fireEvent.change(screen.getByLabelText('Strength'), { target: { value: '19' } });
    fireEvent.click(screen.getByRole('button', { name: 'Create character' }));
    const alert = await screen.findByText(/^Not yet/, {}, { timeout: 10_000 });
    expect(alert.textContent).toBe('Not yet: name must not be empty; strength must be 18 or less.');
    expect(create).not.toHaveBeenCalled();
  });
});

describe('two versions', () => {
  it('are both shown, and the choice is sent', async () => {
    const current = changedElsewhere({ name: 'Theirs' });
    const entry = { ...updateOf({ name: 'Mine' }), state: { is: 'conflict', current } as const };
    const store = await show(<Changes />, { waiting: [entry] });
    const resolve = vi.spyOn(store, 'resolve').mockResolvedValue();
    expect(screen.getByRole('group', { name: 'Name (was Test Fighter)' })).toBeTruthy();
    fireEvent.click(screen.getByRole('radio', { name: /Theirs/ }));
    fireEvent.click(screen.getByRole('button', { name: 'Keep what is chosen' }));
    expect(resolve).toHaveBeenLastCalledWith(FIGHTER.id, new Set());
    fireEvent.click(screen.getByRole('button', { name: 'All mine' }));
    fireEvent.click(screen.getByRole('button', { name: 'Keep what is chosen' }));
    expect(resolve).toHaveBeenLastCalledWith(FIGHTER.id, new Set(['name']));
  });
});

describe('signing in', () => {
  it('says what is wrong', async () => {
    await show(<SignIn />, { phase: 'signedOut' }, { signIn: () => Promise.reject(failureOf(401, 'no')) });
    fireEvent.submit(screen.getByRole('button', { name: 'Sign in' }));
    expect((await screen.findByText(/No account/)).textContent).toBe(
      'No account has this e-mail and password.',
    );
  });
});
