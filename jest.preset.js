import { fileURLToPath } from 'node:url';

/** `*.test.ts` are the quick tests; with HL_DEEP=1 the `*.deep.test.ts` run instead: every order, every crash, whole lives. */
const deep = process.env.HL_DEEP === '1';

/** Jest runs the TypeScript sources as native ES modules: the `@hl/source` condition makes every package resolve to its `src`. */
export default {
  testEnvironment: 'node',
  globalSetup: fileURLToPath(new URL('tools/test/surroundings.mjs', import.meta.url)),
  testMatch: [deep ? '<rootDir>/test/**/*.deep.test.ts' : '<rootDir>/test/**/!(*.deep).test.ts'],
  passWithNoTests: deep,
  testTimeout: deep ? 120_000 : 30_000,
  extensionsToTreatAsEsm: ['.ts'],
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  testEnvironmentOptions: { customExportConditions: ['@hl/source', 'node', 'node-addons'] },
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      {
        swcrc: false,
        jsc: { parser: { syntax: 'typescript' }, target: 'es2023', keepClassNames: true, experimental: { keepImportAttributes: true } },
        module: { type: 'es6' },
        sourceMaps: 'inline',
      },
    ],
  },
  // A quarter of the time: with HL_COVERAGE=1 only.
  collectCoverage: process.env.HL_COVERAGE === '1',
  coverageProvider: 'v8',
  coverageReporters: ['text-summary', 'lcovonly'],
  collectCoverageFrom: ['src/**/*.ts', '!src/**/*.gen.ts'],
};
