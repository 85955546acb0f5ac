// What the web client calls, over json-server's data. It knows no rules of the game but the modifiers:
// saves, attacks and armor class are those of a first-level character without bonus.
import { randomUUID } from 'node:crypto';

const PASSWORD = 'dice_dev_password';

class Refusal extends Error {
  constructor(code, httpStatus, message, more = {}) {
    super(message);
    this.data = { code, httpStatus, ...more };
  }
}
const notFound = () => new Refusal('NOT_FOUND', 404, 'There is no such character.');

function sheet(character) {
  const modifiers = Object.fromEntries(
    Object.entries(character.abilities).map(([name, score]) => [name, Math.floor((score - 10) / 2)]),
  );
  return {
    ...character,
    modifiers,
    savingThrows: { fortitude: modifiers.constitution, reflex: modifiers.dexterity, will: modifiers.wisdom },
    baseAttackBonus: 0,
    attacks: [0],
    armorClass: 10 + modifiers.dexterity,
  };
}

/** In place of a cookie: it serves one developer. */
let cameLast;

/** Tokens are the user's id: a mock keeps no secret. */
function signedIn(db, request) {
  const id = request.get('authorization')?.replace(/^Bearer /, '');
  const user = db.get('users').find({ id }).value();
  if (!user) throw new Refusal('UNAUTHORIZED', 401, 'Sign in first.');
  return user;
}
const session = (user) => ({ accessToken: user.id, expiresAt: new Date(Date.now() + 900_000).toISOString(), user });

function find(db, id) {
  const found = db.get('characters').find({ id });
  if (!found.value()) throw notFound();
  return found;
}

const calls = {
  'auth.signIn'(db, _request, { email, password }) {
    const user = db.get('users').find({ email }).value();
    if (!user || password !== PASSWORD) throw new Refusal('UNAUTHORIZED', 401, 'E-mail or password is wrong.');
    cameLast = user;
    return session(user);
  },
  'auth.refresh'() {
    if (!cameLast) throw new Refusal('UNAUTHORIZED', 401, 'Sign in first.');
    return session(cameLast);
  },
  'auth.signOut'() {
    cameLast = undefined;
    return { done: true };
  },
  'auth.me': (db, request) => signedIn(db, request),
  'characters.list'(db, request) {
    const { id } = signedIn(db, request);
    return { items: db.get('characters').filter({ ownerId: id }).value().map(sheet) };
  },
  'characters.get': (db, request, { id }) => (signedIn(db, request), sheet(find(db, id).value())),
  'characters.create'(db, request, input) {
    const { id: ownerId } = signedIn(db, request);
    const id = input.id ?? randomUUID();
    const existing = db.get('characters').find({ id }).value();
    if (existing) return sheet(existing);
    const points = Math.max(1, 8 + Math.floor((input.abilities.constitution - 10) / 2));
    const character = {
      level: 1, notes: '', ...input, id, ownerId, version: 1, portraitUrl: null,
      hitPoints: { max: points, current: points }, updatedAt: new Date().toISOString(),
    };
    db.get('characters').push(character).write();
    return sheet(character);
  },
  'characters.update'(db, request, { id, version, changes }) {
    signedIn(db, request);
    const found = find(db, id);
    const current = found.value();
    if (current.version !== version)
      throw new Refusal('CONFLICT', 409, 'Somebody else has changed this character.', { current: sheet(current) });
    const { currentHitPoints, ...rest } = changes;
    const hitPoints = { ...current.hitPoints, ...(currentHitPoints === undefined ? {} : { current: currentHitPoints }) };
    return sheet(found.assign({ ...rest, hitPoints, version: version + 1, updatedAt: new Date().toISOString() }).write());
  },
  'characters.remove'(db, request, { id }) {
    signedIn(db, request);
    db.get('characters').remove({ id }).write();
    return { done: true };
  },
};

/** One call's answer, as tRPC sends it. */
export function answer(db, request, call, input) {
  try {
    if (!Object.hasOwn(calls, call)) throw new Refusal('NOT_FOUND', 404, `The mock does not answer \`${call}\`.`);
    return { result: { data: calls[call](db, request, input ?? {}) } };
  } catch (error) {
    const data = error.data ?? { code: 'BAD_REQUEST', httpStatus: 400 };
    return { error: { message: error.message, code: -32_600, data: { ...data, path: call } } };
  }
}
