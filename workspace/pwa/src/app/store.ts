/** The app's state and what can be done to it. The screens read `state` and call methods; nothing else does either. */
import type { Character, CharacterChanges, LevelUp, SignIn, User } from '@dice/shared/schemas';
import { asFailure, type Api } from '../api/client';
import { ApiFailure } from '../api/failure';
import type { Field } from '../character/fields';
import { DEAD_AT } from '../character/limits';
import type { Database } from '../sync/database';
import { overlay, type Entry, type NewCharacterInput } from '../sync/entry';
import { Outbox } from '../sync/outbox';

/** A character as this device shows it: the server's, with what waits to be sent on top. */
export interface Sheet {
  readonly character: Character;
  readonly server: Character | null;
  readonly entry: Entry | null;
  readonly levelUp: LevelUp | null;
}

export interface State {
  readonly phase: 'starting' | 'signedOut' | 'signedIn';
  readonly user: User | null;
  readonly sheets: readonly Sheet[];
  /** Entries, those of characters about to be removed too. */
  readonly waiting: readonly Entry[];
  /** The server's list has come at least once, now or in an earlier visit. */
  readonly isListed: boolean;
  readonly isOnline: boolean;
  readonly isSending: boolean;
  /** The session has ended; what is here can be read, and what waits is sent after the next sign-in. */
  readonly needsSignIn: boolean;
}

interface Known {
  server: Character | null;
  entry: Entry | null;
  levelUp: LevelUp | null;
}

const RETRY_MS = [2_000, 5_000, 15_000, 30_000, 60_000] as const;

export class Store {
  state: State = {
    phase: 'starting',
    user: null,
    sheets: [],
    waiting: [],
    isListed: false,
    isOnline: true,
    isSending: false,
    needsSignIn: false,
  };

  private readonly listeners = new Set<() => void>();
  private readonly known = new Map<string, Known>();
  private outbox: Outbox | null = null;
  /** Edits that depend on what the sheet says: one after the other. */
  private edits = Promise.resolve();
  private retries = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private readonly otherTabs: BroadcastChannel | null =
    typeof BroadcastChannel === 'undefined' ? null : new BroadcastChannel('dice');

  constructor(
    private readonly database: Database,
    readonly api: Api,
  ) {}

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  /** Shows what this device keeps, then asks the server. */
  async start(): Promise<void> {
    this.otherTabs?.addEventListener('message', () => void this.reload());
    globalThis.addEventListener('online', () => void this.sync());
    globalThis.addEventListener('offline', () => this.set({ isOnline: false }));
    globalThis.document.addEventListener('visibilitychange', () => {
      if (document.visibilityState === 'visible' && this.state.waiting.length > 0) {
        void this.sync();
      }
    });
    const user = await this.database.signedIn();
    if (!user) {
      this.set({ phase: 'signedOut' });
      return;
    }
    await this.enter(user);
    await this.attempt(() => this.api.resume());
    await this.sync();
  }

  async signIn(credentials: SignIn): Promise<void> {
    const user = await this.api.signIn(credentials);
    await this.database.setSignedIn(user);
    await this.enter(user);
    this.set({ needsSignIn: false, isOnline: true });
    void this.sync();
  }

  /** Leaves nothing of the user on this device, edits that wait included: the caller has asked. */
  async signOut(): Promise<void> {
    const { user } = this.state;
    await this.attempt(() => this.api.signOut());
    clearTimeout(this.timer);
    if (user) {
      await this.database.forgetUser(user.id);
    }
    await this.database.setSignedIn(null);
    this.known.clear();
    this.outbox = null;
    this.set({ phase: 'signedOut', user: null, isListed: false, needsSignIn: false });
    this.publish();
    this.otherTabs?.postMessage('changed');
  }

