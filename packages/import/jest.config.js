import preset from '../../jest.preset.js';

export default { ...preset, displayName: 'import', coverageDirectory: 'test-output/coverage' };
