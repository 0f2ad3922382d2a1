import type { Service } from '@hl/core';
import { exampleService } from '@hl/core/testing';
import { desired } from '../../src/desired/desired.js';

const file = (destination: string, size = 1): Service['deployment']['files'][number] => ({
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
