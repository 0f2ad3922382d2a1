import { exampleService } from '@hl/core/testing';
import type { Service } from '@hl/core';
import type { Outside } from '../../src/checks/outside.js';
import { reach as reachPage } from '../../src/checks/reach.js';

const reach = (service: Service, site: Outside, asked: number) => reachPage(service, service, site, asked);

const port = (hostIp: string | null, protocol: 'tcp' | 'udp' = 'tcp') => ({ host: 8082, container: 80, protocol, hostIp });
const outside = (kind: 'docker' | 'local', address: string) => ({
  hosts: { 'docker-media': { kind, address } },
  dns: [],
  proxy: null,
  login: null,
});

const at = (address: string) => ({ address, at: 'host', protocol: 'tcp', count: 1 });

test.each([
  ['every interface', '192.0.2.11', [port(null)], '192.0.2.11'],
  ['every interface, said so', '192.0.2.11', [port('0.0.0.0')], '192.0.2.11'],
  ['every interface of IPv6', '192.0.2.11', [port('::')], '192.0.2.11'],
  ['every interface of IPv6, in brackets', '192.0.2.11', [port('[::]')], '192.0.2.11'],
  ['one of its addresses', '192.0.2.11', [port('192.0.2.12')], '192.0.2.12'],
  ['loopback of a host that is reached by it', '127.0.0.1', [port('127.0.0.1')], '127.0.0.1'],
  ['loopback, where the host is called localhost', 'localhost', [port('::1')], '::1'],
  ['both protocols', '192.0.2.11', [port(null, 'udp'), port('192.0.2.12')], '192.0.2.12'],
  ['nothing, with the network of the host', '192.0.2.11', [], '192.0.2.11'],
])('published on %s', (_, address, ports, expected) => {
  expect(reach(exampleService({ deployment: { ports } }), outside('docker', address), 8082)).toEqual(at(expected));
});

test('the machine that we run on is reached by loopback, unless it has an address', () => {
  expect(reach(exampleService(), outside('local', ''), 8082)).toEqual(at('127.0.0.1'));
  expect(reach(exampleService(), outside('local', '192.0.2.11'), 8082)).toEqual(at('192.0.2.11'));
});

test.each([
  ['loopback only', {}, [port('127.0.0.1')], '8082 is published on 127.0.0.1 only'],
  ['loopback of IPv6 only', {}, [port('::1')], '8082 is published on ::1 only'],
  ['UDP only', {}, [port(null, 'udp')], "8082 is a UDP port: it can't be asked by connecting"],
  ['no network', { networkMode: 'none' }, [port(null)], 'the container has no network'],
])('not reached: %s', (_, deployment, ports, unreachable) => {
  expect(reach(exampleService({ deployment: { ...deployment, ports } }), outside('docker', '192.0.2.11'), 8082)).toEqual({ unreachable });
});

test.each([
  ['the route of a container in the network of its host', {}, 8082, { unreachable: "8082 is a UDP port: it can't be asked by connecting" }],
  [
    'of a port that TCP is published for, too',
    { deployment: { ports: [port(null), port(null, 'udp')] } },
    8082,
    { unreachable: "8082 is a UDP port: it can't be asked by connecting" },
  ],
  ['another port than the route is for', {}, 9000, at('192.0.2.11')],
  ['a machine elsewhere', { address: '192.0.2.9' }, 8082, { unreachable: "8082 is a UDP port: it can't be asked by connecting" }],
  [
    'a nameserver elsewhere',
    { address: '192.0.2.9', traefik: { port: 53 } },
    53,
    { address: '192.0.2.9', at: 'container', protocol: 'dns', count: 1 },
  ],
])('a UDP route: %s', (_, over, asked, expected) => {
  const service = exampleService({
    ...over,
    traefik: { scheme: 'udp', ...('traefik' in over ? over.traefik : {}) },
    deployment: 'deployment' in over ? over.deployment : { ports: [] },
  });
  expect(reach(service, outside('docker', '192.0.2.11'), asked)).toEqual(expected);
});

test('not reached: neither a host nor an address', () => {
  expect(reach({ ...exampleService({ host: '' }), deployment: null }, outside('docker', ''), 1)).toEqual({
    unreachable: 'it has no address',
  });
});

test('not reached: the site does not know the host', () => {
  expect(reach(exampleService({ host: 'nowhere' }), outside('docker', ''), 1)).toEqual({ unreachable: 'host nowhere is not in hl.yml' });
});
