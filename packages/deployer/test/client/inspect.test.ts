import { inspected } from '../../src/client/inspect.js';

const id = 'a'.repeat(64);
const line = (ports = 'null', startPeriod = '', pid = '42'): string =>
  `${id} 3 2026-01-02T03:04:05.5Z sha256:1 ${pid} ${ports} ${startPeriod}`;
const socket = (port: number, { address = '00000000', table = 'tcp', pid = '42', state = '0A' } = {}): string =>
  `/proc/${pid}/net/${table}:   0: ${address}:${port.toString(16).toUpperCase().padStart(4, '0')} 00000000:0000 ${state} 00000000:00000000`;
const one = (...lines: string[]): unknown => inspected(lines).get(id);
const published = '{"80/tcp":[{"HostIp":"0.0.0.0","HostPort":"8080"}],"53/udp":[{"HostPort":"53"}],"90/tcp":null,"91/tcp":[]}';

test('what docker inspect says of a container', () => {
  expect(one(line('null', '30000000000'))).toEqual({
    identity: `${id} 3 2026-01-02T03:04:05.5Z sha256:1`,
    restarts: 3,
    startedAt: Date.parse('2026-01-02T03:04:05.500Z'),
    imageId: 'sha256:1',
    startPeriodMs: 30_000,
    listens: false,
  });
  expect(one(line())).toMatchObject({ startPeriodMs: 0 });
  expect([...inspected(['', 'Error: No such object', `${'b'.repeat(63)} 0 x y 1 {} `]).keys()]).toEqual([]);
});

test.each<[string, boolean, string[]]>([
  ['its published port', true, [socket(80)]],
  ['the same over IPv6', true, [socket(80, { address: '0'.repeat(32), table: 'tcp6' })]],
  ['one address', true, [socket(80, { address: '0100A8C0' })]],
  ['nothing', false, []],
  ['another port', false, [socket(81)]],
  ['loopback only', false, [socket(80, { address: '0100007F' })]],
  ['loopback of IPv6 only', false, [socket(80, { address: '0'.repeat(24) + '01000000', table: 'tcp6' })]],
  ['in another container', false, [socket(80, { pid: '43' })]],
  ['a connection, no listener', false, [socket(80, { state: '01' })]],
])('it listens on %s: %s', (_, listens, sockets) => {
  expect(one(line(published), ...sockets)).toMatchObject({ listens });
});

test.each([
  ['{"80/tcp":[{}],"81/tcp":[{}]}', false],
  ['{"53/udp":[{}]}', false],
  ['{}', false],
  ['{cut', false],
  ['{"80/tcp":[{}]}', true],
])('every published TCP port, and at least one: %s', (ports, listens) => {
  expect(one(line(ports), socket(80), socket(53))).toMatchObject({ listens });
});
