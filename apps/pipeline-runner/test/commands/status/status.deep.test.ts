import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { LabHost } from '@hl/lab/lab';
import type { ServiceRow } from '../../../src/commands/status/row.js';
import { homelab, serviceFile } from '../../lab/world/homelab.js';
import type { Homelab } from '../../lab/world/homelab.js';

let home: Homelab;

beforeAll(async () => {
  home = await homelab();
  home.commit({
    'services/one.yml': serviceFile('one', { more: ', environment: { PASSWORD: "${TOKEN}" }, secrets: [{ name: TOKEN }]' }),
    'services/two.yml': `${serviceFile('two', { host: 'docker-home', port: 8088 })}pages: { admin: { port: 8088, traefik: {} } }\n`,
  });
  Object.assign(home.lab.env, { TOKEN: 'a-secret-value' });
  const { code, text } = await home.hl('run');
  if (code !== 0) throw new Error(text);
}, 120_000);

afterAll(() => home.lab.close());

async function status(...argv: string[]) {
  const { code, out, text } = await home.hl('status', '--json', ...argv);
  const { services, problems } = JSON.parse(out) as { services: ServiceRow[]; problems: { message: string }[] };
  const cells = Object.fromEntries(services.map(({ name, health, drift }) => [name, `${health.text} | ${drift.text}`]));
  return { code, text, services, problems: problems.map(({ message }) => message), cells };
}

test('what was deployed is well', async () => {
  const { lab, hl } = home;
  const before = lab.snapshot();
  const { code, services, problems, cells, text } = await status();
  expect([code, problems, cells]).toEqual([0, [], { one: 'ok | none', two: 'ok | none' }]);
  expect(services[0]).toMatchObject({
    host: 'docker-apps',
    url: `https://one.lab.example:${home.lab.traefik.httpsPort}`,
    revision: expect.stringMatching(/^[0-9a-f]{8}$/),
  });
  expect(services[1]?.pages).toEqual([
    { name: 'two-admin', url: `https://admin.lab.example:${home.lab.traefik.httpsPort}`, health: { state: 'ok', text: 'ok' }, failed: [] },
  ]);
  expect(text).not.toContain('a-secret-value');
  expect((await hl('status', 'one')).text).toMatch(
    /^SERVICE .*\none +docker-apps +corentinth\/it-tools:1 +[0-9a-f]{8} +ok +none +https:\/\/one\.lab\.example:\d+\n$/m,
  );
  expect(lab.snapshot()).toEqual(before);
}, 60_000);

test('by the ledger alone: no system is asked', async () => {
  const { lab } = home;
  const asked = lab.pihole.requests.length;
  expect((await status('--quick')).cells).toEqual({ one: 'ok at last run | ', two: 'ok at last run | ' });
  expect(lab.pihole.requests).toHaveLength(asked);
});

test('what differs, what does not answer, what is not deployed yet, and what somebody asks for that is not there', async () => {
  const { lab, commit, hl } = home;
  commit({ 'services/three.yml': serviceFile('three', { port: 8089 }) });
  const { docker } = lab.hosts['docker-apps'] as LabHost;
  await promisify(execFile)('docker', ['stop', 'one'], { env: docker.env });
  const { code, cells, services } = await status();
  expect([code, cells['two'], cells['three']]).toEqual([0, 'ok | none', expect.stringMatching(/^not deployed \| \d changes$/)]);
  expect(services.find(({ name }) => name === 'one')).toMatchObject({ health: { state: 'bad' }, drift: { state: 'bad' } });
  expect(await hl('status', 'four')).toMatchObject({ code: 2, text: expect.stringContaining('there is no service four') });
}, 60_000);

test('a host that is down, a password that is wrong, a file that is broken: the rest is told', async () => {
  const { lab, commit, cwd } = home;
  await lab.hosts['docker-apps']?.ssh.faults.refuse(true);
  Object.assign(lab.env, { PIHOLE_API_PASSWORD: '' });
  const { code, cells, problems } = await status('two');
  expect([code, cells]).toEqual([0, { two: 'ok | pihole not readable' }]);
  expect(problems).toEqual([expect.stringContaining('PIHOLE_API_PASSWORD is not set')]);
  const one = await status('one');
  expect([one.code, one.services[0]?.drift]).toEqual([0, { state: 'unknown', text: expect.stringContaining('compose docker-apps') }]);
  commit({ 'services/broken.yml': 'service: [\n' });
  const broken = await status('two');
  expect([broken.code, broken.cells]).toEqual([0, { two: 'ok | ' }]);
  expect(broken.problems).toEqual(expect.arrayContaining([expect.stringContaining('services/broken.yml:')]));
  await lab.hosts['proxy']?.ssh.faults.refuse(true);
  const blind = await status();
  expect([blind.code, blind.services.map(({ name, revision }) => [name, revision])]).toEqual([
    0,
    [
      ['one', null],
      ['three', null],
      ['two', null],
    ],
  ]);
  writeFileSync(join(cwd, 'services/one.yml'), '[');
  writeFileSync(join(cwd, 'services/two.yml'), '[');
  writeFileSync(join(cwd, 'services/three.yml'), '[');
  expect((await home.hl('status')).code).toBe(5);
}, 120_000);
