import { listOf, qualified, snapshotOf } from '../../src/client/snapshot.js';

const raw = {
  routers: {
    'a@file': { rule: 'r', entryPoints: ['web'] },
    'websecure-a@file': { rule: 'r', entryPoints: ['websecure'] },
    'web-a@docker': { entryPoints: ['web'] },
    'web-websecure-b@file': { entryPoints: ['web', 'websecure'] },
    'c@file': 3,
  },
  middlewares: { 'm@file': {} },
  tcpRouters: { 't@file': {}, 'websecure-t@file': { entryPoints: ['websecure'] } },
  udpServices: { 'u@file': {} },
  services: 7,
};

test.each([
  ['http', 'routers', ['a@file', 'websecure-a@file', 'web-a@docker', 'web-websecure-b@file']],
  ['http', 'middlewares', ['m@file']],
  ['http', 'services', []],
  ['tcp', 'routers', ['t@file', 'websecure-t@file']],
  ['tcp', 'services', []],
  ['udp', 'services', ['u@file']],
] as const)('names of %s %s', (section, kind, expected) => {
  const snapshot = snapshotOf(raw);
  expect([...snapshot.names(section, kind).keys()]).toEqual(expected);
  expect(snapshot.names(section, kind)).toBe(snapshot.names(section, kind));
});

test.each([
  ['http', 'a', ['a@file', 'websecure-a@file']],
  ['http', 'b', []],
  ['http', 'websecure-a', ['websecure-a@file']],
  ['tcp', 't', ['t@file']],
  ['http', 'constructor', []],
] as const)('what is served for the %s router %s', (section, name, expected) => {
  expect([...snapshotOf(raw).variants(section, name).keys()]).toEqual(expected);
});

test.each([
  [
    ['a', 1],
    ['a', '1'],
  ],
  ['a', []],
  [undefined, []],
])('%j as a list', (value, expected) => expect(listOf(value)).toEqual(expected));

test.each([
  ['a', undefined, 'a@file'],
  ['a', 'docker', 'a@docker'],
  ['a@b', undefined, 'a@b'],
])('%s with its provider', (name, provider, expected) => expect(qualified(name, provider)).toBe(expected));
