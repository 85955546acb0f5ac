import { GraphQLError } from 'graphql';
import { describe, expect, it } from 'vitest';
import { UnavailableError } from '../../../src/application/errors.js';
import { formatError } from '../../../src/graphql/errors.js';

const internal = {
  message: 'relation "characters" does not exist',
  path: ['characters'],
  extensions: { code: 'INTERNAL_SERVER_ERROR', stacktrace: ['secret'] },
};

describe('formatError', () => {
  it('says which dependency is away', () => {
    const error = new GraphQLError('x', { originalError: new UnavailableError('postgres') });
    expect(formatError(internal, error)).toEqual({
      message: 'postgres does not answer at the moment; try again later',
      path: ['characters'],
      extensions: { code: 'SERVICE_UNAVAILABLE', dependency: 'postgres' },
    });
  });

  it('keeps our own failures to ourselves', () => {
    const formatted = formatError(internal, new Error('relation "characters" does not exist'));
    expect(JSON.stringify(formatted)).not.toMatch(/relation|secret/);
    expect(formatted.extensions).toEqual({ code: 'INTERNAL_SERVER_ERROR' });
  });

  it('tells clients their own mistakes', () => {
    const theirs = { message: 'Cannot query field "x"', extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } };
    expect(formatError(theirs, new Error('x'))).toBe(theirs);
  });
});