  /** Sends what waits, then reads the list again. */
  async sync(): Promise<void> {
    const { outbox } = this;
    if (!outbox) {
      return;
    }
    clearTimeout(this.timer);
    this.set({ isSending: true });
    const failure = (await outbox.flush()) ?? (await this.attempt(() => this.readList()));
    this.set({ isSending: false });
    this.note(failure);
    if (failure && failure.kind !== 'signedOut' && this.outbox === outbox) {
      const wait = RETRY_MS[Math.min(this.retries, RETRY_MS.length - 1)];
      this.retries += 1;
      this.timer = setTimeout(() => void this.sync(), wait);
    } else {
      this.retries = 0;
    }
  }

  /** Reads one character again, with its level-up. What this device keeps stays when that fails. */
  async refresh(id: string): Promise<void> {
    await this.attempt(async () => {
      const [character, levelUp] = await Promise.all([
        this.api.get(id),
        this.api.levelUp(id).catch(ignoreTrouble),
      ]);
      await this.arrived(id, character, levelUp === undefined ? this.known.get(id)?.levelUp : levelUp);
    });
  }

  async create(input: NewCharacterInput): Promise<void> {
    await this.outbox?.create(input);
    void this.sync();
  }

  async update(id: string, changes: CharacterChanges): Promise<void> {
    const sheet = this.state.sheets.find(({ character }) => character.id === id);
    if (sheet) {
      // On top of an edit that waits it is folded in, and compared with what the server had then.
      await this.outbox?.update(sheet.entry ? sheet.character : (sheet.server ?? sheet.character), changes);
      void this.sync();
    }
  }

  /** Hit points gained or, below zero, lost: each counts, however fast they come. */
  changeHitPoints(id: string, by: number): Promise<void> {
    this.edits = this.edits.then(async () => {
      const points = this.state.sheets.find(({ character }) => character.id === id)?.character.hitPoints;
      if (points) {
        await this.update(id, {
          currentHitPoints: Math.min(points.max, Math.max(DEAD_AT, points.current + by)),
        });
      }
    });
    return this.edits;
  }

  async remove(id: string): Promise<void> {
    const sheet = this.state.sheets.find(({ character }) => character.id === id);
    if (sheet) {
      await this.outbox?.remove(sheet.server ?? sheet.character);
      void this.sync();
    }
  }

  async resolve(id: string, mine: ReadonlySet<Field>): Promise<void> {
    await this.outbox?.resolve(id, mine);
    void this.sync();
  }

  async discard(id: string): Promise<void> {
    await this.outbox?.discard(id);
    void this.sync();
  }

  async retry(id: string): Promise<void> {
    await this.outbox?.retry(id);
    void this.sync();
  }

  async setLevelUp(id: string, change: () => Promise<LevelUp>): Promise<LevelUp> {
    const levelUp = await change();
    const server = this.known.get(id)?.server;
    if (server) {
      await this.arrived(id, server, levelUp);
    }
    return levelUp;
  }

  async uploadPortrait(id: string, picture: Blob): Promise<void> {
    const { portraitUrl, version } = await this.api.uploadPortrait(id, picture);
    const { user } = this.state;
    const server = this.known.get(id)?.server;
    if (user && server) {
      await this.database.keepPortrait({ userId: user.id, characterId: id, url: portraitUrl, picture });
      await this.arrived(id, { ...server, portraitUrl, version });
    }
  }

  /** The picture of a portrait, from this device if it is the right one. Null: it cannot be had now. */
  async portrait(id: string, url: string): Promise<Blob | null> {
    const { user } = this.state;
    if (!user) {
      return null;
    }
    const kept = await this.database.portrait(user.id, id);
    if (kept?.url === url) {
      return kept.picture;
    }
    try {
      const picture = await this.api.portrait(url);
      await this.database.keepPortrait({ userId: user.id, characterId: id, url, picture });
      return picture;
    } catch {
      return kept?.picture ?? null;
    }
  }

