import { buildSchema, parse, validate } from 'graphql';
import { describe, expect, it } from 'vitest';
import { MAX_DEPTH, MAX_FIELDS, operationLimits } from '../../../src/graphql/limits.js';

const schema = buildSchema('type Query { me: Person } type Person { name: String friend: Person }');

function codesOf(query: string): unknown[] {
  return validate(schema, parse(query), [operationLimits]).map(({ extensions }) => extensions['code']);
}

const nested = (levels: number) =>
  `{ me ${'{ friend '.repeat(levels - 2)}{ name }${' }'.repeat(levels - 2)} }`;

describe('operationLimits', () => {
  it('lets the deepest allowed pass, and refuses one level more', () => {
    expect(codesOf(nested(MAX_DEPTH))).toEqual([]);
    expect(codesOf(nested(MAX_DEPTH + 1))).toEqual(['OPERATION_TOO_DEEP']);
  });

  it('counts fields under other names', () => {
    const aliases = (count: number) =>
      `{ me { ${Array.from({ length: count }, (_, i) => `a${i}: name`).join(' ')} } }`;
    expect(codesOf(aliases(MAX_FIELDS - 1))).toEqual([]);
    expect(codesOf(aliases(MAX_FIELDS))).toEqual(['OPERATION_TOO_LARGE']);
  });

  it('counts a fragment wherever it is spread, without doing the work as often', () => {
    const fragments = Array.from(
      { length: 30 },
      (_, i) => `fragment F${i} on Person { ${i === 29 ? 'name' : `...F${i + 1} ...F${i + 1}`} }`,
    );
    expect(codesOf(`{ me { ...F0 } } ${fragments.join(' ')}`)).toEqual(['OPERATION_TOO_LARGE']);
  });

  it('ends for a fragment within itself', () => {
    expect(codesOf('{ me { ...F } } fragment F on Person { friend { ...F } }')).toEqual([]);
  });
});
