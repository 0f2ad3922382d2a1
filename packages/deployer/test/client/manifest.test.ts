import { manifestOf, readJson } from '../../src/client/manifest.js';
import { specFrom } from '../../src/spec.js';

const file = { source: 'a', destination: 'b', mode: 0o600, sha256: 'c', size: 1 };

test('what is kept of a spec: names of secrets and no states', () => {
  const spec = specFrom({
    project: 'app',
    files: [file],
    secrets: { KEY: { source: 'APP_KEY', state: 'differs' } },
    secretsFile: { ...file, state: 'absent' },
    onFailure: 'keep',
    dependsOnServices: ['db'],
    images: 'current',
  });
  expect(manifestOf('web', spec, 'c1')).toEqual({
    version: 1,
    service: 'web',
    project: 'app',
    files: [file],
    secrets: { KEY: 'APP_KEY' },
    secretsFile: file,
    onFailure: 'keep',
    dependsOnServices: ['db'],
    alwaysPull: true,
    commit: 'c1',
  });
  expect(manifestOf('web', specFrom({}), null)).toMatchObject({ secretsFile: null, alwaysPull: false, commit: null });
});

test.each([
  ['{"a":1}', { a: 1 }],
  ['{"a":', null],
  ['', null],
  [undefined, null],
])('reads %j', (text, value) => {
  expect(readJson(text)).toEqual(value);
});
