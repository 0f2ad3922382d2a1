import preset from '../../jest.preset.js';

export default { ...preset, displayName: 'schema', coverageDirectory: 'test-output/coverage' };
