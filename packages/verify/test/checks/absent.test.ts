import { exampleHost, exampleService, exampleSite } from '@hl/core/testing';
import { absenceChecksFor } from '../outside.js';

const site = exampleSite();
const names = (over: Parameters<typeof exampleService>[0], at = site): string[] =>
  absenceChecksFor(exampleService(over), at).map(({ name }) => name);

test('container, names and routes', () => {
  const checks = absenceChecksFor(exampleService({ dns: { aliases: ['tube.example.org'] } }), site);
  expect(checks.map(({ name }) => name)).toEqual(['absent-container', 'absent-dns', 'absent-dns tube.example.org', 'absent-route']);
  expect(JSON.parse(JSON.stringify(checks))).toEqual(checks);
});

test('a host that left hl.yml is a skip', () => {
  expect(absenceChecksFor(exampleService({ host: 'old' }), site)[0]).toMatchObject({ kind: 'known', status: 'skip' });
});

test('a swarm is asked as a swarm', () => {
  const swarm = exampleSite({ hosts: { 'docker-media': exampleHost({ kind: 'swarm' }) } });
  expect(absenceChecksFor(exampleService(), swarm)[0]).toMatchObject({ swarm: true });
});

test.each<[string, object, string[]]>([
  ['several hosts', { hosts: ['a.example.org', '*.example.org', 'b.example.org'] }, ['absent-route', 'absent-route b.example.org']],
  ['https behind the proxy', { scheme: 'https' }, ['absent-route']],
  ['TCP', { scheme: 'tcp' }, []],
  ['UDP', { scheme: 'udp' }, []],
])('routes of %s', (_, traefik, expected) => {
  expect(names({ traefik }).filter((name) => name.startsWith('absent-route'))).toEqual(expected);
});

test('what the site has nothing for is not asked', () => {
  expect(names({}, { ...site, dns: {}, traefik: null })).toEqual(['absent-container']);
  expect(absenceChecksFor({ ...exampleService(), dns: null, traefik: null }, site).map(({ name }) => name)).toEqual(['absent-container']);
});

test('names are asked as DNS and TLS spell them', () => {
  const umlaut = exampleService({ dns: { hostname: 'bücher.example.org' }, traefik: { hosts: ['bücher.example.org'] } });
  const asked = absenceChecksFor(umlaut, site).flatMap((check) => ('hostname' in check ? [check.hostname] : []));
  expect(asked).toEqual(Array(2).fill('xn--bcher-kva.example.org'));
});
