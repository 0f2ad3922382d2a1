import type { TraefikSection } from '@hl/core';
import { exampleHost, examplePage, exampleService, exampleSite } from '@hl/core/testing';
import { absenceChecksFor, checksFor } from '../outside.js';

const site = exampleSite();
const seerr = examplePage({
  name: 'jellyfin-seerr',
  port: 5055,
  health: { port: 5055, startPeriod: 40 },
  traefik: { hosts: ['seerr.example.org', 'wishes.example.org'], port: 5055, redirectHttp: true },
  dns: { hostname: 'seerr.example.org', aliases: ['wishes.example.org'] },
});
const bare = { health: null, traefik: null, dns: null, authentik: null, glance: null };
const stats = { ...examplePage({ name: 'jellyfin-stats', port: 3000 }), ...bare };
const service = exampleService({ name: 'jellyfin', port: 8096, pages: [seerr, stats] });

test('every page is looked at where it answers, and says so in the name of the check', () => {
  const checks = checksFor(service, site);
  expect(checks.map(({ name }) => name)).toEqual([
    ...['container', 'port', 'port 8082', 'health', 'dns', 'route', 'sso'],
    ...['port jellyfin-seerr', 'health jellyfin-seerr', 'dns jellyfin-seerr', 'dns jellyfin-seerr wishes.example.org'],
    ...['route jellyfin-seerr', 'route jellyfin-seerr wishes.example.org'],
    ...['redirect jellyfin-seerr', 'redirect jellyfin-seerr wishes.example.org', 'sso jellyfin-seerr'],
    'port jellyfin-stats',
  ]);
  expect(new Set(checks.map((check) => check.service))).toEqual(new Set(['jellyfin']));
  const named = Object.fromEntries(checks.map((check) => [check.name, check]));
  expect(named['port jellyfin-seerr']).toMatchObject({ address: '192.0.2.11', at: 'host', port: 5055, graceMs: 40_000 });
  expect(named['route jellyfin-seerr wishes.example.org']).toMatchObject({ hostname: 'wishes.example.org', sso: true });
  expect(named['sso jellyfin-seerr']).toMatchObject({ slug: 'jellyfin-seerr', router: 'jellyfin-seerr_outpost' });
  expect(named['port jellyfin-stats']).toMatchObject({ port: 3000, graceMs: 0 });
});

test('a port of the container that a page has is asked once, as the page', () => {
  const ports = [8096, 3000].map(
    (host) => ({ host, container: host, protocol: 'tcp', hostIp: host === 3000 ? '192.0.2.12' : null }) as const,
  );
  const asked = checksFor({ ...service, deployment: { ...service.deployment, ports } }, site).filter(({ kind }) => kind === 'port');
  expect(asked.map(({ name }) => name)).toEqual(['port', 'port jellyfin-seerr', 'port jellyfin-stats']);
  expect(asked[2]).toMatchObject({ address: '192.0.2.12' });
});

test('a host name that pages share is asked for once, its routes each', () => {
  const rule = 'Host(`jellyfin.example.org`) && PathPrefix(`/x`)';
  const host = 'jellyfin.example.org';
  const shared = examplePage({ name: 'jellyfin-x', traefik: { rule, hosts: [host] }, dns: { hostname: host, addresses: ['192.0.2.99'] } });
  const paged = { ...service, pages: [shared] };
  const asked = checksFor(paged, site).filter((check) => 'hostname' in check);
  expect(asked.map(({ name }) => name)).toEqual(['dns', 'route', 'route jellyfin-x']);
  expect(asked[0]).toMatchObject({ addresses: ['192.0.2.20'] });
  expect(absenceChecksFor(paged, site).map(({ name }) => name)).toEqual(['absent-container', 'absent-dns', 'absent-route']);
});

