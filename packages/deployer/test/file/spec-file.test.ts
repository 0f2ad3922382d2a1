import { fileOf } from '../../src/file/spec-file.js';

const compose =
  'services: {a: {image: "web:${TAG:-v1}", command: [$DIR, "${DIR}", "$$DIR", "${KEY}", "${KEY:-k}", "${NONE}", "${EMPTY-d}", "${EMPTY:-d}"]}}';
const own = { compose, overlay: '', variables: { DIR: '/d', EMPTY: '' }, secrets: { KEY: { source: 'KEY', state: 'current' as const } } };
const read = (spec: Parameters<typeof fileOf>[0]): unknown => fileOf(spec).services.get('a');

test('plain values and defaults are filled in, secrets and what nobody knows are not', () => {
  expect(read(own)).toEqual({ image: 'web:v1', command: ['/d', '/d', '$$DIR', '${KEY}', '${KEY:-k}', '${NONE}', '', 'd'] });
});

test('what an encrypted file may hold stays a variable', () => {
  const secretsFile = { source: 'x', destination: 'x', mode: 0o600, sha256: 'a', size: 1, state: 'current' as const };
  expect(read({ ...own, secretsFile })).toMatchObject({ image: 'web:${TAG:-v1}' });
});

test('what we render stays as it is', () => {
  expect(read({ compose })).toMatchObject({ image: 'web:${TAG:-v1}' });
});

test.each([
  ['${A}', 'a'],
  ['${NONE:-${A}b}', 'ab'],
  ['${A:+x$A}', 'xa'],
  ['${NONE:+x}', ''],
  ['${EMPTY:-d}${EMPTY-d}', 'd'],
  ['${NONE}', '${NONE}'],
  ['${KEY:-d}', '${KEY:-d}'],
  ['$$A', '$$A'],
])('%s is filled in as %j', (image, filled) => {
  const variables = { A: 'a', EMPTY: '' };
  const secrets = { KEY: { source: 'KEY', state: 'current' as const } };
  const spec = { compose: JSON.stringify({ services: { web: { image } } }), overlay: '', variables, secrets };
  expect(fileOf(spec).services.get('web')).toEqual({ image: filled });
});
