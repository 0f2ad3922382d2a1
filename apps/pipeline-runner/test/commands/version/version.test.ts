import { installedAs } from '../../../src/commands/version/version.js';

test.each([
  ['an image', '/opt/hl/hl.mjs', { HL_IMAGE: '1' }, 'image'],
  ['one file', '/usr/local/bin/hl.mjs', {}, 'one file'],
  ['a package', '/srv/site/node_modules/@hl/pipeline-runner/bin/hl.js', {}, 'package'],
  ['a checkout', '/home/me/hl/apps/pipeline-runner/bin/hl.js', {}, 'checkout'],
])('%s', (_, script, env, expected) => expect(installedAs(script, env, (path) => path === '/home/me/hl/tools/start.mjs')).toBe(expected));
