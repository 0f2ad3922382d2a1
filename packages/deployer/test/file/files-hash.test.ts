import { readCompose } from '@hl/compose';
import type { ServiceFileCopy } from '@hl/core';
import { exampleService } from '@hl/core/testing';
import { filesHash, ourLabels, spoiledServices, withoutOurLabels } from '../../src/file/files-hash.js';
import { specFrom } from '../../src/spec.js';

const file = (destination: string, sha256 = 'a', mode = 0o644): ServiceFileCopy => ({ source: 'x', destination, mode, sha256, size: 1 });
const files = [file('conf/app.conf'), file('banner.txt')];
const hashOf = (container: string, top = '', of = files): string | null => {
  const read = readCompose(`services: {a: ${container}}\n${top}`);
  return filesHash(read.services.get('a') ?? {}, read.top, '/opt/app', of);
};

test.each([
  ['a mounted file', '{volumes: ["./banner.txt:/b"]}'],
  ['its directory', '{volumes: ["./conf:/c:ro"]}'],
  ['the whole directory', '{volumes: [".:/app"]}'],
  ['an absolute path', '{volumes: ["/opt/app/conf:/c"]}'],
  ['the root', '{volumes: ["/:/host"]}'],
  ['the long form', '{volumes: [{type: bind, source: ./conf, target: /c}]}'],
  ['an env file', '{env_file: banner.txt}'],
  ['env files', '{env_file: [{path: ./banner.txt}]}'],
])('%s counts', (_, container) => {
  expect(hashOf(container)).toMatch(/^[\da-f]{16}$/);
});

test.each([
  ['nothing mounted', '{image: a}'],
  ['a volume of the same name', '{volumes: ["conf:/c"]}'],
  ['a neighbour', '{volumes: ["./con:/c", "/opt/app2:/d", "./conf/app.conf.bak:/e"]}'],
  ['another config', '{configs: [other], secrets: [{source: other}]}'],
])('%s does not', (_, container) => {
  expect(hashOf(container)).toBeNull();
});

test.each([
  ['{configs: [app]}', 'configs: {app: {file: ./banner.txt}}'],
  ['{configs: [{source: app, target: /a}]}', 'configs: {app: {file: banner.txt}}'],
  ['{secrets: [app]}', 'secrets: {app: {file: ./conf/app.conf}}'],
])('files behind %s count', (container, top) => {
  expect(hashOf(container, top)).not.toBeNull();
  expect(hashOf(container)).toBeNull();
});

test('the hash changes with content, mode and name of what is mounted, not with the rest or the order', () => {
  const mounted = '{volumes: ["./conf:/c"]}';
  const base = hashOf(mounted);
  expect(hashOf(mounted, '', [...files].reverse())).toBe(base);
  expect(hashOf(mounted, '', [file('conf/app.conf'), file('banner.txt', 'b')])).toBe(base);
  for (const other of [file('conf/app.conf', 'b'), file('conf/app.conf', 'a', 0o600), file('conf/other.conf')])
    expect(hashOf(mounted, '', [other])).not.toBe(base);
});

test('the hash of a file stays the same from version to version: another one would recreate every container', () => {
  expect(hashOf('{volumes: [".:/app"]}')).toBe('80dfbd0df2fa116e');
});

test('our labels: the service, and the hash where files are mounted', () => {
  const { deployment } = exampleService({ deployment: { files, installPath: '/opt/app' } });
  expect(ourLabels('app', { image: 'a' }, {}, deployment)).toEqual({ 'hl.service': 'app' });
  expect(ourLabels('app', { volumes: ['./conf:/c'] }, {}, deployment)).toEqual({
    'hl.service': 'app',
    'hl.files': hashOf('{volumes: ["./conf:/c"]}'),
  });
});

test('one in the network of another service has a label that changes with it', () => {
  const networkOf = { service: 'vpn', container: 'tunnel', fingerprint: 'f' };
  const deployment = { ...exampleService().deployment, networkOf };
  expect(ourLabels('app', { network_mode: 'container:tunnel' }, {}, deployment)).toEqual({ 'hl.service': 'app', 'hl.network': 'f' });
  expect(ourLabels('app', { network_mode: 'container:other' }, {}, deployment)).toEqual({ 'hl.service': 'app' });
});

test('what may go without our labels: whose files are as they were', () => {
  const compose = 'services: {web: {volumes: ["./conf:/c"], labels: [hl.service=a]}, db: {labels: {hl.service: a, x: "1", hl.files: y}}}';
  const spec = (held: typeof files) => specFrom({ compose, installPath: '/opt/app', files: held });
  const [web, db] = ['web\t  "web": {labels: !reset null}', 'db\t  "db": {labels: !override {"x":"1"}}'];
  expect(withoutOurLabels(spec(files), spec(files))).toBe(`${web}\n${db}`);
  expect(withoutOurLabels(spec([file('conf/app.conf', 'b')]), spec(files))).toBe(db);
  expect(withoutOurLabels(null, spec(files))).toBe(db);
});

describe('services whose files were changed by hand', () => {
  const compose = (label = 'x'): string => `
services:
  web: {volumes: ["./conf:/c"], labels: {hl.files: ${label}}}
  list: {volumes: ["./conf:/c"], labels: ["hl.files=${label}"]}
  other: {image: o}
`;
  const spec = (over: object = {}) => specFrom({ compose: compose(), installPath: '/opt/app', files, ...over });

  test.each<[string, object]>([
    ['content', { files: [file('conf/app.conf', 'b'), file('banner.txt')] }],
    ['mode', { files: [file('conf/app.conf', 'a', 0o600), file('banner.txt')] }],
    ['gone', { files: [file('banner.txt')] }],
  ])('%s: what mounts it starts anew', (_, before) => {
    expect(spoiledServices(spec(before), spec())).toEqual(['web', 'list']);
  });

  test.each<[string, object]>([
    ['nothing was changed', {}],
    ['nobody mounts it', { files: [file('conf/app.conf'), file('banner.txt', 'b')] }],
    ['compose sees it by the label', { compose: compose('y'), files: [] }],
    ['there was no file', { compose: '', files: [] }],
  ])('%s: none', (_, before) => {
    expect(spoiledServices(spec(before), spec())).toEqual([]);
  });
});
