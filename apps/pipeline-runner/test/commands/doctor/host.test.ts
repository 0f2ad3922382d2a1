import { MemoryRemote, exampleHost } from '@hl/core/testing';
import { examineHost, findingsOf } from '../../../src/commands/doctor/host.js';

const places = [
  { path: '/etc/traefik/dynamic', what: 'routes', whole: true },
  { path: '/var/lib/hl', what: 'the ledger', whole: false },
];
const needs = { installRoot: '/opt', places };
const well = {
  clock: '1000',
  docker: '26.1.5',
  compose: '2.26.1',
  opt: '/opt\t/opt\tyes\t99000000',
  traefik: '/etc/traefik/dynamic\t/etc/traefik/dynamic\tyes\t1',
  ledger: '/var/lib/hl\t/var/lib\tyes\t1',
};
const printed = ({ clock, docker, compose, opt, traefik, ledger }: typeof well): string =>
  `clock\t${clock}\ndocker\t${docker}\ncompose\t${compose}\npath\t${opt}\npath\t${traefik}\npath\t${ledger}\n`;
const between = { from: 1_000_000, to: 1_002_000 };

test('a machine that is well', () => {
  expect(findingsOf(printed(well), needs, between).map(({ status, check, message }) => `${status} ${check}: ${message}`)).toEqual([
    'pass clock: as ours',
    'pass disk: 94 GiB free at /opt',
    'pass docker version: 26.1.5',
    'pass compose version: 2.26.1',
    'pass write /etc/traefik/dynamic: routes',
    'pass write /var/lib/hl: the ledger',
  ]);
});

test.each<[string, Partial<typeof well>, string, string | undefined]>([
  ['behind', { clock: '988' }, 'warn clock: differs from ours by 11 seconds', undefined],
  ['ahead', { clock: '4602' }, 'warn clock: differs from ours by 3600 seconds', undefined],
  ['little room', { opt: '/opt\t/opt\tyes\t2097151' }, 'warn disk: 2047 MiB free at /opt', undefined],
  ['no room', { opt: '/opt\t/opt\tyes\t204799' }, 'fail disk: 199 MiB free at /opt', 'refused'],
  ['a df that says nothing', { opt: '/opt\t/opt\tyes\t' }, 'warn disk: what is free at /opt cannot be told', undefined],
  ['old docker', { docker: '20.9.1' }, 'fail docker version: 20.9.1, and 20.10 or newer is needed', 'refused'],
  ['old compose', { compose: 'v2.19.9' }, 'fail compose version: v2.19.9, and 2.20 or newer is needed', 'refused'],
  [
    'no directory',
    { traefik: '/etc/traefik/dynamic\t/etc\tyes\t1' },
    'fail write /etc/traefik/dynamic: /etc/traefik/dynamic is not there: it is routes',
    'input',
  ],
  [
    'no right',
    { ledger: '/var/lib/hl\t/var/lib\tno\t1' },
    'fail write /var/lib/hl: the SSH user may not write in /var/lib, for the ledger',
    'refused',
  ],
])('%s', (_, wrong, expected, kind) => {
  const found = findingsOf(printed({ ...well, ...wrong }), needs, between).filter(({ status }) => status !== 'pass');
  expect(found.map((one) => `${one.status} ${one.check}: ${one.message}`)).toEqual([expected]);
  expect(found[0]?.kind).toBe(kind);
  if (kind !== undefined) expect(found[0]?.hint).toMatch(/\.$|prune$/);
});

test.each([
  ['10 s behind is nothing, as an answer takes its time', '989', 'pass'],
  ['within the question', '1002', 'pass'],
])('%s', (_, clock, status) => {
  expect(findingsOf(printed({ ...well, clock }), needs, between)[0]?.status).toBe(status);
});

test('why there is no docker, the system itself tells', () => {
  const found = findingsOf(printed({ ...well, docker: 'sh: docker: not found', compose: '' }), needs, between);
  expect(found.filter(({ check }) => /version/.test(check))).toEqual([]);
});

test('a Swarm needs no compose', async () => {
  const remote = new MemoryRemote();
  remote.onRun = () => ({ stdout: printed({ ...well, compose: '2.1.0' }) });
  const checks = (await examineHost(remote, exampleHost({ kind: 'swarm' }), needs, () => 1_000_000)).map(({ check }) => check);
  expect(checks).toEqual(['login', 'clock', 'disk', 'docker version', 'write /etc/traefik/dynamic', 'write /var/lib/hl']);
});

test('the login is told with the way in; one command asks for all', async () => {
  const remote = new MemoryRemote();
  remote.onRun = () => ({ stdout: printed(well) });
  const found = await examineHost(remote, exampleHost({ user: 'deploy' }), needs, () => 1_000_000);
  expect(found[0]).toEqual({ check: 'login', status: 'pass', message: 'deploy at 192.0.2.11:22, by a host key that is known' });
  expect(remote.commands).toHaveLength(1);
  expect(remote.commands[0]?.slice(3)).toEqual(['sh', '/opt', '/etc/traefik/dynamic', '/var/lib/hl']);
});
