import { readCompose } from '../../src/compose-file.js';
import { heldPorts, longPort, overlaps, portsOf, publishedPorts, singlePorts } from '../../src/forms/ports.js';

const tcp = (port: number, address = ''): object => ({ address, port, protocol: 'tcp' });

test.each<[string, unknown[]]>([
  ['"8080:80"', [tcp(8080)]],
  ['"53:53/udp"', [{ address: '', port: 53, protocol: 'udp' }]],
  ['"127.0.0.1:8080:80"', [tcp(8080, '127.0.0.1')]],
  ['"[::1]:8080:80/tcp"', [tcp(8080, '::1')]],
  ['{target: 80, published: 8080}', [tcp(8080)]],
  ['{target: 80, published: "8080", host_ip: 127.0.0.1, protocol: udp}', [{ address: '127.0.0.1', port: 8080, protocol: 'udp' }]],
  ['{target: 80, published: 0}', []],
  ['{target: 80}', []],
  ['"80"', []],
  ['80', []],
  ['"8000-8002:9000-9002"', [tcp(8000), tcp(8001), tcp(8002)]],
  ['"127.0.0.1:53-54:53-54/udp"', [53, 54].map((port) => ({ address: '127.0.0.1', port, protocol: 'udp' }))],
  ['"::1:8080:80"', [tcp(8080, '::1')]],
  ['"8000-8010:80"', []], // Docker takes the first free one
  ['"8000-8002:80-81"', []],
  ['"8002-8000:8002-8000"', []],
  ['"127.0.0.1::80"', []],
  ['"${PORT}:80"', []],
  ['"70000:80"', []],
  ['"80:80:80"', []],
])('published by %s', (written, ports) => {
  expect(publishedPorts(readCompose(`services: {a: {ports: [${written}]}}`))).toEqual(ports);
});

test('of all services; of none where nothing is published', () => {
  expect(publishedPorts(readCompose('services: {a: {ports: ["1:1"]}, b: {}, c: {ports: ["2:2"]}}'))).toEqual([tcp(1), tcp(2)]);
});

test.each<[string, unknown[]]>([
  ['0.0.0.0:8080->80/tcp', [tcp(8080)]],
  [':::8080->80/tcp', [tcp(8080)]],
  ['[::]:8080->80/tcp', [tcp(8080)]],
  ['127.0.0.1:8080->80/tcp', [tcp(8080, '127.0.0.1')]],
  ['[::1]:8080->80/tcp', [tcp(8080, '::1')]],
  ['0.0.0.0:53->53/udp', [{ address: '', port: 53, protocol: 'udp' }]],
  ['0.0.0.0:9000-9002->9000-9002/tcp', [tcp(9000), tcp(9001), tcp(9002)]],
  ['80/tcp, 0.0.0.0:1->1/tcp, 0.0.0.0:2->2', [tcp(1), tcp(2)]],
  ['53/udp', []],
  ['', []],
])('held as docker prints %j', (printed, ports) => {
  expect(heldPorts(printed)).toEqual(ports);
});

test.each([
  ['', '', true],
  ['', '0.0.0.0', true],
  ['0.0.0.0', '', true],
  ['', '127.0.0.1', true],
  ['127.0.0.1', '', true],
  ['127.0.0.1', '127.0.0.1', true],
  ['127.0.0.1', '127.0.0.2', false],
  ['', '::1', false],
  ['::1', '', false],
  ['::1', '::1', true],
])('one port on %j and on %j: %s', (one, other, expected) => {
  expect(overlaps({ address: one, port: 80, protocol: 'tcp' }, { address: other, port: 80, protocol: 'tcp' })).toBe(expected);
  expect(overlaps({ address: one, port: 80, protocol: 'tcp' }, { address: other, port: 81, protocol: 'tcp' })).toBe(false);
  expect(overlaps({ address: one, port: 80, protocol: 'tcp' }, { address: other, port: 80, protocol: 'udp' })).toBe(false);
});

test('ranges are not counted past every port that there is', () => {
  const ports = Array.from({ length: 10 }, (_, index) => `192.0.2.${index}:1-65535:1-65535`);
  expect(publishedPorts(readCompose(JSON.stringify({ services: { a: { ports } } })))).toHaveLength(2 * 65_535);
});

/** As `docker compose config` has it. */
test.each<[unknown, unknown[]]>([
  ['8080:80', [{ mode: 'ingress', target: 80, published: '8080', protocol: 'tcp' }]],
  ['127.0.0.1:8080:80/UDP', [{ mode: 'ingress', host_ip: '127.0.0.1', target: 80, published: '8080', protocol: 'udp' }]],
  ['127.0.0.1::80', [{ mode: 'ingress', host_ip: '127.0.0.1', target: 80, protocol: 'tcp' }]],
  [':8080:80', [{ mode: 'ingress', target: 80, published: '8080', protocol: 'tcp' }]],
  ['::80', [{ mode: 'ingress', target: 80, protocol: 'tcp' }]],
  [80, [{ mode: 'ingress', target: 80, protocol: 'tcp' }]],
  ['9000-9001:80-81/sctp', [80, 81].map((target) => ({ mode: 'ingress', target, published: `${target + 8920}`, protocol: 'sctp' }))],
  ['80-81', [80, 81].map((target) => ({ mode: 'ingress', target, protocol: 'tcp' }))],
  ['8000-8010:80', [{ mode: 'ingress', target: 80, published: '8000-8010', protocol: 'tcp' }]],
  [
    { target: 80, published: '8000-8010', mode: 'host', name: 'web', app_protocol: 'http', host_ip: '::1' },
    [{ mode: 'host', name: 'web', app_protocol: 'http', host_ip: '::1', target: 80, published: '8000-8010', protocol: 'tcp' }],
  ],
  [{ target: 80, published: 8080 }, [{ mode: 'ingress', target: 80, published: '8080', protocol: 'tcp' }]],
  [{ target: '${PORT}' }, []],
  [{}, []],
  ['x', []],
])('%j in the long form', (written, long) => {
  expect(
    portsOf({ ports: [written as string] })
      .flatMap(singlePorts)
      .map(longPort),
  ).toEqual(long);
});
