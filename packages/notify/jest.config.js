import preset from '../../jest.preset.js';

export default { ...preset, displayName: 'notify', coverageDirectory: 'test-output/coverage' };
