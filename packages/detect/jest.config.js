import preset from '../../jest.preset.js';

export default { ...preset, displayName: 'detect', coverageDirectory: 'test-output/coverage' };
