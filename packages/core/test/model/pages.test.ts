import { addressOf, desiredOf, pagesOf, routeUrl, type Integration, type Page } from '../../src/index.js';
import { exampleService, exampleSite } from '../../src/testing/index.js';

const page: Page = {
  ...{ name: 'metube-stats', displayName: 'Stats', description: 'Figures', icon: null, address: null, port: 3000 },
  ...{ health: null, traefik: null, dns: null, authentik: null, glance: null },
};
const service = exampleService({ pages: [page] });

test('a service with pages is as many services, of which the first has the container', () => {
  const [first, second, ...more] = pagesOf(service);
  expect(first).toBe(service);
  expect(second).toMatchObject({
    name: 'metube-stats',
    port: 3000,
    deployment: null,
    pages: [],
    traefik: null,
    host: service.host,
    path: service.path,
  });
  expect(more).toEqual([]);
});

test('what a page wants, its service wants', () => {
  const names: Integration = {
    system: 'names',
    desired: ({ name }) => [{ system: 'names', key: name, service: name, spec: name }],
    observe: async () => new Map(),
    apply: async () => {},
  };
  expect(desiredOf(names, service, exampleSite())).toEqual([
    { system: 'names', key: 'metube', service: 'metube', spec: 'metube' },
    { system: 'names', key: 'metube-stats', service: 'metube', spec: 'metube-stats' },
  ]);
});

test('what several pages share is as the first has it', () => {
  const shared: Integration<string> = {
    system: 'shared',
    desired: ({ name }) => [{ system: 'shared', key: 'one', service: name, spec: name }],
    observe: async () => new Map(),
    apply: async () => {},
  };
  expect(desiredOf(shared, service, exampleSite())).toEqual([{ system: 'shared', key: 'one', service: 'metube', spec: 'metube' }]);
});

test.each([
  [{ address: '192.0.2.60', host: 'docker-media' }, '192.0.2.60'],
  [{ address: null, host: 'docker-media' }, exampleSite().hosts['docker-media']?.address],
  [{ address: null, host: 'gone' }, null],
])('%j answers at %s', (where, address) => expect(addressOf(where, exampleSite())).toBe(address));

const proxy = (httpsPort: number, httpPort: number) => ({ traefik: { ...exampleSite().traefik!, httpsPort, httpPort } });

test.each([
  [{ hosts: ['*.example.org', 'a.example.org'], tls: {} }, proxy(443, 80), 'https://a.example.org'],
  [{ hosts: ['a.example.org'], tls: {} }, proxy(8443, 80), 'https://a.example.org:8443'],
  [{ hosts: ['a.example.org'], tls: null }, proxy(443, 8080), 'http://a.example.org:8080'],
  [{ hosts: ['*.example.org'], tls: null }, null, 'http://*.example.org'],
])('what a browser opens: %j', (route, site, url) => {
  expect(routeUrl(route, site)).toBe(url);
});
