import preset from '../../jest.preset.js';

export default { ...preset, displayName: 'deployer', coverageDirectory: 'test-output/coverage' };
