import type { Container } from '../../src/client/containers.js';
import { conditionOf, containerColumns, isUp, parseContainers } from '../../src/client/containers.js';

const line = [
  'id',
  'web',
  'running',
  'Up 2 minutes',
  'web:1',
  'app',
  'web',
  'hash',
  'sha256:1',
  '/opt/app',
  'False',
  '0.0.0.0:1->1/tcp',
  'app',
];

test('a line of docker ps', () => {
  expect(parseContainers([line.join('\t')])).toEqual([
    {
      id: 'id',
      name: 'web',
      state: 'running',
      status: 'Up 2 minutes',
      image: 'web:1',
      project: 'app',
      service: 'web',
      configHash: 'hash',
      imageId: 'sha256:1',
      directory: '/opt/app',
      oneOff: false,
      ports: '0.0.0.0:1->1/tcp',
      owner: 'app',
    },
  ]);
  expect(parseContainers([line.with(10, 'True').join('\t')])).toMatchObject([{ oneOff: true }]);
  expect(parseContainers(['', 'warning: something', line.slice(0, 12).join('\t')])).toEqual([]);
  expect(containerColumns.split('\t')).toHaveLength(line.length);
});

test.each([
  ['running', 'Up 1 second', false, 'good', true],
  ['running', 'Up 1 second (healthy)', false, 'good', true],
  ['running', 'Up 1 second (health: starting)', false, 'waiting', true],
  ['running', 'Up 1 second (unhealthy)', false, 'bad', true],
  ['exited', 'Exited (0) 1 second ago', true, 'good', true],
  ['exited', 'Exited (0) 1 second ago', false, 'bad', false],
  ['exited', 'Exited (1) 1 second ago', true, 'bad', false],
  ['created', 'Created', false, 'waiting', false],
  ['created', 'Exited (0)', true, 'waiting', false],
  ['restarting', 'Restarting (1) 1 second ago', false, 'waiting', false],
  ['dead', 'Dead', false, 'bad', false],
  ['paused', 'Up 1 second (Paused)', true, 'bad', false],
])('%s, %s, one-shot %s: %s, up %s', (state, status, oneShot, condition, up) => {
  const container = { state, status } as Container;
  expect(conditionOf(container, oneShot)).toBe(condition);
  expect(isUp(container, oneShot)).toBe(up);
});
