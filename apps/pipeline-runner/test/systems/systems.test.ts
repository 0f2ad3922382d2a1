import { HlError, Secret } from '@hl/core';
import type { Remote } from '@hl/core';
import { exampleService, exampleSite, memorySystem } from '@hl/core/testing';
import { breakOrder, makeOrder, secretNames, systems } from '../../src/systems/registry.js';
import { systemsOf } from '../../src/systems/systems.js';
import type { System } from '../../src/systems/system.js';

/** A system with two endpoints, one of them for services of docker-apps only. */
function fake(onOpen: (label: string) => void, onClose: (label: string) => void = () => {}): System {
  const endpoint = (label: string, host: string) => ({
    label,
    concerns: (service: { readonly host: string }) => service.host === host,
    owns: ({ system }: { readonly system: string }) => system === label,
    async open() {
      onOpen(label);
      return { ...memorySystem({ system: label, desired: () => [], world: {} }), close: async () => onClose(label) };
    },
  });
  return {
    name: 'fake',
    job: 'dns',
    breaks: 1,
    secrets: () => ['FAKE_PASSWORD'],
    outside: async () => ({}),
    endpoints: () => [endpoint('fake', 'docker-media'), endpoint('fake@2', 'docker-apps')],
  };
}

const opening = {
  cwd: '/nowhere',
  commit: 'c0ffee',
  variables: {},
  fleet: async () => ({ remote: (): Remote => ({}) as Remote }),
  content: async () => new Uint8Array(),
  need: () => new Secret('s'),
  secret: () => undefined,
  hide: () => {},
  onStep: () => {},
  onWait: () => {},
};

test('each endpoint that a service concerns is opened once, and closed with the rest', async () => {
  const [opened, closed]: [string[], string[]] = [[], []];
  const world = systemsOf(exampleSite(), opening, [
    fake(
      (label) => opened.push(label),
      (label) => closed.push(label),
    ),
  ]);
  const [media, apps] = [exampleService(), exampleService({ host: 'docker-apps' })];
  const first = await world.open({ services: [media] });
  expect(first.instances.map(({ label }) => label)).toEqual(['fake']);
  const second = await world.open({ services: [media, apps] });
  expect(second.instances.map(({ label }) => label)).toEqual(['fake', 'fake@2']);
  expect(second.instances[0]).toBe(first.instances[0]);
  expect(opened).toEqual(['fake', 'fake@2']);
  await world.close();
  expect(closed).toEqual(['fake', 'fake@2']);
});

test('of those that services concern, only the ones that given resources are in', async () => {
  const opened: string[] = [];
  const world = systemsOf(exampleSite(), opening, [fake((label) => opened.push(label))]);
  const services = [exampleService(), exampleService({ host: 'docker-apps' })];
  const { instances } = await world.open({ services, with: [{ system: 'fake@2', key: 'x' }] });
  expect([instances.map(({ label }) => label), opened]).toEqual([['fake@2'], ['fake@2']]);
  expect((await world.open({ services, with: [] })).instances).toEqual([]);
  expect((await world.open({ services })).instances).toHaveLength(2);
});

test('what cannot be opened is an error, and in a plan that is only read a system that is closed', async () => {
  const world = systemsOf(exampleSite(), opening, [
    fake(() => {
      throw new HlError('HL_SECRET_MISSING', 'FAKE_PASSWORD is not set', { kind: 'input' });
    }),
  ]);
  const services = [exampleService()];
  await expect(world.open({ services })).rejects.toMatchObject({ code: 'HL_SECRET_MISSING' });
  const { closed, instances } = await world.open({ services, onlyRead: true });
  expect(instances).toEqual([]);
  expect(closed.map(({ system, error, concerns }) => [system, error.code, services.map(concerns)])).toEqual([
    ['fake', 'HL_SECRET_MISSING', [true]],
  ]);
});

test('removals go the other way round than what is made: what leads to a service before the service', () => {
  expect(makeOrder[0]).toBe('compose');
  expect(breakOrder.at(-1)).toBe('compose');
  expect([...breakOrder].sort()).toEqual([...makeOrder].sort());
});

/** Names each DNS system, too. */
const [servers] = Object.values(exampleSite().dns);
const everySystem = {
  ...exampleSite(),
  dns: Object.fromEntries(systems.flatMap(({ name, job }) => (job === 'dns' && servers ? [[name, servers]] : []))),
};

/** A site that names every system. */
const everything = exampleSite({
  dns: {
    adguard: {
      instances: [{ url: 'http://192.0.2.54', dns: { address: '192.0.2.54', port: 53 }, username: 'me', password: 'ADGUARD_PASSWORD' }],
      ...{ caFile: null, insecure: false, mode: 'address' },
    },
  },
});

test.each(systems.map((system) => [system.name, system] as const))(
  '%s: every endpoint owns changes of its own system only',
  (name, system) => {
    const endpoints = system.endpoints(everySystem);
    expect(endpoints.length).toBeGreaterThan(0);
    for (const { label, owns } of endpoints) {
      const own = name === 'compose' ? { system: name, key: `${label}/metube` } : { system: label, key: 'metube' };
      expect([owns(own), owns({ system: 'somebody', key: own.key })]).toEqual([true, false]);
      for (const other of endpoints.filter((one) => one.label !== label)) expect(other.owns(own)).toBe(false);
    }
  },
);

test('the secrets of every system that the site names are known, so that they can be hidden', () => {
  expect(secretNames(everything).sort()).toEqual(['ADGUARD_PASSWORD', 'AUTHENTIK_TOKEN', 'PIHOLE_API_PASSWORD']);
  expect(secretNames(exampleSite({ traefik: { apiCredentials: 'TRAEFIK_API' } }))).toContain('TRAEFIK_API');
});

test('a system is opened for a page of a service, too', async () => {
  const open: System = {
    ...fake(() => {}),
    endpoints: () => [{ ...fake(() => {}).endpoints(exampleSite())[0]!, concerns: ({ dns }) => dns !== null }],
  };
  const page = { ...exampleService({ name: 'metube-stats' }), deployment: null };
  const world = systemsOf(exampleSite(), opening, [open]);
  expect((await world.open({ services: [{ ...exampleService(), dns: null }] })).instances).toEqual([]);
  expect((await world.open({ services: [{ ...exampleService(), dns: null, pages: [page] }] })).instances).toHaveLength(1);
});