  private async enter(user: User): Promise<void> {
    if (this.state.user?.id !== user.id) {
      this.known.clear();
    }
    this.outbox = new Outbox(user.id, this.database, this.api, {
      waiting: (id, entry) => {
        this.knownOf(id).entry = entry;
        this.publish();
        this.otherTabs?.postMessage('changed');
      },
      arrived: (id, character) => void this.arrived(id, character),
    });
    this.set({ user, phase: 'signedIn' });
    await this.reload();
  }

  /** Everything again from what this device keeps: another tab has changed it. */
  private async reload(): Promise<void> {
    const user = await this.database.signedIn();
    if (!user || user.id !== this.state.user?.id) {
      if (this.state.phase === 'signedIn') {
        this.outbox = null;
        this.known.clear();
        this.set({ phase: 'signedOut', user: null });
        this.publish();
      }
      return;
    }
    const { characters, waiting } = await this.database.load(user.id);
    this.known.clear();
    for (const { id, character, levelUp } of characters) {
      this.known.set(id, { server: character, entry: null, levelUp });
    }
    for (const entry of waiting) {
      this.knownOf(entry.characterId).entry = entry;
    }
    this.set({ isListed: this.state.isListed || characters.length > 0 });
    this.publish();
  }

  private async readList(): Promise<void> {
    const { user } = this.state;
    const summaries = await this.api.list();
    const present = new Set(summaries.map(({ id }) => id));
    for (const [id, { server }] of [...this.known]) {
      if (server && !present.has(id)) {
        await this.arrived(id, null);
      }
    }
    // Whole sheets, so that they can be read without a network; those that have not changed are here already.
    const changed = summaries.filter(({ id, version }) => this.known.get(id)?.server?.version !== version);
    await Promise.all(changed.map(async ({ id }) => this.arrived(id, await this.api.get(id))));
    if (user?.id === this.state.user?.id) {
      this.set({ isListed: true });
    }
  }

  private async arrived(id: string, character: Character | null, levelUp?: LevelUp | null): Promise<void> {
    const { user } = this.state;
    if (!user) {
      return;
    }
    const known = this.knownOf(id);
    known.server = character;
    known.levelUp = levelUp === undefined ? known.levelUp : levelUp;
    this.publish();
    await (character
      ? this.database.keepCharacter(user.id, character, known.levelUp)
      : this.database.forgetCharacter(user.id, id));
  }

  private knownOf(id: string): Known {
    let known = this.known.get(id);
    if (!known) {
      known = { server: null, entry: null, levelUp: null };
      this.known.set(id, known);
    }
    return known;
  }

  private async attempt(work: () => Promise<unknown>): Promise<ApiFailure | null> {
    try {
      await work();
      this.note(null);
      return null;
    } catch (error) {
      const failure = asFailure(error);
      this.note(failure);
      return failure;
    }
  }

  private note(failure: ApiFailure | null): void {
    if (failure === null) {
      this.set({ isOnline: true, needsSignIn: false });
    } else if (failure.kind === 'signedOut') {
      this.set({ isOnline: true, needsSignIn: this.state.phase === 'signedIn' });
    } else {
      this.set({ isOnline: failure.kind !== 'offline' && failure.kind !== 'unavailable' });
    }
  }

  private publish(): void {
    const sheets: Sheet[] = [];
    const waiting: Entry[] = [];
    for (const { server, entry, levelUp } of this.known.values()) {
      if (entry) {
        waiting.push(entry);
      }
      const character = entry ? overlay(server ?? undefined, entry) : server;
      if (character) {
        sheets.push({ character, server, entry, levelUp });
      }
    }
    sheets.sort((a, b) => a.character.name.localeCompare(b.character.name));
    waiting.sort((a, b) => a.queuedAt.localeCompare(b.queuedAt));
    this.set({ sheets, waiting });
  }

  private set(change: Partial<State>): void {
    this.state = { ...this.state, ...change };
    for (const listener of this.listeners) {
      listener();
    }
  }
}

/** A level-up needs a part of the server that may be missing; a sheet is shown without it. */
function ignoreTrouble(error: unknown): undefined {
  if (asFailure(error).kind !== 'unavailable') {
    throw error;
  }
}
