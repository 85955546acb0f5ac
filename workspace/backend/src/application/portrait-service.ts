import { randomBytes } from 'node:crypto';
import type { CharacterRepository, DomainObserver, PictureStore, StoredPicture } from './ports.js';
import type { Character } from '../domain/character.js';
import { PORTRAIT_TYPES, imageTypeOf } from '../domain/image.js';
import type { Actor } from './actor.js';
import type { CharacterService } from './character-service.js';
import { ApplicationError, conflict, notFound } from './errors.js';

export const MAX_PORTRAIT_BYTES = 2 * 1024 * 1024;

/** How often somebody else's change may come between reading a character and giving it its picture. */
const ATTEMPTS = 3;

/** Pictures of characters. The character knows which one is its own; a picture nobody knows is rubbish, not a leak. */
export class PortraitService {
  constructor(
    private readonly characters: CharacterRepository,
    private readonly access: CharacterService,
    private readonly pictures: PictureStore,
    private readonly observer: DomainObserver,
  ) {}

  async put(actor: Actor, id: string, content: Uint8Array, declared: string): Promise<Character> {
    let present = await this.access.own(actor, id);
    const mediaType = checked(content, declared);
    const portrait = { token: randomBytes(16).toString('base64url'), mediaType };
    await this.pictures.put(keyOf(id, portrait.token), content, mediaType);
    for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
      const changed = await this.characters.update({ ...present, portrait });
      if (changed) {
        await this.forget(present);
        this.observer.happened('portrait-uploaded');
        return changed;
      }
      present = await this.access.own(actor, id);
    }
    throw conflict('the character is being changed by others; try again', present);
  }

  /** Which picture a character has. Who knows the token may see it, as may its owner. */
  async find(id: string, token: string | undefined, identify: () => Promise<Actor>): Promise<string> {
    const character = await this.characters.find(id);
    const current = character?.portrait?.token;
    if (token === undefined || token !== current) {
      await this.access.own(await identify(), id);
    }
    if (current === undefined) {
      throw notFound('portrait');
    }
    return current;
  }

  async open(id: string, token: string): Promise<StoredPicture> {
    const picture = await this.pictures.get(keyOf(id, token));
    if (!picture) {
      throw notFound('portrait');
    }
    return picture;
  }

  /** The old picture is not needed any more; if it cannot be taken away now it lies there unseen. */
  private async forget({ id, portrait }: Character): Promise<void> {
    if (portrait) {
      await this.pictures.remove(keyOf(id, portrait.token)).catch(() => undefined);
    }
  }
}

function keyOf(id: string, token: string): string {
  return `portraits/${id}/${token}`;
}

/** The type that the bytes are of, which must be the one they are said to be of. */
function checked(content: Uint8Array, declared: string): string {
  const allowed = PORTRAIT_TYPES.join(', ');
  if (content.length > MAX_PORTRAIT_BYTES) {
    throw tooLarge();
  }
  if (!(PORTRAIT_TYPES as readonly string[]).includes(declared)) {
    throw new ApplicationError(
      'unsupported-media',
      `a portrait is one of ${allowed}, not \`${declared || 'nothing'}\``,
    );
  }
  const actual = imageTypeOf(content);
  if (actual !== declared) {
    throw new ApplicationError(
      'unsupported-media',
      `the content is ${actual ? `\`${actual}\`` : 'no image we know'}, not the \`${declared}\` it is said to be`,
    );
  }
  return actual;
}

export function tooLarge(): ApplicationError {
  return new ApplicationError(
    'too-large',
    `a portrait has at most ${MAX_PORTRAIT_BYTES} bytes; make it smaller`,
  );
}
