import { HlError } from '@hl/core';
import type { Observed, Remote } from '@hl/core';
import { exampleHost, exampleService, exampleSite, MemoryRemote, memorySystem } from '@hl/core/testing';
import type { Context } from '../../../src/context.js';
import { doctor } from '../../../src/commands/doctor/doctor.js';
import { readEnvironment } from '../../../src/environment.js';
import { printer } from '../../../src/printer.js';

const machine = 'clock\t1\ndocker\t26.1.5\ncompose\t2.26.1\npath\t/opt\t/opt\tyes\t99999999\n';

interface World {
  /** What observe of a host's Docker does; by default it holds nothing. */
  readonly docker?: (host: string) => Promise<ReadonlyMap<string, Observed>>;
  readonly run?: (host: string) => Promise<string>;
  readonly closed?: boolean;
}

/** Two hosts, of which `attic` is in use. */
function contextOf({ docker = async () => new Map(), run = async () => machine, closed = false }: World): {
  context: Context;
  out: string[];
} {
  const out: string[] = [];
  const hosts = { box: exampleHost(), attic: exampleHost({ address: '192.0.2.12' }) };
  const site = { ...exampleSite(), hosts, traefik: null, authentik: null, glance: null, dns: {}, discord: null, ledger: null };
  const instance = (label: string) => ({
    ...{ label, system: 'compose', owns: () => true },
    integration: {
      ...memorySystem({
        system: 'compose',
        desired: (service) => [{ system: 'compose', key: label, service: service.name, spec: {} }],
        world: {},
      }),
      observe: () => docker(label),
    },
  });
  const error = new HlError('HL_SECRET_MISSING', 'X is not set', { kind: 'input' }).toJSON();
  const context = {
    cwd: '/nowhere',
    site,
    environment: readEnvironment({ SSH_AUTH_SOCK: '/x', HOME: '/' }),
    print: printer({ stdout: (text) => void out.push(text), stderr: (text) => void out.push(text) }),
    repository: { load: () => ({ services: [exampleService({ host: 'attic' })], diagnostics: [] }) },
    state: async () => ({ entries: [] }),
    git: async () => ({ code: 0, stdout: Buffer.from(''), stderr: '' }),
    fleet: async () => ({
      remote(name: string): Remote {
        const remote = new MemoryRemote(name);
        remote.onRun = async () => ({ stdout: (await run(name)).replace('clock\t1', `clock\t${Math.round(Date.now() / 1_000)}`) });
        return remote;
      },
    }),
    systems: async () => ({
      instances: Object.keys(hosts).map(instance),
      closed: closed ? [{ system: 'pihole', error, concerns: () => true }] : [],
      look: async () => [],
      listens: async () => true,
    }),
    now: () => new Date().toISOString(),
  } as unknown as Context;
  return { context, out };
}
const lines = (out: readonly string[]): string[] =>
  out
    .join('')
    .split('\n')
    .filter((line) => /^ {2}[!✖]|^\S+$/.test(line));

test('all that is looked at is well, but for what is not there to be looked at', async () => {
  const { context, out } = contextOf({});
  expect(await doctor(context, { seconds: 5 })).toEqual({ code: 0 });
  expect(lines(out)).toEqual(['box', 'attic', 'ledger', '  ! ledger: there is none']);
  expect(out.join('')).toMatch(/^› looking at this machine, box, attic, ledger, names$/m);
  expect(out.join('')).toMatch(/^› \d+ passed, 1 warning, 0 failed$/m);
});

test('what hangs stops nothing else, and what it has told until then is kept', async () => {
  const { context, out } = contextOf({ docker: (host) => (host === 'box' ? new Promise(() => {}) : Promise.resolve(new Map())) });
  expect(await doctor(context, { seconds: 0.05 })).toEqual({ code: 5 });
  const text = out.join('');
  expect(text).toMatch(/^box\n {2}✔ login: .*\n(.*\n)+ {2}✖ answer: no answer within 0\.05 s\n {4}→ .*--timeout\.\nattic\n/m);
  expect(text).toMatch(/^attic\n(.*\n)+ {2}✔ docker: answers/m);
});

test('a host that no service file names may do without Docker', async () => {
  const missing = async (): Promise<never> =>
    Promise.reject(new HlError('HL_DOCKER_MISSING', 'docker is not installed', { kind: 'refused', hint: 'Install it.' }));
  const { context, out } = contextOf({ docker: missing });
  expect(await doctor(context, { seconds: 5 })).toEqual({ code: 4 });
  expect(lines(out)).toEqual([
    'box',
    '  ! docker: docker is not installed (no service file names this host)',
    'attic',
    '  ✖ docker: docker is not installed',
    'ledger',
    '  ! ledger: there is none',
  ]);
});

test('a host that cannot be logged in to is told once; the worst thing decides the exit code', async () => {
  const dead = async (): Promise<never> => Promise.reject(new HlError('HL_SSH', 'no way there\n✔ all is well', { kind: 'unreachable' }));
  const { context, out } = contextOf({ run: dead, closed: true });
  expect(await doctor(context, { seconds: 5 })).toEqual({ code: 2 });
  expect(lines(out).filter((line) => line.includes('✖'))).toEqual([
    '  ✖ login: no way there\\n✔ all is well',
    '  ✖ login: no way there\\n✔ all is well',
    '  ✖ access: X is not set',
  ]);
  expect(await doctor(contextOf({ run: dead }).context, { seconds: 5 })).toEqual({ code: 5 });
});

test('what no first service goes to is not passed over in silence', async () => {
  const { context, out } = contextOf({});
  const { authentik } = exampleSite();
  expect(await doctor({ ...context, site: { ...context.site, authentik } }, { seconds: 5 })).toEqual({ code: 0 });
  expect(lines(out).slice(-2)).toEqual(['authentik', expect.stringMatching(/^ {2}! access: not looked at/)]);
});

test('a time that is none is refused', async () => {
  await expect(doctor(contextOf({}).context, { seconds: NaN })).rejects.toMatchObject({ code: 'HL_USAGE' });
});
