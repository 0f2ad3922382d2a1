import type { Site } from '@hl/core';
import { dnsSection } from '../../src/page/dns.js';
import { traefikSection } from '../../src/page/traefik.js';
import { contextOf, homelab, minimal, placed, told } from '../context.js';

function resolve(sections: string, site: Site = homelab, host = 'docker-media') {
  const context = contextOf(minimal('', sections).replace('docker-media', host), { site });
  return { dns: dnsSection(context, traefikSection(context)), report: context.report };
}

describe('DNS', () => {
  test('points to Traefik; without a route to the host, when that has an address', () => {
    expect(resolve('traefik: {}\ndns: {}\n').dns?.addresses).toEqual(['192.0.2.20']);
    expect(resolve('dns: {}\n').dns?.addresses).toEqual(['192.0.2.11']);
    expect(resolve('dns: {}\n', homelab, 'docker-apps').dns?.addresses).toEqual(['192.0.2.20']);
    expect(resolve('dns: { ip: [10.0.0.1, "fd00::1"], mode: cname, aliases: [a, a, metube] }\n').dns).toEqual({
      hostname: 'metube.example.org',
      aliases: ['a.example.org'],
      addresses: ['10.0.0.1', 'fd00::1'],
      mode: 'cname',
    });
  });

  test('needs an address from somewhere', () => {
    const { report } = resolve('dns: {}\n', { ...homelab, traefik: null }, 'docker-apps');
    expect(placed(report)).toEqual(['6:1 /dns/ip ip is required']);
  });

  test.each([
    ['dns: { ip: 10.0.0 }', '10.0.0 is not an IPv4 or IPv6 address'],
    ['dns: { ip: [10.0.0.1, proxy] }', 'proxy is not an IPv4 or IPv6 address'],
  ])('%s', (sections, message) => expect(told(resolve(`${sections}\n`).report)).toEqual([message]));

  test('records are of the kind that the first DNS system of the site makes, unless told', () => {
    const pihole = { ...homelab.dns['pihole']!, mode: 'cname' as const };
    expect(resolve('dns: {}\n', { ...homelab, dns: { pihole } }).dns?.mode).toBe('cname');
    expect(resolve('dns: { mode: address }\n', { ...homelab, dns: { pihole } }).dns?.mode).toBe('address');
  });

  test('one that is switched off is none', () => expect(resolve('dns: { enabled: false }\n')).toMatchObject({ dns: null }));
});
