import preset from '../../jest.preset.js';

export default { ...preset, displayName: 'nx', coverageDirectory: 'test-output/coverage' };
