/** Pictures by their first bytes: a name or a header can say anything. */
export const PORTRAIT_TYPES = ['image/png', 'image/jpeg', 'image/webp'] as const;

export type PortraitType = (typeof PORTRAIT_TYPES)[number];

const SMALLEST = 12;

export function imageTypeOf(content: Uint8Array): PortraitType | undefined {
  if (content.length < SMALLEST) {
    return undefined;
  }
  const bytes = Buffer.from(content.buffer, content.byteOffset, SMALLEST);
  if (bytes.toString('latin1', 0, 8) === '\x89PNG\r\n\x1a\n') {
    return 'image/png';
  }
  if (bytes.toString('latin1', 0, 3) === '\xff\xd8\xff') {
    return 'image/jpeg';
  }
  if (bytes.toString('latin1', 0, 4) === 'RIFF' && bytes.toString('latin1', 8, 12) === 'WEBP') {
    return 'image/webp';
  }
  return undefined;
}
