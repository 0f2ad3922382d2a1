import preset from '../../jest.preset.js';

export default { ...preset, displayName: 'adguard', coverageDirectory: 'test-output/coverage' };
