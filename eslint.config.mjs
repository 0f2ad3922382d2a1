import nx from '@nx/eslint-plugin';
import tseslint from 'typescript-eslint';

const only = (...tags) => ({ onlyDependOnLibsWithTags: tags });
const integrations = only('type:core', 'type:http');

/** The fences of the architecture. Tests may also use the embedded homelab; nothing shipped may. */
const boundaries = (integrationMay, more = {}) => [
  'error',
  {
    ...more,
    enforceBuildableLibDependency: true,
    // The app loads its stages lazily and a stage loads its packages as usual: both forms of import are right there.
    checkDynamicDependenciesExceptions: ['.*'],
    allow: ['^.*/(eslint|jest)(\\.base)?\\.(config|preset)\\.[cm]?js$'],
    depConstraints: [
      { sourceTag: 'type:core', ...only(), bannedExternalImports: ['*'] },
      { sourceTag: 'type:http', ...(integrationMay ?? { ...only('type:core'), bannedExternalImports: ['*'] }) },
      { sourceTag: 'type:integration', ...(integrationMay ?? integrations) },
      { sourceTag: 'type:lab', ...only('type:core') },
      { sourceTag: 'type:app', ...only('type:core', 'type:http', 'type:integration', 'type:lab') },
    ],
  },
];

const fence = (name, home) => ({ name, message: `${name} is used in ${home} only.` });
const foreign = [fence('cac', 'apps/pipeline-runner'), fence('consola', 'apps/pipeline-runner')];

export default [
  { ignores: ['**/dist', '**/out-tsc', '**/coverage', '**/test-output', '**/*.gen.ts'] },
  ...nx.configs['flat/base'],
  ...tseslint.configs.recommended,
  {
    files: ['**/*.ts'],
    languageOptions: { parserOptions: { projectService: true } },
    rules: {
      '@nx/enforce-module-boundaries': boundaries(),
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_', caughtErrorsIgnorePattern: '^_' }],
      'no-restricted-exports': ['error', { restrictDefaultExports: { direct: true } }],
    },
  },
  // A test imports its own package by name, so that it sees what users see.
  {
    files: ['**/test/**/*.ts', '**/test-real/**/*.ts'],
    rules: {
      '@nx/enforce-module-boundaries': boundaries(only('type:core', 'type:http', 'type:lab'), { allowCircularSelfDependency: true }),
    },
  },
  {
    files: ['**/packages/*/src/**/*.ts', '**/apps/lab/src/**/*.ts'],
    rules: {
      'no-console': 'error',
      'no-restricted-properties': [
        'error',
        { object: 'process', property: 'env', message: 'Only apps/pipeline-runner reads the environment.' },
        { object: 'process', property: 'exit', message: 'Only apps/pipeline-runner exits.' },
      ],
      'no-restricted-imports': ['error', { paths: [...foreign, fence('node-ssh', 'packages/ssh')] }],
    },
  },
  { files: ['**/packages/ssh/src/**/*.ts'], rules: { 'no-restricted-imports': ['error', { paths: foreign }] } },
];
