import { exampleService, exampleSite } from '@hl/core/testing';
import { dnsServers } from '../../src/systems/entries/dns-servers.js';

const product = { name: 'Pi-hole', unblock: (name: string) => `Allow ${name}.`, keepLocal: (name: string) => `add local=/${name}/` };
const system = dnsServers({ section: 'pihole', load: async () => ({ product, open: () => ({}) as never }) });
const siteWith = (...urls: string[]) => ({
  ...exampleSite(),
  dns: {
    pihole: {
      instances: urls.map((url, n) => ({ url, dns: { address: `192.0.2.${n + 2}`, port: 53 }, password: `PASSWORD_${n}` })),
      caFile: null,
      insecure: false,
      mode: 'address' as const,
    },
  },
});

test('several servers: each has a name that its URL alone decides, but for the primary', () => {
  const site = siteWith('http://192.0.2.2', 'http://192.0.2.3', 'http://192.0.2.3:8081', 'https://proxy.lab/second/');
  const endpoints = system.endpoints(site);
  expect(endpoints.map(({ label }) => label)).toEqual(['pihole', 'pihole@192.0.2.3', 'pihole@192.0.2.3:8081', 'pihole@proxy.lab/second']);
  expect(endpoints.map(({ owns }) => owns({ system: 'pihole@192.0.2.3', key: 'a.lab' }))).toEqual([false, true, false, false]);
  const names = [exampleService(), { ...exampleService(), dns: null }];
  expect(endpoints.map(({ concerns }) => names.map((service) => concerns(service)))).toEqual(endpoints.map(() => [true, false]));
  expect(system.secrets(site)).toEqual(['PASSWORD_0', 'PASSWORD_1', 'PASSWORD_2', 'PASSWORD_3']);
});

test('verify asks each of them, in the words of the package; a site without the section has none', async () => {
  expect((await system.outside(siteWith('http://192.0.2.2', 'http://192.0.2.3'))).dns).toEqual([
    { ...product, address: '192.0.2.2', port: 53 },
    { ...product, address: '192.0.2.3', port: 53 },
  ]);
  const without = { ...exampleSite(), dns: {} };
  expect([system.endpoints(without), system.secrets(without), await system.outside(without)]).toEqual([[], [], {}]);
});
