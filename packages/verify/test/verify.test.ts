import { exampleService, exampleSite } from '@hl/core/testing';
import { checksFor as bareChecks, verify, type Check, type CheckResult } from '@hl/verify';
import { checksFor } from './outside.js';
import { closeAll, http, hosts, psLine, run } from './servers.js';

afterEach(closeAll);

const site = exampleSite({ hosts: { 'docker-media': { address: '127.0.0.1' } } } as never);
const bare = (over: Parameters<typeof exampleService>[0]) => ({ ...exampleService(over), traefik: null, dns: null, authentik: null });

test('nothing to check is nothing', async () => {
  expect(await run([])).toEqual([]);
});

test('results come in the order of the checks, and are told as they are settled', async () => {
  const port = await http((_, response) => void setTimeout(() => response.writeHead(200).end(), 60));
  const told: string[] = [];
  const results = await run(checksFor(bare({ port, health: { port }, deployment: { ports: [] } }), site), {
    remote: hosts(() => psLine('metube')).remote,
    onResult: ({ name }) => told.push(name),
  });
  expect(results.map(({ name, status }) => `${name} ${status}`)).toEqual(['container pass', 'port pass', 'health pass']);
  expect(told.indexOf('port')).toBeLessThan(told.indexOf('health'));
  expect(results.find(({ name }) => name === 'health')?.ms).toBeGreaterThanOrEqual(55);
});

test('a skip has its reason and was not tried', async () => {
  const check = checksFor(exampleService(), { ...site, dns: {} }).find(({ name }) => name === 'dns') as Check;
  expect(await run([check])).toEqual([
    {
      service: 'metube',
      name: 'dns',
      status: 'skip',
      expected: 'metube.example.org',
      actual: 'hl.yml names no DNS server',
      attempts: 0,
      ms: expect.any(Number),
    },
  ]);
});

test('many checks run side by side, a bounded number at once, and one that hangs stops no other', async () => {
  let now = 0;
  let most = 0;
  const slow = await http((_, response) => {
    most = Math.max(most, (now += 1));
    setTimeout(() => ((now -= 1), response.writeHead(200).end()), 20);
  });
  const hung = await http(() => undefined);
  const checks = Array.from({ length: 100 }, (_, n) =>
    checksFor(
      bare({
        name: `s${n}`,
        port: slow,
        health: n === 0 ? { port: hung, timeout: 0.2 } : { port: slow, startPeriod: 10 },
        deployment: { ports: [] },
      }),
      site,
    ),
  ).flat();
  const results = await run(checks.filter(({ name }) => name === 'health'));
  expect(results.map(({ status }) => status)).toEqual(['fail', ...Array(99).fill('pass')]);
  expect(most).toBeGreaterThan(8);
  expect(most).toBeLessThanOrEqual(32);
});

test('the start period of a service moves its own deadline only', async () => {
  let asked = 0;
  const port = await http(({ url }, response) => response.writeHead(url === '/slow' && (asked += 1) > 2 ? 200 : 503).end());
  const slow = checksFor(bare({ name: 'slow', health: { port, endpoint: '/slow', startPeriod: 10 } }), site);
  const quick = checksFor(bare({ name: 'quick', health: { port } }), site);
  const results = await run([...slow, ...quick].filter(({ name }) => name === 'health'));
  expect(results).toMatchObject([
    { status: 'pass', attempts: 3 },
    { status: 'fail', attempts: 1 },
  ]);
});

test('called off, it ends at once and says so', async () => {
  const port = await http((_, response) => response.writeHead(503).end());
  const hung = await http(() => undefined);
  const stop = new AbortController();
  const checks = [port, hung].map((at) => checksFor(bare({ health: { port: at } }), site).find(({ name }) => name === 'health') as Check);
  const container = checksFor(bare({}), site)[0] as Check;
  setTimeout(() => stop.abort(), 50);
  const results = await run([...checks, container], { deadlineMs: 60_000, intervalMs: 10_000, signal: stop.signal });
  expect(results.map(({ status, actual }) => [status, actual.split(':')[0]])).toEqual(Array(3).fill(['fail', 'stopped']));
});

test('a listener that throws does not stop the run', async () => {
  const told = (_: CheckResult): void => {
    throw new Error('broken pipe');
  };
  const check = checksFor(bare({}), site)[0] as Check;
  expect(
    await verify([check], { remote: hosts(() => psLine('metube')).remote, deadlineMs: 0, intervalMs: 1, onResult: told }),
  ).toMatchObject([{ status: 'pass' }]);
});

test('who gives no remote is told so by the check of the container, and the others are asked', async () => {
  const port = await http((_, response) => response.writeHead(200).end());
  const checks = bareChecks(bare({ port, health: null, deployment: { ports: [] } }), {
    hosts: { 'docker-media': { address: '127.0.0.1' } },
  });
  expect(await verify(checks, { deadlineMs: 0 })).toMatchObject([
    { name: 'container', status: 'fail', actual: expect.stringContaining('verify of @hl/verify needs options.remote (function)') },
    { name: 'port', status: 'pass' },
  ]);
});
