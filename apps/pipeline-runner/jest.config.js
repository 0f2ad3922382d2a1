import preset from '../../jest.preset.js';

// Nx begins with what others depend on, so it comes last and alone. Whole lives wait for what they started two thirds of their time.
export default {
  ...preset,
  testSequencer: '../../tools/test/model-first.mjs',
  maxWorkers: process.env.HL_DEEP === '1' ? 5 : 2,
  displayName: 'pipeline-runner',
  coverageDirectory: 'test-output/coverage',
};
