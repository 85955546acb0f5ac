import { Inject } from '@nestjs/common';
import { Query, Resolver } from '@nestjs/graphql';
import { CharacterService } from '../application/character-service.js';
import type { CharacterSheet } from '../domain/character.js';
import { CharacterType } from './character.type.js';

@Resolver(() => CharacterType)
export class CharacterResolver {
  constructor(@Inject(CharacterService) private readonly characters: CharacterService) {}

  @Query(() => [CharacterType], {
    name: 'characters',
    description: 'Every character in the order of their names.',
  })
  async list(): Promise<readonly CharacterType[]> {
    return (await this.characters.listSheets()).map(toType);
  }
}

function toType({ characterClass, ...sheet }: CharacterSheet): CharacterType {
  return { ...sheet, class: characterClass };
}
