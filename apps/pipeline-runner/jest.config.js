import preset from '../../jest.preset.js';

// It comes last and alone: every other package is tested before it. Whole lives wait for what they started two thirds of their time.
export default {
  ...preset,
  maxWorkers: process.env.HL_DEEP === '1' ? 5 : 2,
  displayName: 'pipeline-runner',
  coverageDirectory: 'test-output/coverage',
};
