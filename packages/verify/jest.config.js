import preset from '../../jest.preset.js';

export default { ...preset, displayName: 'verify', coverageDirectory: 'test-output/coverage' };
