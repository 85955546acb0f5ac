import js from '@eslint/js';
import tseslint from 'typescript-eslint';

/** A folder may import only what lies further in: domain, then application, then everything else. */
function inner(folder, forbidden, message) {
  return {
    files: [`src/${folder}/**/*.ts`],
    rules: {
      'no-restricted-imports': ['error', { patterns: [{ regex: forbidden, message }] }],
    },
  };
}

export default tseslint.config(
  { ignores: ['dist/', 'coverage/'] },
  js.configs.recommended,
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      // Nest's modules and controllers are classes that need no members of their own.
      '@typescript-eslint/no-extraneous-class': [
        'error',
        { allowWithDecorator: true, allowStaticOnly: true },
      ],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/prefer-nullish-coalescing': ['error', { ignorePrimitives: { string: true } }],
      '@typescript-eslint/require-await': 'off',
      // Nest and TypeORM take options as literals of types that they declare as classes.
      '@typescript-eslint/no-unsafe-class-instance-assignment': 'off',
    },
  },
  {
    // What comes over the wire has no type: each test says what it expects of it.
    files: ['test/integration/**/*.ts'],
    rules: {
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
    },
  },
  {
    files: ['*.js'],
    languageOptions: {
      globals: { URL: 'readonly', console: 'readonly', fetch: 'readonly', process: 'readonly' },
    },
  },
  inner(
    'domain',
    '^(?!\\./|node:crypto$|@dice/shared/rules$)',
    'the domain imports nothing but itself and the rules',
  ),
  inner(
    'application',
    '^(?!\\.{1,2}/|@dice/shared/|node:(crypto|stream)$)|\\.\\./(?!domain)',
    'the application imports the domain and itself, never a protocol or a store',
  ),
);
