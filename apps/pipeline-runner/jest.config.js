import preset from '../../jest.preset.js';

// It comes last and alone: every other package is tested before it.
export default { ...preset, maxWorkers: 2, displayName: 'pipeline-runner', coverageDirectory: 'test-output/coverage' };
