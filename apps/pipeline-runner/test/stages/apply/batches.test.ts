import { exampleService } from '@hl/core/testing';
import type { PlannedChange, PlannedService } from '@hl/core';
import { batches } from '../../../src/stages/apply/batches.js';

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
  const changes = services.map(({ name }): PlannedChange => ({
    system: 'compose',
    key: `h/${name}`,
    service: name,
    before: {},
    after: {},
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
