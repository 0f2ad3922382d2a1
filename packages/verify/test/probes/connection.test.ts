import { createServer } from 'node:net';
import { exampleService, exampleSite } from '@hl/core/testing';
import { type Check } from '@hl/verify';
import { checksFor } from '../outside.js';
import { portProbe } from '../../src/probes/connection.js';
import { closeAll, dns, http, one } from '../servers.js';

afterEach(closeAll);

const site = (address: string) => exampleSite({ hosts: { 'docker-media': { address } } } as never);
const check = (port: number, address = '127.0.0.1'): Check | undefined =>
  checksFor(exampleService({ port, deployment: { ports: [] } }), site(address)).find(({ name }) => name === 'port');

test('something listens', async () => {
  const port = await http(() => undefined);
  expect(await one(check(port))).toMatchObject({
    status: 'pass',
    expected: `127.0.0.1:${port} accepts connections`,
    actual: 'connected',
    attempts: 1,
  });
});

test('the system says why not', async () => {
  const port = await http(() => undefined);
  await closeAll();
  expect(await one(check(port))).toMatchObject({ status: 'fail', actual: 'ECONNREFUSED', hint: expect.stringContaining('0.0.0.0') });
  expect(await one(check(port, 'nowhere.invalid'))).toMatchObject({
    status: 'fail',
    actual: expect.stringMatching(/^(ENOTFOUND|EAI_AGAIN)$/),
  });
});

test('a nameserver answers, whatever it says', async () => {
  const server = await dns({});
  const port = { host: server.port, container: 53, protocol: 'udp', hostIp: null } as const;
  const ask = () => one(checksFor(exampleService({ port: server.port, deployment: { ports: [port] } }), site('127.0.0.1'))[1]);
  expect(await ask()).toMatchObject({ status: 'pass', expected: `127.0.0.1:${server.port} answers DNS` });
  server.rcode = 'REFUSED';
  expect(await ask()).toMatchObject({ status: 'pass', actual: 'answered' });
  await closeAll();
  expect(await ask()).toMatchObject({ status: 'fail', actual: expect.stringMatching(/^E(CONNREFUSED|TIMEOUT)$/) });
});

test('of a range the first is asked, and that is said', async () => {
  const port = await http(() => undefined);
  const range = { host: port, container: port, protocol: 'tcp', hostIp: null, count: 3 } as const;
  const [, check] = checksFor(exampleService({ port, deployment: { ports: [range] } }), site('127.0.0.1'));
  expect(await one(check)).toMatchObject({ status: 'pass', expected: `127.0.0.1:${port} accepts connections, the first of 3 ports` });
});

test.each([
  ['host', 'ECONNREFUSED', /published/],
  ['elsewhere', 'ECONNREFUSED', /does the program run there/],
  ['proxy', 'ECONNREFUSED', /entry point/],
  ['container', 'EHOSTUNREACH', /macvlan/],
  ['container', 'ETIMEDOUT', /macvlan/],
  ['elsewhere', 'EHOSTUNREACH', /is the machine on/],
  ['elsewhere', 'ETIMEDOUT', /firewall/],
  ['host', 'ENOTFOUND', /hosts in hl\.yml/],
  ['elsewhere', 'ENOTFOUND', /its address in the service file/],
  ['proxy', 'ENOTFOUND', /traefik\.addresses/],
  ['host', 'EPERM', undefined],
] as const)('%s: what to do about %s', (at, cause, hint) => {
  const common = { kind: 'port', service: 's', name: 'port', graceMs: 0, address: '127.0.0.1', port: 1, count: 1 } as const;
  expect(portProbe({ ...common, at, protocol: 'tcp' }).hint?.(cause)).toEqual(hint && expect.stringMatching(hint));
});

test('it is tried until it listens', async () => {
  const port = await http(() => undefined);
  await closeAll();
  const late = createServer();
  let results = 0;
  const result = one(check(port), { deadlineMs: 10_000, intervalMs: 20, onResult: () => (results += 1) });
  setTimeout(() => late.listen(port, '127.0.0.1'), 80);
  expect(await result).toMatchObject({ status: 'pass' });
  expect((await result).attempts).toBeGreaterThan(1);
  expect(results).toBe(1);
  late.close();
});
