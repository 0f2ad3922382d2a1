import preset from '../../jest.preset.js';

export default { ...preset, displayName: 'http', coverageDirectory: 'test-output/coverage' };
