import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { jest } from '@jest/globals';
import type { PlanFile } from '@hl/core';
import { homelab, type Homelab } from '../world/homelab.js';

jest.setTimeout(120_000);

let world: Homelab;
let machine: Server;
beforeAll(async () => {
  world = await homelab();
  machine = createServer((_, response) => void response.end('x'));
  await new Promise<void>((resolve) => machine.listen(0, '127.0.0.1', resolve));
});
afterAll(async () => {
  await world.lab.close();
  machine.close();
});

const behind = (name: string): string => `service: { name: ${name}, display_name: ${name}, description: For a test, category: utility }
backend: { url: "http://127.0.0.1:${(machine.address() as AddressInfo).port}" }
traefik: {}
authentik: { groups: [family] }
`;

/** What a command asks of Authentik: reads by path, without the id of a single object, and the number of writes. */
async function cost(...argv: string[]): Promise<{ reads: string[]; writes: number }> {
  const from = world.lab.authentik.requests.length;
  expect(await world.hl(...argv)).toMatchObject({ code: 0 });
  const asked = world.lab.authentik.requests.slice(from);
  const reads = asked
    .filter(({ method }) => method === 'GET')
    .map(({ path }) => path.replace('/api/v3/', '').replace(/[0-9a-f]{8}-[0-9a-f-]{27}/, '*'));
  return { reads: reads.sort(), writes: asked.length - reads.length };
}

const left = (): number => world.artifact<PlanFile>('plan.json').changes.filter(({ system }) => system === 'authentik').length;

/** One page each, and who asks. */
const observation = [
  ...['admin/version/', 'core/applications/', 'core/users/me/', 'flows/instances/'],
  ...['outposts/instances/', 'policies/bindings/', 'providers/proxy/'],
];

test('what 20 services with single sign-on cost Authentik, as hl is put together: one observation, and a write each', async () => {
  const names = Array.from({ length: 20 }, (_, n) => `s${n}`);
  world.commit(Object.fromEntries(names.map((name) => [`services/${name}.yml`, behind(name)])));
  await cost('detect', '--all');
  // where there is no application, one of OpenID Connect may have its name; what would be refused is looked at once more
  const both = [...observation, ...observation, 'providers/oauth2/', 'providers/oauth2/', 'core/groups/'];
  expect(await cost('plan')).toEqual({ reads: both.toSorted(), writes: 0 });
  expect(left()).toBe(20);

  // provider, application and bindings of a service in one write, and the outpost's list once
  const made = await cost('authentik');
  expect(made.writes).toBe(21);
  const written = ['providers/proxy/', ...Array<string>(2).fill('outposts/instances/*/'), 'outposts/instances/*/health/'];
  expect(made.reads).toEqual([...both, ...written].sort());

  // what is wrong with an outpost is told by what was read anyway
  expect(await cost('plan')).toEqual({ reads: observation, writes: 0 });
  expect(left()).toBe(0);
  expect(await cost('authentik')).toEqual({ reads: [], writes: 0 });
});
