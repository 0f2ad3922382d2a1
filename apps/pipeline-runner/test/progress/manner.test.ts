import { coloured, signsOf } from '../../src/progress/manner.js';

test.each<[NodeJS.ProcessEnv, boolean, boolean]>([
  [{}, true, true],
  [{}, false, false],
  [{ NO_COLOR: '1' }, true, false],
  [{ NO_COLOR: '' }, true, true],
  [{ FORCE_COLOR: '1' }, false, true],
  [{ FORCE_COLOR: '0' }, true, false],
  [{ FORCE_COLOR: 'false' }, true, false],
  [{ FORCE_COLOR: '', NO_COLOR: '1' }, true, false],
  [{ FORCE_COLOR: '1', NO_COLOR: '1' }, false, true],
])('colours: %j, terminal %s: %s', (env, terminal, expected) => expect(coloured(env, terminal)).toBe(expected));

test.each<[NodeJS.ProcessEnv, string]>([
  [{}, '✔ › a → b …'],
  [{ LANG: 'de_DE.UTF-8' }, '✔ › a → b …'],
  [{ LANG: 'en_US.utf8' }, '✔ › a → b …'],
  [{ LANG: 'C' }, 'ok > a -> b ...'],
  [{ LC_ALL: 'POSIX', LANG: 'de_DE.UTF-8' }, 'ok > a -> b ...'],
  [{ LC_CTYPE: 'C.UTF-8', LANG: 'C' }, '✔ › a → b …'],
])('signs: %j', (env, expected) => expect(signsOf(env)('✔ › a → b …')).toBe(expected));
