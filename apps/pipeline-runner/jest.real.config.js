import preset from '../../jest.preset.js';

/** Against the real compose; needs its plugin, no engine. Not part of the default target. */
export default { ...preset, displayName: 'gallery-real', testMatch: ['<rootDir>/test-real/**/*.test.ts'] };
