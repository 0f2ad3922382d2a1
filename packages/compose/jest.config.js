import preset from '../../jest.preset.js';

export default { ...preset, displayName: 'compose', coverageDirectory: 'test-output/coverage' };
