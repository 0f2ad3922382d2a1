import preset from '../../jest.preset.js';

export default { ...preset, displayName: 'pihole', coverageDirectory: 'test-output/coverage' };
