import { exampleService } from '@hl/core/testing';
import { desired } from '../../src/desired/desired.js';
import type { Example } from '../example.js';

const file = (destination: string, size = 1): Example['deployment']['files'][number] => ({
  source: 'files/x',
  destination,
  mode: 0o644,
  sha256: 'x',
  size,
});

test.each<[string, NonNullable<Parameters<typeof exampleService>[0]>, string]>([
  ['a name with shell characters', { name: 'a; rm -rf /' }, 'HL_NAME'],
  ['a name with upper case', { name: 'MeTube' }, 'HL_NAME'],
  ['a file above the directory', { deployment: { files: [file('../etc/passwd')] } }, 'HL_PATH_OUTSIDE'],
  ['a file that climbs out', { deployment: { files: [file('a/../../b')] } }, 'HL_PATH_OUTSIDE'],
  ['an absolute file', { deployment: { files: [file('/etc/passwd')] } }, 'HL_PATH_OUTSIDE'],
  ['our own compose.yml', { deployment: { files: [file('compose.yml')] } }, 'HL_PATH_OUTSIDE'],
  ['our own .env', { deployment: { files: [file('.env')] } }, 'HL_PATH_OUTSIDE'],
  ['our own records', { deployment: { files: [file('.hl/applied')] } }, 'HL_PATH_OUTSIDE'],
  ['a line end in a path', { deployment: { files: [file('a\nb')] } }, 'HL_PATH_OUTSIDE'],
  ['a directory', { deployment: { files: [file('conf/')] } }, 'HL_PATH_OUTSIDE'],
  ['a huge file', { deployment: { files: [file('big', 11 * 1024 * 1024)] } }, 'HL_TOO_LARGE'],
  ['a relative install path', { deployment: { installPath: 'opt/x' } }, 'HL_PATH_OUTSIDE'],
  ['an install path that climbs', { deployment: { installPath: '/opt/../etc' } }, 'HL_PATH_OUTSIDE'],
  ['the root as install path', { deployment: { installPath: '/' } }, 'HL_PATH_OUTSIDE'],
  ['a 10 MB environment', { deployment: { environment: { BIG: 'x'.repeat(10 * 1024 * 1024) } } }, 'HL_TOO_LARGE'],
  [
    'many large values',
    { deployment: { environment: Object.fromEntries(Array.from({ length: 20 }, (_, n) => [`V${n}`, 'x'.repeat(100 * 1024)])) } },
    'HL_TOO_LARGE',
  ],
])('%s is an input error that names the file', (_, over, code) => {
  const service = exampleService({ path: 'services/x.yml', ...over });
  expect(() => desired(service, 'docker')).toThrow(
    expect.objectContaining({ code, kind: 'input', message: expect.stringContaining('services/x.yml') }),
  );
});

test.each(['.hidden', '..data', 'a b/c d.conf', 'ünï.conf', '-dash', 'a/.env'])('the destination %j is fine', (destination) => {
  expect(desired(exampleService({ deployment: { files: [file(destination)] } }), 'docker')).toHaveLength(1);
});

const copy = { source: 'files/x', destination: 'a', mode: 0o644, sha256: 'x', size: 1 };

test('a spec holds what is wanted as a claim, without secrets and without what only the file of the service says', () => {
  const service = exampleService({
    deployment: {
      files: [{ ...copy, destination: 'b' }, { ...copy, more: 'of a newer version' } as typeof copy],
      secrets: [{ name: 'KEY', source: 'APP_KEY' }],
      secretsFile: { ...copy, destination: 'x.env' },
      dependsOnServices: ['web', 'db'],
      pullPolicy: 'always',
      onFailure: 'keep',
      compose: { name: 'media' },
    },
  });
  expect(desired(service, 'docker')).toEqual([
    {
      system: 'compose',
      key: 'docker-media/metube',
      service: 'metube',
      spec: {
        project: 'media',
        installPath: '/opt/metube',
        compose: expect.stringMatching(/^# hl: service metube.*\nname: media\n/),
        files: [copy, { ...copy, destination: 'b' }],
        secrets: { KEY: { source: 'APP_KEY', state: 'current' } },
        secretsFile: { ...copy, destination: 'x.env', state: 'current' },
        onFailure: 'keep',
        dependsOnServices: ['db', 'web'],
        running: true,
        leftovers: [],
        images: 'current',
      },
    },
  ]);
});

test('a stack is its own project: its file names none', () => {
  const [resource] = desired(exampleService(), 'swarm');
  expect(resource?.spec).toMatchObject({ project: 'metube', secretsFile: null, compose: expect.not.stringMatching(/^name:/m) });
  expect(resource?.spec).not.toHaveProperty('images');
});

test.each<[string, boolean]>([
  ['/opt/metube', true],
  ['/srv/a b/c', true],
  ['/o', true],
  ['/opt', true],
  ['/', false],
  ['/opt/', false],
  ['/opt/metube/', false],
  ['//opt/x', false],
  ['/opt/./x', false],
  ['/opt/a\nb', false],
  ['', false],
])('the install path %j: %s', (installPath, fine) => {
  const wanted = (): unknown => desired(exampleService({ deployment: { installPath } }), 'docker');
  if (fine) expect(wanted).not.toThrow();
  else expect(wanted).toThrow(expect.objectContaining({ code: 'HL_PATH_OUTSIDE' }));
});

/** 16 values that have 64 KiB with their names, less the name TZ that the example has. */
const megabyte = (TZ: string): Record<string, string> =>
  Object.fromEntries([['TZ', TZ], ...Array.from({ length: 16 }, (_, n) => [`K${n + 10}`, 'x'.repeat(n === 0 ? 65_531 : 65_533)])]);

test.each<[string, Partial<Example['deployment']>, boolean]>([
  ['a file of ten megabytes', { files: [file('a', 10 * 1024 * 1024)] }, true],
  ['a byte more', { files: [file('a', 10 * 1024 * 1024 + 1)] }, false],
  ['a value of 120 KiB', { environment: { A: 'x'.repeat(120 * 1024) } }, true],
  ['a byte more', { environment: { A: 'x'.repeat(120 * 1024 + 1) } }, false],
  ['an environment of one megabyte', { environment: megabyte('') }, true],
  ['a byte more', { environment: megabyte('x') }, false],
  ['characters count as bytes', { environment: { A: '☃'.repeat(41 * 1024) } }, false],
])('%s: %s', (_, deployment, fine) => {
  const wanted = (): unknown => desired(exampleService({ deployment }), 'docker');
  if (fine) expect(wanted).not.toThrow();
  else expect(wanted).toThrow(expect.objectContaining({ code: 'HL_TOO_LARGE', hint: expect.stringMatching(/../) }));
});
