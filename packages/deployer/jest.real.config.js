import preset from '../../jest.preset.js';

/** Against a real Docker engine; needs root, dockerd, compose and busybox-static. Not part of the default target. */
export default { ...preset, displayName: 'deployer-real', testMatch: ['<rootDir>/test-real/**/*.test.ts'] };
