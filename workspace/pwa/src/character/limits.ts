/** What inputs allow. The schemas decide; a test holds these to them, so that the first load needs no schema library. */
export const MAX_NAME_LENGTH = 80;
export const MAX_NOTES_LENGTH = 10_000;
export const ROLLED_SCORES = { min: 3, max: 18 } as const;
export const SHEET_SCORES = { min: 1, max: 30 } as const;
export const DEAD_AT = -10;
