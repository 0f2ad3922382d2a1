import preset from '../../jest.preset.js';

export default { ...preset, displayName: 'glance', coverageDirectory: 'test-output/coverage' };
