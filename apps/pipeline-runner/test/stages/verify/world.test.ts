import type { Service } from '@hl/core';
import { exampleService, exampleSite } from '@hl/core/testing';
import { checksFor, type Check } from '@hl/verify';
import { brokenFor } from '../../../src/stages/verify/world.js';
import type { Systems } from '../../../src/systems/systems.js';
import { outside } from './outside.js';

const site = exampleSite();
const login = exampleService();
const open = exampleService({ name: 'open', authentik: null });
const other = (name: string, over: object = {}): Service => exampleService({ name, ...over });
const failing = (service: Service, ...kinds: Check['kind'][]): Check[] =>
  checksFor(service, outside).filter(({ kind }) => kinds.includes(kind));
const suspect = (service: Service, ...kinds: Check['kind'][]) => ({
  name: service.name,
  definitions: [service],
  failing: failing(service, ...kinds),
});

/** A system that wants one thing of each service. */
const instance = (system: string, reads: boolean, owns = true): Systems['instances'][number] =>
  ({
    ...{ system, label: system, owns: () => owns },
    integration: {
      system,
      desired: ({ name }: Service) => [{ system, key: name, service: name, spec: {} }],
      observe: async () => (reads ? new Map() : Promise.reject(new Error('it does not answer'))),
    },
  }) as unknown as Systems['instances'][number];

/** What is blamed of a world in which these looks fail; `asked` is told what was looked at, each time. */
async function broken(
  suspects: readonly ReturnType<typeof suspect>[],
  { instances = [], fails = () => false, untouched = [], asked = [] }: World = {},
): Promise<Record<string, string[]>> {
  const look = async (checks: readonly Check[], _: unknown, how?: string) => {
    expect(how).toBe('once');
    asked.push(checks.map(({ service, name }) => `${service} ${name}`));
    return checks.map((check) => ({ status: fails(check) ? 'fail' : 'pass' }));
  };
  const systems = { instances, look } as unknown as Systems;
  const found = await brokenFor({ site } as never, systems, outside, suspects, untouched);
  return Object.fromEntries([...found].map(([name, jobs]) => [name, [...jobs].sort()]));
}
interface World {
  instances?: Systems['instances'];
  fails?: (check: Check) => boolean;
  untouched?: readonly Service[];
  asked?: string[][];
}

test('a system that cannot be read is blamed for the services whose failing checks rest on it', async () => {
  const world = { instances: [instance('pihole', false), instance('compose', false)] };
  expect(await broken([suspect(login, 'dns'), suspect(open, 'health')], world)).toEqual({ metube: ['dns'], open: ['deploy'] });
});

test.each<[string, World]>([
  ['all is read', { instances: [instance('pihole', true), instance('compose', true)] }],
  ['what cannot be read has nothing to do with what failed', { instances: [instance('glance', false), instance('traefik', false)] }],
  ['what cannot be read has nothing of it', { instances: [instance('pihole', false, false)] }],
  ['nobody knows what cannot be read', { instances: [instance('a system without a job', false)] }],
])('nothing is blamed: %s', async (_, world) => {
  expect(await broken([suspect(login, 'dns', 'health')], world)).toEqual({ metube: [] });
});

test.each<[string, Check['kind'], (check: Check) => boolean, string[]]>([
  ['the DNS server', 'dns', ({ service, kind }) => kind === 'port' && service === 'Pi-hole', ['dns']],
  ['the proxy', 'route', ({ service, kind }) => kind === 'port' && service === 'Traefik', ['traefik']],
  ['the DNS server, which no failing check asks', 'route', ({ service }) => service === 'Pi-hole', []],
  ['the proxy, which no failing check asks', 'health', ({ service }) => service === 'Traefik', []],
])('nobody listens: %s', async (_, kind, fails, expected) => {
  expect(await broken([suspect(open, kind)], { fails })).toEqual({ open: expected });
});

test('of two DNS servers the one that is silent is enough, for a check needs them all', async () => {
  const two = { ...outside, dns: [...outside.dns, { name: 'second', address: '192.0.2.54', port: 53 }] };
  const look = async (checks: readonly Check[]) => checks.map(({ service }) => ({ status: service === 'second' ? 'fail' : 'pass' }));
  const systems = { instances: [], look } as unknown as Systems;
  const found = await brokenFor({ site } as never, systems, two as never, [suspect(login, 'dns')], []);
  expect(found.get('metube')).toEqual(new Set(['dns']));
});

const three = ['a', 'b', 'c'];
test.each<[string, Service, Check['kind'], object, string[]]>([
  ['a route without a login', open, 'route', { authentik: null }, ['traefik']],
  ['a route behind the login', login, 'route', {}, ['authentik']],
  ['the login itself', login, 'sso', {}, ['authentik']],
  ['a record', login, 'dns', {}, ['dns']],
])('what nobody touched fails in the same way: %s', async (_, service, kind, over, expected) => {
  const untouched = three.map((name) => other(name, over));
  const same =
    (...names: string[]) =>
    (check: Check) =>
      check.kind === kind && names.includes(check.service);
  expect(await broken([suspect(service, kind)], { untouched, fails: same(...three) })).toEqual({ [service.name]: expected });
  // One that is well tells that the system is.
  expect(await broken([suspect(service, kind)], { untouched, fails: same('a', 'b') })).toEqual({ [service.name]: [] });
  expect(await broken([suspect(service, kind)], { untouched: [], fails: same(...three) })).toEqual({ [service.name]: [] });
});

test('a login that fails says nothing about routes without one', async () => {
  const untouched = [other('a'), other('b', { authentik: null })];
  const fails = ({ kind, service }: Check): boolean => kind === 'route' && service === 'a';
  expect(await broken([suspect(open, 'route')], { untouched, fails })).toEqual({ open: [] });
});

test('three witnesses are enough, and what is broken is so for all who failed', async () => {
  const asked: string[][] = [];
  const untouched = ['a', 'b', 'c', 'd'].map((name) => other(name, { authentik: null }));
  const fails = ({ kind }: Check): boolean => kind === 'route';
  const found = await broken([suspect(open, 'route'), suspect(login, 'health')], { untouched, fails, asked });
  expect(found).toEqual({ open: ['traefik'], metube: ['traefik'] });
  expect(asked).toContainEqual(['a route', 'b route', 'c route']);
});
