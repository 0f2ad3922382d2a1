import { inventoryOf, writtenIn } from '../../src/client/layout/inventory.js';
import { snapshotOf } from '../../src/client/snapshot.js';
import { onlyConfig } from '../../src/desired/spec.js';
import { routersOfOthers } from '../../src/observe/routers.js';

const fields = (more: object = {}) => ({ rule: 'Host(`a`)', service: 'x', entryPoints: ['web'], ...more });
const config = (routers: object, middlewares: object = {}) => onlyConfig({ http: { routers, middlewares } } as never);
const files = inventoryOf(
  new Map(),
  [
    ...writtenIn('ours.yml', config({ ours: fields() }), 'ours'),
    ...writtenIn(
      'hand.yml',
      config({ hand: fields(), away: fields({ middlewares: ['r', 'm@file'] }) }, { r: { redirectScheme: {} } }),
      null,
    ),
    ...writtenIn('tcp.yml', onlyConfig({ tcp: { routers: { t: fields() as never } } }), null),
  ],
  (key) => `${key}.yml`,
  () => null,
);

test('without an API: what the files of others define', () => {
  expect(routersOfOthers(files, null)).toMatchObject([
    { section: 'http', name: 'hand@file', file: 'hand.yml', served: false, redirects: false },
    { section: 'http', name: 'away@file', file: 'hand.yml', served: false, redirects: true },
    { section: 'tcp', name: 't@file', file: 'tcp.yml', served: false },
  ]);
});

test.each<[string, object, readonly string[]]>([
  ['ours is nobody else’s', { routers: { 'ours@file': fields() } }, ['hand@file -', 'away@file -', 't@file -']],
  ['nor is its copy', { routers: { 'web-ours@file': fields() } }, ['hand@file -', 'away@file -', 't@file -']],
  ['what is served counts once, with its file', { routers: { 'hand@file': fields() } }, ['hand@file +hand.yml', 'away@file -', 't@file -']],
  [
    'a copy of theirs has its file, too',
    { routers: { 'web-hand@file': fields() } },
    ['web-hand@file +hand.yml', 'away@file -', 't@file -'],
  ],
  ['another provider', { routers: { 'x@docker': fields() } }, ['x@docker +null', 'hand@file -', 'away@file -', 't@file -']],
  ['from nowhere', { routers: { 'x@file': fields() } }, ['x@file +null', 'hand@file -', 'away@file -', 't@file -']],
  ['Traefik’s own', { routers: { 'x@internal': fields() } }, ['hand@file -', 'away@file -', 't@file -']],
  ['disabled, from nowhere', { routers: { 'x@docker': fields({ status: 'disabled' }) } }, ['hand@file -', 'away@file -', 't@file -']],
  ['disabled, from a file', { routers: { 'hand@file': fields({ status: 'disabled' }) } }, ['away@file -', 't@file -']],
  ['of TCP', { tcpRouters: { 't@file': fields() } }, ['t@file +tcp.yml', 'hand@file -', 'away@file -']],
])('%s', (_, raw, expected) => {
  const routers = routersOfOthers(files, snapshotOf(raw as never));
  expect(routers.map(({ name, served, file }) => `${name} ${served ? `+${file}` : '-'}`)).toEqual(expected);
});

test.each<[string, object, boolean]>([
  ['a redirect to https', { 'r@file': { redirectScheme: {} } }, true],
  ['a redirect by a pattern', { 'r@file': { redirectRegex: {} } }, true],
  ['another middleware', { 'r@file': { headers: {} } }, false],
  ['one of another provider', { 'r@docker': { redirectScheme: {} } }, false],
])('whether it only leads away: %s', (_, middlewares, redirects) => {
  const raw = { routers: { 'x@file': fields({ middlewares: ['r'] }) }, middlewares };
  expect(routersOfOthers(files, snapshotOf(raw as never))[0]).toMatchObject({ name: 'x@file', redirects });
});
