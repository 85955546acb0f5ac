/** The app's state and what can be done to it. The screens read `state` and call methods; nothing else does either. */
import type { Character, CharacterChanges, LevelUp, SignIn, User } from '@dice/shared/schemas';
import { asFailure, type Api } from '../api/client';
import type { ApiFailure } from '../api/failure';
import type { Field } from '../character/fields';
import { DEAD_AT } from '../character/limits';
import type { Database } from '../sync/database';
import type { Entry, NewCharacterInput } from '../sync/entry';
import { Outbox } from '../sync/outbox';
import { Sheets, type Answer, type Sheet } from './sheets';

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
  private readonly sheets = new Sheets();
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
    this.set({ isSending: true });
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
    this.sheets.clear();
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
      const asked = this.sheets.asking();
      const [character, levelUp] = await Promise.all([
        this.api.get(id).catch(nullIfGone),
        this.api.levelUp(id).catch(ignoreTrouble),
      ]);
      await this.arrived(id, { character, asked, levelUp });
    });
  }

  async create(input: NewCharacterInput): Promise<void> {
    await this.outbox?.create(input);
    void this.sync();
  }

  /** `seen` is what was on the sheet when the changes were begun, if that is some time ago. */
  async update(id: string, changes: CharacterChanges, seen?: Character): Promise<void> {
    const sheet = this.state.sheets.find(({ character }) => character.id === id);
    if (sheet) {
      await this.outbox?.update(baseOf(sheet, seen), changes);
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
    await this.keep(id, this.sheets.levelUpArrived(id, levelUp));
    return levelUp;
  }

  async uploadPortrait(id: string, picture: Blob): Promise<void> {
    const { portraitUrl: url } = await this.api.uploadPortrait(id, picture);
    const { user } = this.state;
    if (user) {
      await this.database.keepPortrait({ userId: user.id, characterId: id, url, picture });
      await this.refresh(id);
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
      this.sheets.clear();
    }
    this.outbox = new Outbox(user.id, this.database, this.api, {
      waiting: (id, entry) => {
        this.sheets.waits(id, entry);
        this.publish();
        this.otherTabs?.postMessage('changed');
      },
      arrived: (id, character) => this.arrived(id, { character }),
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
        this.sheets.clear();
        this.set({ phase: 'signedOut', user: null });
        this.publish();
      }
      return;
    }
    const kept = await this.database.load(user.id);
    this.sheets.load(kept);
    this.set({ isListed: this.state.isListed || kept.characters.length > 0 });
    this.publish();
  }

  private async readList(): Promise<void> {
    const { user } = this.state;
    const asked = this.sheets.asking();
    const summaries = await this.api.list();
    for (const id of this.sheets.missingIn(new Set(summaries.map((it) => it.id)))) {
      await this.arrived(id, { character: null, asked });
    }
    // Whole sheets, so that they can be read without a network; those that have not changed are here already.
    const changed = summaries.filter(({ id, version }) => this.sheets.server(id)?.version !== version);
    await Promise.all(changed.map(({ id }) => this.read(id)));
    if (user?.id === this.state.user?.id) {
      this.set({ isListed: true });
    }
  }

  private async read(id: string): Promise<void> {
    const asked = this.sheets.asking();
    await this.arrived(id, { character: await this.api.get(id).catch(nullIfGone), asked });
  }

  private async arrived(id: string, answer: Answer): Promise<void> {
    const news = this.state.user && this.sheets.arrived(id, answer);
    if (news) {
      await this.keep(id, news);
    }
  }

  /** Shows what is known of a character now, and keeps it on this device. */
  private async keep(id: string, { server, levelUp }: Pick<Sheet, 'server' | 'levelUp'>): Promise<void> {
    this.publish();
    const { user } = this.state;
    if (user) {
      await (server
        ? this.database.keepCharacter(user.id, server, levelUp)
        : this.database.forgetCharacter(user.id, id));
    }
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
      // An answer may still come in after the network has gone.
      this.set({ isOnline: navigator.onLine, needsSignIn: false });
    } else if (failure.kind === 'signedOut') {
      this.set({ isOnline: true, needsSignIn: this.state.phase === 'signedIn' });
    } else {
      this.set({ isOnline: failure.kind !== 'offline' && failure.kind !== 'unavailable' });
    }
  }

  private publish(): void {
    this.set({ sheets: this.sheets.shown(), waiting: this.sheets.waiting() });
  }

  private set(change: Partial<State>): void {
    this.state = { ...this.state, ...change };
    for (const listener of this.listeners) {
      listener();
    }
  }
}

/**
 * What changes are compared with: what the server had when they were begun, so that what others did meanwhile is not
 * overwritten unseen. An edit that waits has its own; of a character that only this device knew there is none.
 */
function baseOf({ entry, character, server }: Sheet, seen?: Character): Character {
  if (entry) {
    return character;
  }
  return seen && seen.version > 0 ? seen : (server ?? character);
}

function nullIfGone(error: unknown): null {
  if (asFailure(error).kind !== 'gone') {
    throw error;
  }
  return null;
}

/** A level-up needs a part of the server that may be missing; a sheet is shown without it. */
function ignoreTrouble(error: unknown): undefined {
  const { kind } = asFailure(error);
  if (kind !== 'unavailable' && kind !== 'gone') {
    throw error;
  }
}
