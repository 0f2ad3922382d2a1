import { createServer } from 'node:net';
import { exampleService, exampleSite } from '@hl/core/testing';
import { type Check } from '@hl/verify';
import { checksFor } from '../outside.js';
import { closeAll, http, one } from '../servers.js';

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
