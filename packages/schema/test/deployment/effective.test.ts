import type { Json } from '@hl/core';
import { exampleService } from '@hl/core/testing';
import { composePorts, hostPorts } from '../../src/deployment/effective.js';

const tcp = (host: number, hostIp: string | null = null) => ({ host, protocol: 'tcp', hostIp });
const udp = (host: number, hostIp: string | null = null) => ({ host, protocol: 'udp', hostIp });

test.each<[unknown, unknown[]]>([
  ['80:8080', [tcp(80)]],
  ['80:8080/udp', [udp(80)]],
  ['80:8080/sctp', [tcp(80)]],
  ['127.0.0.1:80:8080', [tcp(80, '127.0.0.1')]],
  ['[::1]:80:8080', [tcp(80, '::1')]],
  ['80-82:90-92', [tcp(80), tcp(81), tcp(82)]],
  ['82-80:1', []],
  ['8080', []],
  [8080, []],
  ['${PORT}:80', []],
  ['a:80', []],
  [null, []],
  [{ target: 80 }, []],
  [{ target: '80-81', published: '8080-8081', protocol: 'udp', host_ip: '192.0.2.1' }, [udp(8080, '192.0.2.1'), udp(8081, '192.0.2.1')]],
  [{ target: 80, published: 8080 }, [tcp(8080)]],
  [{ target: 80, published: '8080-8081', protocol: 'udp', host_ip: '192.0.2.1' }, []],
  [{ target: 80, published: '65535-70000' }, []],
])('%j takes %j', (entry, expected) => expect(composePorts(entry as Json)).toEqual(expected));

test.each<[string, Parameters<typeof exampleService>[0], unknown[]]>([
  ['its own', { deployment: { ports: [{ host: 1, container: 2, protocol: 'udp', hostIp: null }] } }, [expect.objectContaining(udp(1))]],
  ['the host network', { port: 8123, deployment: { networkMode: 'host', ports: [] } }, [tcp(8123)]],
  ['the network of another container', { deployment: { networkMode: 'service:vpn', ports: [] } }, []],
  [
    'side containers',
    { deployment: { ports: [], services: { a: { ports: ['1:1', '2:1'] }, b: null, c: { ports: 5 } } } },
    [tcp(1), tcp(2)],
  ],
  ['a raw override', { deployment: { ports: [], compose: { services: { a: { ports: ['3:1'] } } } } }, [tcp(3)]],
  [
    'a compose file of its own, which publishes what it says only',
    { deployment: { composeFile: { source: 'own.yml', content: 'services: { a: { ports: ["4:1"] } }' } } },
    [tcp(4)],
  ],
])('%s', (_, over, expected) => expect(hostPorts(exampleService(over))).toEqual(expected));
