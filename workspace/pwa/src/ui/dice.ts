/** Fair dice: from the browser's source of randomness, without the bias of a remainder. */
export function rollDie(sides: number, draw: () => number = drawByte): number {
  const fair = 256 - (256 % sides);
  for (;;) {
    const byte = draw();
    if (byte < fair) {
      return (byte % sides) + 1;
    }
  }
}

/** An ability score: four dice, the lowest left out. */
export function rollScore(draw?: () => number): number {
  const dice = Array.from({ length: 4 }, () => rollDie(6, draw)).sort((a, b) => b - a);
  return dice.slice(0, 3).reduce((sum, die) => sum + die, 0);
}

function drawByte(): number {
  return crypto.getRandomValues(new Uint8Array(1))[0] ?? 0;
}
