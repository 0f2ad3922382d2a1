import { readCompose } from '../src/compose-file.js';
import { heldPorts, overlaps, publishedPorts } from '../src/ports.js';

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
  ['"8000-8010:8000-8010"', []],
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
