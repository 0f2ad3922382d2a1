import preset from '../../jest.preset.js';

export default { ...preset, displayName: 'sops', coverageDirectory: 'test-output/coverage' };
