import { createHash, timingSafeEqual } from 'node:crypto';
import { Controller, Get, Inject, Param, Req } from '@nestjs/common';
import type { Character } from '@dice/shared/schemas';
import type { Request } from 'express';
import { z } from 'zod';
import { CharacterService } from '../application/character-service.js';
import { ApplicationError, unauthenticated } from '../application/errors.js';
import { toCharacter } from '../present/present.js';

const parameters = z.object({ id: z.uuid({ error: 'must be a UUID' }) });

/** Compares in constant time, whatever the lengths. */
export class ApiKey {
  private readonly expected: Buffer;

  constructor(key: string) {
    this.expected = digest(key);
  }

  check(request: Request): void {
    const given = request.get('x-api-key');
    if (given === undefined) {
      throw unauthenticated('send the key of the service as `x-api-key`');
    }
    if (!timingSafeEqual(digest(given), this.expected)) {
      throw new ApplicationError('forbidden', 'the key in `x-api-key` is not the right one');
    }
  }
}

/** What services of ours ask of each other. The edge leads here as to all else, so it takes a key. */
@Controller('internal')
export class InternalController {
  constructor(
    @Inject(ApiKey) private readonly key: ApiKey,
    @Inject(CharacterService) private readonly characters: CharacterService,
  ) {}

  @Get('users/:id/characters')
  async charactersOf(@Param() given: unknown, @Req() request: Request): Promise<{ items: Character[] }> {
    this.key.check(request);
    const { id } = parameters.parse(given);
    return { items: (await this.characters.ofOwner(id, 100)).map(toCharacter) };
  }
}

function digest(key: string): Buffer {
  return createHash('sha256').update(key).digest();
}
