import js from '@eslint/js';
import reactHooks from 'eslint-plugin-react-hooks';
import tseslint from 'typescript-eslint';

/** A folder may import only what lies further in: what a character is, then what is kept and sent, then what is shown. */
function inner(folder, forbidden, message) {
  return {
    files: [`src/${folder}/**/*.{ts,tsx}`],
    rules: {
      'no-restricted-imports': ['error', { patterns: [{ regex: forbidden, message }] }],
    },
  };
}

function readonly(...names) {
  return Object.fromEntries(names.map((name) => [name, 'readonly']));
}

export default tseslint.config(
  { ignores: ['dist/', '.astro/', 'public/', '.vite/'] },
  js.configs.recommended,
  {
    files: ['**/*.{ts,tsx}'],
    extends: [
      tseslint.configs.strictTypeChecked,
      tseslint.configs.stylisticTypeChecked,
      reactHooks.configs.flat.recommended,
    ],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/prefer-nullish-coalescing': ['error', { ignorePrimitives: { string: true } }],
    },
  },
  {
    files: ['**/*.js'],
    languageOptions: { globals: readonly('Buffer', 'console', 'fetch', 'process', 'URL') },
  },
  {
    // What is handed to a page runs there.
    files: ['test/browser/*.js'],
    languageOptions: { globals: readonly('createImageBitmap', 'document', 'navigator') },
  },
  {
    files: ['test/unit/*.{ts,tsx}'],
    rules: {
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/require-await': 'off',
    },
  },
  inner('character', '\\.\\./(?!character)', 'a character knows nothing of how it is kept or shown'),
  inner('sync', '\\.\\./(app|ui|screens|mocks)', 'what is kept and sent knows nothing of what is shown'),
  inner('ui', '\\.\\./(screens|mocks)', 'parts of screens know no screen'),
);
