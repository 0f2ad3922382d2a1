import preset from '../../jest.preset.js';

export default { ...preset, displayName: 'report', coverageDirectory: 'test-output/coverage' };