test('what is gone is gone with its pages', () => {
  expect(absenceChecksFor(service, site).map((check) => `${check.service} ${check.name}`)).toEqual([
    ...['jellyfin absent-container', 'jellyfin absent-dns', 'jellyfin absent-route'],
    ...['jellyfin absent-dns jellyfin-seerr', 'jellyfin absent-dns jellyfin-seerr wishes.example.org'],
    ...['jellyfin absent-route jellyfin-seerr', 'jellyfin absent-route jellyfin-seerr wishes.example.org'],
  ]);
});

test('a service that nothing listens in is its containers, no more', () => {
  const watcher = { ...exampleService({ name: 'watchtower' }), ...bare, port: null };
  const quiet = { ...watcher, deployment: { ...watcher.deployment, ports: [], containerPort: null } };
  expect(checksFor(quiet, site).map(({ name }) => name)).toEqual(['container']);
});

const https = { scheme: 'https', port: 8006 } as const;
const proxmox = {
  ...exampleService({ name: 'proxmox', host: '', address: '192.0.2.9', port: 8006, health: https, traefik: https }),
  deployment: null,
};

test('a page without a container: its address is asked, nobody asks Docker', () => {
  expect(checksFor(proxmox, site).map(({ name }) => name)).toEqual(['port', 'health', 'dns', 'route', 'sso']);
  for (const check of checksFor(proxmox, site).slice(0, 2))
    expect(check).toMatchObject({ address: '192.0.2.9', at: 'elsewhere', port: 8006 });
  expect(absenceChecksFor(proxmox, site).map(({ name }) => name)).toEqual(['absent-dns', 'absent-route']);
  expect(checksFor({ ...proxmox, ...bare, port: null }, site)).toEqual([]);
});

test('a container with an address of its own is asked there', () => {
  const [main] = checksFor(exampleService({ address: '192.0.2.60' }), site).filter(({ kind }) => kind === 'port');
  expect(main).toMatchObject({ address: '192.0.2.60', at: 'container', port: 8082 });
  const health = checksFor(exampleService({ address: '192.0.2.60' }), site).find(({ kind }) => kind === 'health');
  expect(health).toMatchObject({ address: '192.0.2.60', at: 'container' });
});

test('a page elsewhere of a service with a container has no container', () => {
  const nas = examplePage({ name: 'jellyfin-nas', address: '192.0.2.7', port: 5001 });
  const found = checksFor({ ...service, pages: [nas] }, site).find(({ name }) => name === 'port jellyfin-nas');
  expect(found).toMatchObject({ address: '192.0.2.7', at: 'elsewhere', port: 5001 });
});

test.each([
  ['nothing is said: as the system does', proxmox, {}, { ca: null, serverName: null }],
  ['any certificate', proxmox, { insecureSkipVerify: true }, null],
  ['an authority', proxmox, { trust: { ca: 'PEM', serverName: 'pve' } }, { ca: 'PEM', serverName: 'pve' }],
  ['an http route: nobody asks for a certificate', proxmox, { scheme: 'http' }, null],
  ['another port than the route leads to', proxmox, { port: 443 }, null],
  ['a container of ours', exampleService({ health: https, traefik: https }), {}, null],
  [
    'a container of ours, with an authority',
    exampleService({ health: https, traefik: https }),
    { trust: { ca: 'PEM', serverName: null } },
    { ca: 'PEM', serverName: null },
  ],
])('the certificate that the health check is shown: %s', (_, page, traefik, trust) => {
  const asked = checksFor({ ...page, traefik: { ...page.traefik, ...traefik } as TraefikSection }, site).find(
    ({ kind }) => kind === 'health',
  );
  expect(asked).toMatchObject({ trust });
});

test('hosts of IPv6, in brackets or not, are asked without', () => {
  const at = (address: string) => exampleSite({ hosts: { 'docker-media': exampleHost({ address }) } });
  for (const address of ['2001:db8::1', '[2001:db8::1]'])
    expect(checksFor(service, at(address)).find(({ name }) => name === 'port')).toMatchObject({ address: '2001:db8::1' });
});
