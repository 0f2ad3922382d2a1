import { overlaps, portsSection, sharesNetwork } from '../../src/deployment/ports.js';
import { contextOf, minimal, told } from '../context.js';

function resolve(text: string) {
  const context = contextOf(minimal(text));
  return { ...portsSection(context, null), report: context.report };
}
const messages = (text: string) => told(resolve(text).report);
const ports = (text: string) => {
  expect(messages(text)).toEqual([]);
  return resolve(text).ports;
};

describe('ports', () => {
  const main = { host: 8082, container: 8082, protocol: 'tcp', hostIp: null };

  test.each([
    ['7359', { host: 7359, container: 7359, protocol: 'tcp', hostIp: null }],
    ['"2222:22"', { host: 2222, container: 22, protocol: 'tcp', hostIp: null }],
    ['"7359/udp"', { host: 7359, container: 7359, protocol: 'udp', hostIp: null }],
    ['"192.0.2.11:53:5353/udp"', { host: 53, container: 5353, protocol: 'udp', hostIp: '192.0.2.11' }],
    ['"[fd00::1]:53:53"', { host: 53, container: 53, protocol: 'tcp', hostIp: 'fd00::1' }],
    ['{ host: 53, protocol: udp, host_ip: 192.0.2.11 }', { host: 53, container: 53, protocol: 'udp', hostIp: '192.0.2.11' }],
    ['{ host: 2222, container: 22 }', { host: 2222, container: 22, protocol: 'tcp', hostIp: null }],
  ])('%s comes after the main one', (entry, expected) => {
    expect(ports(`ports: [${entry}]`)).toEqual([main, expected]);
  });

  test('an entry that names the main port takes its place', () => {
    expect(ports('container_port: 80\nports: [9000, "127.0.0.1:8082:80"]')).toEqual([
      { host: 8082, container: 80, protocol: 'tcp', hostIp: '127.0.0.1' },
      { host: 9000, container: 9000, protocol: 'tcp', hostIp: null },
    ]);
  });

  test('the same number under another protocol or address is another port', () => {
    expect(ports('ports: ["8082/udp", "10.0.0.1:53:53", "10.0.0.2:53:53"]')).toHaveLength(4);
  });

  test.each([
    ['ports: ["8082:99"]', 'port 8082/tcp is published twice'],
    ['ports: [53, "10.0.0.1:53:53"]', 'port 53/tcp is published twice'],
    ['ports: ["70000:80"]', '70000 is not a port'],
    ['ports: [{ host: 53, host_ip: eth0 }]', 'eth0 is not an IPv4 or IPv6 address'],
    ['ports: ["1.2.3:53:53"]', '1.2.3 is not an IPv4 or IPv6 address'],
    ['network_mode: host\nports: [53]', 'warning: nothing is published with network_mode: host'],
    ['network_mode: host\ncontainer_port: 99', 'warning: with network_mode: host the program listens on 8082 itself'],
  ])('%j', (text, message) => {
    expect(messages(text)).toEqual([message]);
  });

  test('host networking publishes nothing', () => {
    expect(ports('network_mode: host')).toEqual([]);
  });

  test('nor does the network of a side container; a bridge is what there is anyway', () => {
    expect(ports('network_mode: service:vpn\nservices: { vpn: { image: gluetun } }')).toEqual([]);
    expect(ports('network_mode: bridge')).toEqual([main]);
  });
});

test.each([
  [null, false],
  [undefined, false],
  ['bridge', false],
  ['host', true],
  ['service:vpn', true],
])('a container with network mode %s has a network that is not its own: %s', (mode, expected) => {
  expect(sharesNetwork(mode)).toBe(expected);
});

describe('two ports of one machine', () => {
  const port = (host: number, hostIp: string | null = null, protocol: 'tcp' | 'udp' = 'tcp') => ({ host, hostIp, protocol });
  test.each([
    [port(80), port(80), true],
    [port(80), port(81), false],
    [port(80), port(80, null, 'udp'), false],
    [port(80), port(80, '192.0.2.1'), true],
    [port(80, '192.0.2.1'), port(80), true],
    [port(80, '192.0.2.1'), port(80, '192.0.2.1'), true],
    [port(80, '192.0.2.1'), port(80, '192.0.2.2'), false],
    [port(80, '0.0.0.0'), port(80, '192.0.2.2'), true],
    [port(80, 'fd00::1'), port(80, '::'), true],
    [port(80, '0.0.0.0'), port(80, 'fd00::1'), false],
  ])('%j and %j cannot both be opened: %s', (a, b, expected) => {
    expect(overlaps(a, b)).toBe(expected);
    expect(overlaps(b, a)).toBe(expected);
  });
});
