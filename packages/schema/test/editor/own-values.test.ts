import { ownValues } from '../../src/editor/own-values.js';

const site = `domain: example.org
categories: [media, home]
hosts: { box: 192.0.2.1, attic: { address: 192.0.2.2 } }
traefik: { host: box, entrypoints: [web], cert_resolver: le }
glance: { host: box, page: start }
`;
const service = `service: { name: films }
deployment: { target_host: box, networks: [lan] }
traefik: { middlewares: [gzip] }
authentik: { groups: [family] }
glance: { bookmark: { group: Watch }, monitor: { widget: Sites } }
pages: { admin: { traefik: { middlewares: [office, gzip], entrypoints: [private] }, authentik: { groups: [admins] } } }
`;

test('names come from hl.yml, and from every service file and its pages', () => {
  expect(ownValues(site, [service, 'service: { name: books }\ndeployment: { networks: { dmz: {} } }\n'])).toEqual({
    categories: ['home', 'media'],
    hosts: ['attic', 'box'],
    services: ['books', 'films'],
    middlewares: ['gzip', 'office'],
    entrypoints: ['private', 'web'],
    resolvers: ['le'],
    groups: ['admins', 'family'],
    pages: ['start'],
    bookmarks: ['Watch'],
    widgets: ['Sites'],
    networks: ['dmz', 'lan'],
  });
});

test('a file that is half written gives what can be understood of it', () => {
  expect(
    ownValues('hosts: { box: 192.0.2.1 }\ntraefik: [', ['service: { name: films\n  : :', '', '- 1', 'authentik: { groups: 3 }']),
  ).toMatchObject({
    hosts: ['box'],
    groups: [],
  });
});

test('without a list of categories there are the standard ones; without hl.yml there is nothing', () => {
  expect(ownValues('domain: example.org\n', []).categories).toContain('media');
  expect(ownValues(null, []).categories).toEqual([]);
});
