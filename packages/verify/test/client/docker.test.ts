import { MemoryRemote } from '@hl/core/testing';
import { containers, uptimeOf } from '../../src/client/docker.js';

test.each([
  ['Up Less than a second', 0],
  ['Up 1 second', 1],
  ['Up 5 seconds (health: starting)', 5],
  ['Up About a minute', 60],
  ['Up 59 minutes', 3540],
  ['Up About an hour', 3600],
  ['Up 2 days (healthy)', 172_800],
  ['Up 3 weeks (Paused)', 1_814_400],
  ['Up 4 months', 10_368_000],
  ['Up 2 years', 63_072_000],
  ['Up some time', null],
  ['Exited (0) 5 seconds ago', null],
  ['', null],
])('%j is %j seconds', (status, seconds) => {
  expect(uptimeOf(status)).toBe(seconds);
});

const listed = async (stdout: string, swarm = false) => {
  const remote = new MemoryRemote('web');
  remote.onRun = () => ({ stdout });
  return containers(remote, swarm, 1000);
};
const row = (status: string, state = 'running') => ['id', 'name', state, status, 'project', 'part', 'False', 'metube'].join('\t');

test('a container, column by column', async () => {
  expect(await listed(`${row('Up 5 seconds (healthy)')}\n\n`)).toEqual([
    {
      id: 'id',
      name: 'name',
      project: 'project',
      part: 'part',
      oneOff: false,
      service: 'metube',
      state: 'running',
      health: 'healthy',
      exitCode: null,
      uptime: 5,
    },
  ]);
});

test.each([
  ['Up 5 minutes (unhealthy)', { health: 'unhealthy', exitCode: null }],
  ['Up 5 minutes (health: starting)', { health: 'starting' }],
  ['Up 5 minutes', { health: null, exitCode: null, uptime: 300 }],
  ['Exited (137) 2 hours ago', { exitCode: 137, uptime: null }],
  ['Restarting (1) 2 seconds ago', { exitCode: 1 }],
  ['Created', { exitCode: null, uptime: null }],
])('%s', async (status, expected) => {
  expect(await listed(row(status))).toMatchObject([expected]);
});

test('what is not there is empty, in the words of Podman too; a one-off is told', async () => {
  expect(await listed(['id', 'n', 'running', 'Up 1 second', '<no value>', '', 'True', '<no value>'].join('\t'))).toMatchObject([
    { project: '', part: '', oneOff: true, service: '' },
  ]);
});

test.each([
  ['2/2', 'running', null],
  ['1/2', '1/2 replicas', null],
  ['0/0', '0/0 replicas', null],
  ['0/1 (1/1 completed)', 'exited', 0],
  ['0/1 (1/2 completed)', '0/1 replicas', null],
  ['1/1 (3/3 completed)', 'running', null],
])('%s of a swarm', async (replicas, state, exitCode) => {
  expect(await listed(`id\tmetube_app_db\t${replicas}`, true)).toEqual([
    {
      id: 'id',
      name: 'metube_app_db',
      project: 'metube',
      part: 'app_db',
      oneOff: false,
      service: '',
      state,
      health: null,
      exitCode,
      uptime: null,
    },
  ]);
});

test.each([true, false])('what is no list is an error, of a swarm: %s', async (swarm) => {
  await expect(listed('Cannot connect to the Docker daemon', swarm)).rejects.toMatchObject({
    code: 'HL_DOCKER_OUTPUT',
    kind: 'refused',
    message: 'web: docker printed what is no list: Cannot connect to the Docker daemon',
  });
});
