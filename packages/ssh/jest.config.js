import preset from '../../jest.preset.js';

export default { ...preset, displayName: 'ssh', coverageDirectory: 'test-output/coverage' };
