import preset from '../../jest.preset.js';

export default { ...preset, displayName: 'traefik', coverageDirectory: 'test-output/coverage' };
