import { exampleService } from '@hl/core/testing';
import { openContext } from '../src/context.js';
import { readEnvironment } from '../src/environment.js';
import { printer } from '../src/printer.js';
import { openSystems } from '../src/systems.js';
import { homelab } from './homelab.js';
import type { Homelab } from './homelab.js';

let home: Homelab;

beforeEach(async () => void (home = await homelab()));

afterEach(() => home.lab.close());

test.each(['close', 'stop'] as const)('all stages of a command share one Pi-hole session, which ends with it: %s', async (end) => {
  const { lab, cwd } = home;
  const context = openContext({ cwd }, readEnvironment(lab.env), printer({ quiet: true }));
  const input = { services: [exampleService({ host: 'docker-apps' })] };
  for (const systems of [await openSystems(context, input), await openSystems(context, input)])
    await systems.instances
      .find(({ system }) => system === 'pihole')
      ?.integration.observe([{ system: 'pihole', key: 'nas.lab.example', service: 'nas', spec: { addresses: [], cname: null } }]);
  expect(lab.pihole.sessions()).toBe(1);
  await context[end]();
  expect(lab.pihole.sessions()).toBe(0);
  await context.close();
  expect(lab.violations()).toEqual([]);
});
