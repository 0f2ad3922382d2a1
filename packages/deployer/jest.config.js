import preset from '../../jest.preset.js';

/** Two workers, and patience: these tests mostly wait for shells. */
export default {
  ...preset,
  displayName: 'deployer',
  coverageDirectory: 'test-output/coverage',
  maxWorkers: 2,
  testTimeout: Math.max(preset.testTimeout, 30_000),
  globalSetup: '<rootDir>/test/scratch.mjs',
  globalTeardown: '<rootDir>/test/clean.mjs',
};
