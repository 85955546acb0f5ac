import { CLASS_RULES, RACE_RULES } from '@dice/shared/rules';
import type { Character } from '@dice/shared/schemas';
import { capitalised, signed } from './format';
import { reasonOfSave } from './SheetFigures';
import { Shield } from './Portrait';

const SAVES = ['fortitude', 'reflex', 'will'] as const;

/** What the rules make of the choices so far, while they are being made. */
export function RulesPreview({ character }: { character: Character }) {
  const { hitDie } = CLASS_RULES[character.class];
  const { size, speed } = RACE_RULES[character.race];
  const constitution = character.modifiers.constitution;
  const facts = [
    [
      'Hit points',
      character.hitPoints.max,
      character.level === 1
        ? `d${hitDie} in full, Con ${signed(constitution)}`
        : `d${hitDie} a level, Con ${signed(constitution)}`,
    ],
    [
      'Armor class',
      character.armorClass,
      `10, Dex ${signed(character.modifiers.dexterity)}${size === 'Small' ? ', Small +1' : ''}`,
    ],
    ['Base attack', character.attacks.map(signed).join('/'), `${character.class} level ${character.level}`],
    ...SAVES.map(
      (save) =>
        [capitalised(save), signed(character.savingThrows[save]), reasonOfSave(character, save)] as const,
    ),
  ] as const;
  return (
    <aside className="leaf lg:sticky lg:top-24" aria-label="What the rules say">
      <div className="mb-4 flex items-center gap-4">
        <div className="medallion w-20 shrink-0">
          <Shield of={character.class} />
        </div>
        <div className="min-w-0">
          <p className="display line-clamp-3 text-2xl wrap-break-word">{character.name || 'Nameless'}</p>
          <p className="text-faded">
            {character.race} {character.class} · {size}, {speed} ft.
          </p>
        </div>
      </div>
      <dl>
        {facts.map(([name, value, reason]) => (
          <div key={name} className="grid grid-cols-[1fr_auto] items-baseline border-t border-line py-1.5">
            <dt className="text-lg font-semibold">
              {name}
              <span className="plain block text-[0.9375rem] leading-tight font-normal text-faded">
                {reason}
              </span>
            </dt>
            <dd className="bonus text-3xl">{value}</dd>
          </div>
        ))}
      </dl>
    </aside>
  );
}

/** The same in one line, for where the whole does not fit beside the form. */
export function RulesBar({ character }: { character: Character }) {
  const facts = [
    ['HP', character.hitPoints.max],
    ['AC', character.armorClass],
    ['Att', signed(character.baseAttackBonus)],
    ...SAVES.map((save) => [capitalised(save.slice(0, 4)), signed(character.savingThrows[save])] as const),
  ] as const;
  return (
    <dl
      className="binding fixed inset-x-0 bottom-0 z-20 flex justify-around px-2 pt-2 pb-3 lg:hidden"
      aria-label="What the rules say, in short"
    >
      {facts.map(([name, value]) => (
        <div key={name} className="text-center">
          <dt className="label text-xs text-(--gilt)!">{name}</dt>
          <dd className="bonus text-xl text-(--on-leather)!">{value}</dd>
        </div>
      ))}
    </dl>
  );
}
