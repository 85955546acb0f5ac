import { describe, expect, it } from 'vitest';
import { asFailure } from '../../src/api/client';
import { failureOf } from '../../src/api/failure';
import { fold, newEntry } from '../../src/sync/entry';
import { send, settle, type CharacterPort, type Outcome } from '../../src/sync/replay';
import { clashes, resolve } from '../../src/sync/resolve';
import { changedElsewhere, FIGHTER, updateOf, USER } from './samples';

function failing(error: Error): CharacterPort {
  const fail = () => Promise.reject(error);
  return { create: fail, update: fail, remove: fail };
}

const outcomeOf = (error: Error, entry = updateOf({ name: 'Mine', notes: 'mine' })) =>
  send(entry, failing(error), asFailure);

describe('an answer decides what becomes of an entry', () => {
  it.each([
    [failureOf(undefined, ''), 'later'],
    [failureOf(401, ''), 'later'],
    [failureOf(429, ''), 'later'],
    [failureOf(503, ''), 'later'],
    [failureOf(400, ''), 'refused'],
    [failureOf(403, ''), 'refused'],
    [failureOf(404, ''), 'refused'],
  ])('%s: %s', async (failure, expected) => {
    const entry = updateOf({ name: 'Mine' });
    const outcome = await outcomeOf(failure, entry);
    expect(outcome.is).toBe(expected);
    // In every case the edit is still there.
    expect(settle(entry, entry, outcome)?.edit).toEqual(entry.edit);
  });

  it('asks when both changed the same field', async () => {
    const current = changedElsewhere({ name: 'Theirs' });
    const entry = updateOf({ name: 'Mine', notes: 'mine' });
    const outcome = await outcomeOf(failureOf(409, '', { current }), entry);
    expect(outcome).toEqual({ is: 'conflict', current });
    expect(settle(entry, entry, outcome)?.state).toEqual({ is: 'conflict', current });
    expect(clashes(entry, current)).toEqual([
      { field: 'name', before: FIGHTER.name, mine: 'Mine', theirs: 'Theirs' },
    ]);
  });

  it('goes on top of theirs when they changed something else', async () => {
    const current = changedElsewhere({ currentHitPoints: 3 });
    const entry = updateOf({ name: 'Mine' });
    const outcome = await outcomeOf(failureOf(409, '', { current }), entry);
    expect(outcome.is).toBe('rebased');
    expect(settle(entry, entry, outcome)?.edit).toEqual({
      kind: 'update',
      base: current,
      changes: { name: 'Mine' },
    });
  });

  it('is done when an answer was lost and the server has the change', async () => {
    const current = changedElsewhere({ name: 'Mine' });
    expect((await outcomeOf(failureOf(409, '', { current }), updateOf({ name: 'Mine' }))).is).toBe('done');
  });
});

describe('edits while one is under way are kept', () => {
  const done = (character = FIGHTER): Outcome => ({ is: 'done', character });

  it('sends the later value after the earlier', () => {
    const sent = updateOf({ currentHitPoints: 8 });
    const now = fold(sent, { kind: 'update', base: FIGHTER, changes: { currentHitPoints: 5 } }, true);
    const server = changedElsewhere({ currentHitPoints: 8 });
    expect(settle(sent, now, done(server))?.edit).toEqual({
      kind: 'update',
      base: server,
      changes: { currentHitPoints: 5 },
    });
  });

  it('takes back on the server what was taken back here', () => {
    const sent = updateOf({ currentHitPoints: 8 });
    const now = fold(sent, { kind: 'update', base: FIGHTER, changes: { currentHitPoints: 12 } }, true);
    const server = changedElsewhere({ currentHitPoints: 8 });
    expect(settle(sent, now, done(server))?.edit).toMatchObject({ changes: { currentHitPoints: 12 } });
  });

  it('loses hit points after the character was made', () => {
    const { name, race, class: characterClass, abilities } = FIGHTER;
    const input = { id: FIGHTER.id, name, race, class: characterClass, abilities };
    const sent = { ...newEntry({ kind: 'create', input, hitPoints: 4 }, USER, new Date(0)) };
    expect(settle(sent, sent, done())?.edit).toEqual({
      kind: 'update',
      base: FIGHTER,
      changes: { currentHitPoints: 4 },
    });
  });
});

describe('a choice', () => {
  const current = changedElsewhere({ name: 'Theirs' });
  const entry = updateOf({ name: 'Mine', notes: 'mine' });

  it('sends the fields that are kept, for the newer version', () => {
    const chosen = resolve(entry, current, new Set(['name']));
    expect(chosen).toMatchObject({
      state: { is: 'waiting' },
      edit: { base: current, changes: { name: 'Mine' } },
    });
  });

  it('sends nothing when all is theirs', () => {
    expect(resolve(entry, current, new Set())).toBeNull();
  });
});
