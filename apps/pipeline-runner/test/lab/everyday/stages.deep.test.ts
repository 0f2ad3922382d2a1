import { jest } from '@jest/globals';
import { metube, path, stages, startPipelines, type Pipelines } from '../world/pipelines.js';

jest.setTimeout(120_000);

let world: Pipelines;
beforeAll(async () => {
  world = await startPipelines();
});
afterAll(() => world.close());

/** What a stage asks for: by host the connections and the commands on them, and by system the requests. */
interface Cost {
  readonly ssh: Readonly<Record<string, readonly [connections: number, commands: number]>>;
  readonly requests: Readonly<Record<string, number>>;
}

function soFar(): Cost {
  const { hosts, traefik, pihole, authentik, glance, discord } = world.lab;
  const requests = Object.entries({ traefik, pihole, authentik, glance, discord }).map(([name, system]) => [name, system.requests.length]);
  return {
    ssh: Object.fromEntries(Object.entries(hosts).map(([name, { ssh }]) => [name, [ssh.accepted, ssh.commands.length] as const])),
    requests: Object.fromEntries(requests) as Record<string, number>,
  };
}

const nothing: readonly [number, number] = [0, 0];

/** What came to `before` meanwhile. */
function since(before: Cost): Cost {
  const now = soFar();
  const ssh = Object.entries(now.ssh).map(([host, [connections, commands]]) => {
    const [some, more] = before.ssh[host] ?? nothing;
    return [host, [connections - some, commands - more]] as const;
  });
  const requests = Object.entries(now.requests).map(([name, count]) => [name, count - (before.requests[name] ?? 0)] as const);
  return {
    ssh: Object.fromEntries(ssh.filter(([, [connections, commands]]) => connections + commands > 0)),
    requests: Object.fromEntries(requests.filter(([, count]) => count > 0)),
  };
}

const idle: Cost = { ssh: {}, requests: {} };
/** It looks until it sees: how often, the machine decides. */
const some = expect.any(Number) as unknown as number;

/** The first command on each host asks what the account is like. */
const costs: Record<string, Cost> = {
  detect: { ssh: { proxy: [1, 2] }, requests: {} },
  validate: idle,
  plan: {
    ssh: { 'docker-media': [1, 2], proxy: [1, 9], dashboard: [1, 3] },
    requests: { traefik: 2, pihole: 4, authentik: 7, glance: 1, discord: 1 },
  },
  // the lease, the ledger, intent and outcome written down, the lease given back
  deploy: { ssh: { 'docker-media': [1, some], proxy: [1, 7] }, requests: { discord: 1 } },
  remove: idle,
  traefik: idle,
  dns: idle,
  authentik: idle,
  glance: idle,
  verify: {
    ssh: { 'docker-media': [1, some], proxy: [1, some], dashboard: [1, some] },
    requests: { traefik: some, authentik: some, glance: some, discord: 1 },
  },
  'notify success': { ssh: { proxy: [1, 2] }, requests: { discord: 1 } },
};

test('what each job of a pipeline asks for, when an image has changed: those with nothing to do open nothing', async () => {
  await world.all(world.commit({ [path]: metube }));
  const env = world.commit({ [path]: metube.replace('metube:latest', 'metube:2026.08.01') });
  for (const stage of stages) {
    const before = soFar();
    expect(await world.hl(stage, env)).toMatchObject({ code: 0 });
    expect([stage, since(before)]).toEqual([stage, costs[stage]]);
  }
});
