import preset from '../../jest.preset.js';

export default { ...preset, displayName: 'lab', coverageDirectory: 'test-output/coverage' };
