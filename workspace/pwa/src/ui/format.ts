/** A bonus as the rules write it: +3, +0, −1. */
export function signed(value: number): string {
  return value < 0 ? `−${-value}` : `+${value}`;
}

export function plural(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}

export function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
