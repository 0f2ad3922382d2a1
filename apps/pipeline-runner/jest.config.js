import preset from '../../jest.preset.js';

export default { ...preset, displayName: 'pipeline-runner', coverageDirectory: 'test-output/coverage' };
