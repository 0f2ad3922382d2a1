import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { apply, plan } from '@hl/core';
import type { Outcome } from '@hl/core';
import { exampleService, exampleSite } from '@hl/core/testing';
import type { Settle } from '@hl/deployer';
import { testHost } from '../../host.js';
import type { TestHost } from '../../host.js';
import type { Example } from '../../example.js';

let host: TestHost;
let looks = 0;
beforeEach(async () => {
  looks = 0;
  host = await testHost({ images: { 'broken:exit': { exit: 3 }, 'once:1': { exit: 0 } } });
});
afterEach(() => host.close());

async function deploy(wanted: Example, settle: Partial<Settle>): Promise<Outcome | undefined> {
  const integration = host.integration({ settle });
  const { changes } = await plan(integration, { before: [], after: [wanted], site: exampleSite() });
  return (await apply(integration, changes))[0];
}

const service = (over: Partial<Example['deployment']> = {}): Example => exampleService({ deployment: { volumes: [], ...over } });

/** What a real engine would tell of a container, look after look. */
function tell(
  detail: (look: number) => { readonly restarts?: number; readonly pid?: number; readonly ports?: object; readonly startPeriod?: string },
): void {
  const started = Date.now() + 3_600_000; // its clock is no help
  const answer = {
    code: 0,
    get stdout() {
      looks += 1;
      const { restarts = 0, pid = 0, ports = {}, startPeriod = '' } = detail(looks);
      const line = (id: string, imageId: string): string =>
        [id, restarts, new Date(started).toISOString(), imageId, pid, JSON.stringify(ports), startPeriod].join(' ');
      return host.docker
        .containers()
        .map(({ id, imageId }) => `${line(id, imageId)}\n`)
        .join('');
    },
  };
  host.docker.faults.push({ match: (words) => words[0] === 'inspect' && words.join(' ').includes('RestartCount'), answer });
}

const forever = { stableMs: 1, intervalMs: 1, restartingMs: 3_600_000, deadlineMs: 3_600_000 };

describe('a container that only crashes', () => {
  test('is told after some restarts, long before the time of what may be waiting', async () => {
    tell((look) => ({ restarts: 1 + look }));
    const outcome = await deploy(service({ image: 'broken:exit' }), forever);
    expect(outcome).toMatchObject({ status: 'failed', error: { code: 'HL_UNHEALTHY' } });
    expect(outcome?.error?.message).toContain('container metube crashes again and again: started anew 5 times, last ended with 3');
  });

  test.each<[string, Partial<Example['deployment']>, string]>([
    ['beside another one', { services: { db: { image: 'postgres:18' } } }, ''],
    ['within the start period of its health check', {}, '3600000000000'],
    ['that is tried again on failure', { restartPolicy: 'on-failure' }, ''],
  ])('%s has its time', async (_, over, startPeriod) => {
    tell((look) => {
      // At last it finds what it was waiting for.
      if (look === 9) for (const each of host.docker.containers()) Object.assign(each, { state: 'running' });
      return { restarts: Math.min(look, 8), startPeriod };
    });
    expect(await deploy(service({ image: 'broken:exit', ...over }), forever)).toMatchObject({ status: 'applied' });
    expect(looks).toBeGreaterThan(8);
  });
});

describe('a first deployment', () => {
  const listening = (address: string): Promise<{ port: number; close: () => void }> =>
    new Promise((resolve) => {
      const server = createServer().listen(0, address, () =>
        resolve({ port: (server.address() as AddressInfo).port, close: () => server.close() }),
      );
    });

  test.each<[string, string, boolean]>([
    ['that listens on what it publishes is done at once', '0.0.0.0', true],
    ['that nobody outside can reach has to prove itself', '127.0.0.1', false],
  ])('%s', async (_, address, atOnce) => {
    const { port, close } = await listening(address);
    tell(() => ({ pid: process.pid, ports: { [`${port}/tcp`]: [{ HostIp: '0.0.0.0', HostPort: '1' }], '53/udp': [{}], '99/tcp': null } }));
    expect(await deploy(service(), { stableMs: 20, intervalMs: 5 })).toMatchObject({ status: 'applied' });
    expect(looks === 1).toBe(atOnce);
    close();
  });

  test('is not done while one of its ports is silent', async () => {
    const { port, close } = await listening('0.0.0.0');
    tell(() => ({ pid: process.pid, ports: { [`${port}/tcp`]: [{}], '1/tcp': [{}] } }));
    await deploy(service(), { stableMs: 20, intervalMs: 5 });
    expect(looks).toBeGreaterThan(1);
    close();
  });
});

test('what replaces something has to prove itself, even if it listens', async () => {
  await deploy(service(), forever);
  const server = createServer().listen(0);
  const { port } = server.address() as AddressInfo;
  tell(() => ({ pid: process.pid, ports: { [`${port}/tcp`]: [{}] } }));
  await deploy(service({ image: 'metube:2' }), { stableMs: 20, intervalMs: 5 });
  expect(looks).toBeGreaterThan(1);
  server.close();
});
