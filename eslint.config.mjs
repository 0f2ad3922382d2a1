import nx from '@nx/eslint-plugin';
import tseslint from 'typescript-eslint';
import { fence } from './tools/lint/fence.mjs';

const only = (...tags) => ({ onlyDependOnLibsWithTags: tags });
const integrations = only('type:core', 'type:http', 'type:format');

/** The fences of the architecture. Tests may also use the embedded homelab; nothing shipped may. */
const boundaries = (integrationMay, more = {}) => [
  'error',
  {
    ...more,
    enforceBuildableLibDependency: true,
    // The app loads its stages lazily and a stage loads its packages as usual: both forms of import are right there.
    checkDynamicDependenciesExceptions: ['.*'],
    allow: ['^.*/(eslint|jest)(\\.base)?\\.(config|preset)\\.[cm]?js$', '^@jest/globals$'],
    depConstraints: [
      { sourceTag: 'type:core', ...only(), bannedExternalImports: ['*'] },
      { sourceTag: 'type:http', ...(integrationMay ?? { ...only('type:core'), allowedExternalImports: ['ky'] }) },
      { sourceTag: 'type:format', ...(integrationMay ?? only('type:core', 'type:format')) },
      { sourceTag: 'type:integration', ...(integrationMay ?? integrations) },
      // A service file is found and read as detection does it; no system is known there.
      { sourceTag: 'type:plugin', ...only('type:core', 'type:format', 'type:detect') },
      { sourceTag: 'type:lab', ...only('type:core', 'type:format') },
      { sourceTag: 'type:app', ...only('type:core', 'type:http', 'type:format', 'type:integration', 'type:lab') },
    ],
  },
];

export default [
  { ignores: ['**/dist', '**/out-tsc', '**/coverage', '**/test-output', '**/*.gen.ts'] },
  ...nx.configs['flat/base'],
  ...tseslint.configs.recommended,
  {
    files: ['**/*.ts'],
    languageOptions: { parserOptions: { projectService: true } },
    plugins: { hl: { rules: { fence } } },
    rules: {
      'hl/fence': 'error',
      '@nx/enforce-module-boundaries': boundaries(),
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_', caughtErrorsIgnorePattern: '^_' }],
      'no-restricted-exports': ['error', { restrictDefaultExports: { direct: true } }],
    },
  },
  // What no compiler checks for it.
  {
    files: ['**/*.mjs'],
    rules: {
      eqeqeq: 'error',
      'no-var': 'error',
      'prefer-const': 'error',
      'object-shorthand': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { varsIgnorePattern: '^_', argsIgnorePattern: '^_' }],
    },
  },
  // A test imports its own package by name, so that it sees what users see.
  {
    files: ['**/test/**/*.ts', '**/test-real/**/*.ts'],
    rules: {
      '@nx/enforce-module-boundaries': boundaries(only('type:core', 'type:http', 'type:format', 'type:lab'), {
        allowCircularSelfDependency: true,
      }),
    },
  },
];
