import { readCompose } from '@hl/compose';
import { bindSources, environmentNames, pinnedImages } from '../../src/file/stack-file.js';

test('directories that bind mounts want, each once, below the install path where they are relative', () => {
  const file = readCompose(
    'services: {a: {volumes: ["./conf:/c", "../up:/u", "/srv/x:/x", "data:/d", "~/h:/h", "${DIR}:/i", "/a/${B}:/j"]}, b: {volumes: ["/srv/x:/y"]}}',
  );
  expect(bindSources(file, '/opt/app')).toEqual(['/opt/app/conf', '/opt/up', '/srv/x']);
});

test.each([
  ['{A: 1, B: null}', ['A', 'B']],
  ['["A=1", "B"]', ['A', 'B']],
  ['null', []],
])('names in the environment %s', (environment, names) => {
  expect(environmentNames(readCompose(`services: {web: {environment: ${environment}}, db: {environment: {C: 1}}}`), 'web')).toEqual(names);
});

test('a service that is not there has no variables', () => {
  expect(environmentNames(readCompose(''), 'web')).toEqual([]);
});

test('images by the digest that the tag meant', () => {
  const file = readCompose('version: "3.8"\nservices: {web: {image: "a:1"}, db: {image: "b:1"}, job: {image: "c:1"}}');
  expect(pinnedImages(file, { web: 'a:1@sha256:00', db: 'other:1@sha256:00', job: 'sha256:00' })).toBe(
    'version: "3.8"\nservices:\n  "web":\n    image: "a:1@sha256:00"',
  );
  expect(pinnedImages(file, {})).toBe('');
  expect(pinnedImages(readCompose('services: {a: {image: "a:1"}}'), { a: 'a:1@sha256:00' })).toMatch(/^services:/);
});
