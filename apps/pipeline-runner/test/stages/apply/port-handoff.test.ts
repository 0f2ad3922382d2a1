import type { PlanFile, PlannedChange, PlannedService, Service } from '@hl/core';
import { exampleService } from '@hl/core/testing';
import { handoffs } from '../../../src/stages/apply/port-handoff.js';
import { asIs } from '../../../src/stages/plan/planned-services.js';

const at = (name: string, port: number, more: Parameters<typeof exampleService>[0] = {}): Service =>
  exampleService({
    ...more,
    name,
    host: 'one',
    port,
    deployment: { ports: [{ host: port, container: 80, protocol: 'tcp', hostIp: null }] },
    traefik: { port, ...more?.traefik },
  });
const planned = (before: Service | null, after: Service | null): PlannedService => ({
  ...asIs((after ?? before) as Service),
  action: before === null ? 'add' : after === null ? 'delete' : 'modify',
  before,
  after,
});
const change = (system: string, service: string, before: unknown, after: unknown): PlannedChange => ({
  system,
  key: service,
  service,
  before,
  after,
});

/** The names of routes that go first, and who takes their ports. */
const found = (services: readonly PlannedService[], routes: readonly PlannedChange[]): string[] => {
  const deployed = services.map(({ name, before, after }) => change('compose', name, before && 1, after && 2));
  return handoffs({ services } as unknown as PlanFile, routes, deployed).map(
    ({ change: { service, after }, taker }) => `${service} to ${taker}: ${String(after)}`,
  );
};

const guarded = { authentik: exampleService().authentik };
const open = { authentik: null };

test.each<[string, Service, Service | null, Service, string[]]>([
  [
    'a port that a protected service gets from an open one',
    at('old', 80, open),
    at('old', 81, open),
    at('new', 80, guarded),
    ['old to new: null'],
  ],
  ['as well when the old one is removed', at('old', 80, open), null, at('new', 80, guarded), ['old to new: null']],
  ['another port', at('old', 80, open), at('old', 81, open), at('new', 82, guarded), []],
  ['another host', at('old', 80, open), at('old', 81, open), { ...at('new', 80, guarded), host: 'two' }, []],
  ['a service that lets in whomever the old route did', at('old', 80, open), at('old', 81, open), at('new', 80, open), []],
  ['both are protected alike', at('old', 80, guarded), at('old', 81, guarded), at('new', 80, guarded), []],
  ['a service without a route of its own', at('old', 80, open), null, { ...at('new', 80, open), traefik: null }, ['old to new: null']],
  [
    'one that keeps more people out',
    at('old', 80, open),
    null,
    at('new', 80, { ...open, traefik: { middlewares: ['lan'] } }),
    ['old to new: null'],
  ],
  [
    'an entry point that the new one does not use',
    at('old', 80, { ...open, traefik: { entrypoints: ['public'] } }),
    null,
    at('new', 80, open),
    ['old to new: null'],
  ],
])('%s', (_, before, after, taker, expected) => {
  const services = [planned(before, after), planned(null, taker)];
  expect(found(services, [change('traefik', 'old', { is: 1 }, after && { is: 2 })])).toEqual(expected);
});

test('a route that is not there yet leads nowhere', () => {
  expect(
    found([planned(at('old', 80, open), null), planned(null, at('new', 80, guarded))], [change('traefik', 'old', null, { is: 2 })]),
  ).toEqual([]);
});
