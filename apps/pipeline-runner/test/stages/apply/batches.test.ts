import { exampleService } from '@hl/core/testing';
import type { PlannedChange, PlannedService } from '@hl/core';
import { batches, meet, portsOf } from '../../../src/stages/apply/batches.js';

const service = (name: string, port: number, dependsOnServices: string[] = []) =>
  exampleService({
    name,
    host: 'h',
    deployment: { dependsOnServices, ports: [{ host: port, container: 80, protocol: 'tcp', hostIp: null }] },
  });

const planned = (name: string, [from, to]: [number, number], needs: string[] = []): PlannedService => ({
  name,
  path: `services/x/${name}.yml`,
  action: 'modify',
  before: service(name, from, needs),
  after: service(name, to, needs),
  hash: '',
  previousHash: null,
  leftovers: [],
});

const names = (services: PlannedService[]): string[][] => {
  const changes = services.map(({ name, after }): PlannedChange => ({
    system: 'compose',
    key: `h/${name}`,
    service: name,
    before: {},
    after: after && {},
  }));
  const plan = {
    version: 1,
    commit: '',
    run: '',
    mode: 'full',
    services,
    place: null,
    seen: null,
    changes,
    conflicts: [],
    foreign: [],
    refusals: [],
    faults: [],
    failures: [],
  } as const;
  return batches(plan, changes, ['compose']).map((batch) => batch.map((change) => change.service).sort());
};

const gone = (service: PlannedService): PlannedService => ({ ...service, action: 'delete', after: null });

test('what others depend on is taken away after them, and before anything is made that depends on what is made', () => {
  const [a, b] = [planned('a', [1, 1], ['b']), planned('b', [2, 2])];
  expect(names([gone(b), gone(a)])).toEqual([['a'], ['b']]);
  expect(names([gone(a), b])).toEqual([['a'], ['b']]);
});

test.each([
  ['the port itself', { from: 8, to: 8 }, true],
  ['the end of a range', { from: 1, to: 5 }, true],
  ['all of it', { from: 1, to: 9 }, true],
  ['what is below', { from: 1, to: 4 }, false],
  ['another protocol', { from: 8, to: 8, protocol: 'tcp' }, false],
  ['another host', { from: 8, to: 8, host: 'i' }, false],
])('of the ports 5 to 8, %s: %s', (_, over, expected) => {
  const ports = [{ host: 5, container: 80, protocol: 'udp' as const, hostIp: null, count: 4 }];
  const own = portsOf(exampleService({ host: 'h', deployment: { ports } }));
  expect(meet([{ host: 'h', protocol: 'udp', ...over }], own)).toBe(expected);
});

test.each<[string, PlannedService[], string[][]]>([
  ['at once', [planned('a', [1, 1]), planned('b', [2, 2])], [['a', 'b']]],
  ['after what they depend on', [planned('a', [1, 1], ['b']), planned('b', [2, 2])], [['b'], ['a']]],
  [
    'in one batch with whom they take a port from',
    [planned('a', [1, 3], ['c']), planned('b', [2, 1]), planned('c', [4, 4])],
    [['c'], ['a', 'b']],
  ],
  ['in one batch when they exchange ports', [planned('a', [1, 2], ['c']), planned('b', [2, 1]), planned('c', [4, 4])], [['c'], ['a', 'b']]],
  ['though they depend on each other', [planned('a', [1, 1], ['b']), planned('b', [2, 2], ['a'])], [['a', 'b']]],
])('services are deployed %s', (_, services, wanted) => {
  expect(names(services)).toEqual(wanted);
});
