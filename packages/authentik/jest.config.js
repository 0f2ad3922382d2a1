import preset from '../../jest.preset.js';

export default { ...preset, displayName: 'authentik', coverageDirectory: 'test-output/coverage' };
