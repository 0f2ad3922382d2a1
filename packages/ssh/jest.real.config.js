import preset from '../../jest.preset.js';

/** Against a real sshd on loopback; needs root and Debian's openssh-server. Run with: npx jest --config jest.real.config.js */
export default { ...preset, displayName: 'ssh-real', testMatch: ['<rootDir>/test-real/**/*.test.ts'], testTimeout: 60_000 };
