import { Field, ID, Int, ObjectType } from '@nestjs/graphql';
import type { AbilityTable } from '@dice/shared/rules';
import type { SavingThrows } from '@dice/shared/rules';

@ObjectType('AbilityTable', { description: 'One whole number for each ability.' })
export class AbilityTableType implements AbilityTable {
  @Field(() => Int)
  readonly strength!: number;

  @Field(() => Int)
  readonly dexterity!: number;

  @Field(() => Int)
  readonly constitution!: number;

  @Field(() => Int)
  readonly intelligence!: number;

  @Field(() => Int)
  readonly wisdom!: number;

  @Field(() => Int)
  readonly charisma!: number;
}

@ObjectType('SavingThrows', { description: 'Total bonus of each saving throw.' })
export class SavingThrowsType implements SavingThrows {
  @Field(() => Int)
  readonly fortitude!: number;

  @Field(() => Int)
  readonly reflex!: number;

  @Field(() => Int)
  readonly will!: number;
}

@ObjectType('Character', { description: 'A character by the rules of D&D 3.0.' })
export class CharacterType {
  @Field(() => ID)
  readonly id!: string;

  @Field(() => String)
  readonly name!: string;

  @Field(() => String, { description: 'As in the rules: `Human`, `Half-Elf`, …' })
  readonly race!: string;

  @Field(() => String, { description: 'As in the rules: `Fighter`, `Wizard`, …' })
  readonly class!: string;

  @Field(() => Int)
  readonly level!: number;

  @Field(() => AbilityTableType, { description: 'Scores, racial adjustments included.' })
  readonly abilities!: AbilityTableType;

  @Field(() => AbilityTableType, { description: 'What each score adds or takes away.' })
  readonly modifiers!: AbilityTableType;

  @Field(() => Int, { description: 'At full health.' })
  readonly hitPoints!: number;

  @Field(() => SavingThrowsType)
  readonly savingThrows!: SavingThrowsType;

  @Field(() => [Int], { description: 'Bonus of each attack of a full attack, highest first.' })
  readonly attacks!: readonly number[];
}
