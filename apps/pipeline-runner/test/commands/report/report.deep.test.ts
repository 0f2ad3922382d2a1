import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { LabHost } from '@hl/lab/lab';
import { homelab, serviceFile, type Homelab } from '../../lab/world/homelab.js';

let home: Homelab;

beforeAll(async () => {
  home = await homelab();
  home.commit({
    'services/one.yml': serviceFile('one', { more: ', environment: { PASSWORD: "${TOKEN}" }, secrets: [{ name: TOKEN }]' }),
    'services/two.yml': serviceFile('two', { host: 'docker-home', port: 8088 }),
  });
  Object.assign(home.lab.env, { TOKEN: 'a-secret-value' });
  const { code, text } = await home.hl('run');
  if (code !== 0) throw new Error(text);
}, 120_000);

afterAll(() => home.lab.close());

async function report(...argv: string[]) {
  const { code, out, text } = await home.hl('report', '--json', ...argv);
  const { file, services } = JSON.parse(out) as { file: string; services: { name: string; state: string; says: string }[] };
  return { code, text, file, page: readFileSync(file, 'utf8'), states: services.map(({ name, state }) => `${name} ${state}`) };
}

test('after a run: what it did, what verify saw, and the way back', async () => {
  const before = home.lab.snapshot();
  const { code, file, page, states } = await report();
  expect([code, file, states]).toEqual([0, join(home.cwd, '.hl/report/index.html'), ['one ok', 'two ok']]);
  expect(page).toContain('All 2 services healthy');
  for (const part of ['>deploy<', '>verify<', 'one.lab.example', 'hl rollback', 'Nobody has looked'])
    expect([part, page.includes(part)]).toEqual([part, true]);
  expect(page.includes('a-secret-value')).toBe(false);
  expect(home.lab.snapshot()).toEqual(before);
}, 60_000);

test('a look now tells what has changed since: a container that ended, a record that somebody took', async () => {
  const { docker } = home.lab.hosts['docker-apps'] as LabHost;
  await promisify(execFile)('docker', ['stop', 'one'], { env: docker.env });
  const { code, page, states } = await report('--live', '--out-file', 'public/index.html');
  expect([code, states]).toEqual([0, ['one failing', 'two ok']]);
  expect(page).toContain('1 of 2 services needs you');
  expect(page).toContain('is not what git says');
  expect(existsSync(join(home.cwd, 'public/index.html'))).toBe(true);
}, 60_000);

test('a ledger that cannot be read is told, and what the artifacts say is shown', async () => {
  await home.lab.hosts['proxy']?.ssh.faults.refuse(true);
  const { code, page, text, states } = await report();
  expect([code, states]).toEqual([0, ['one ok', 'two ok']]);
  expect(text).toContain('What is shown is what the artifacts say');
  expect(page).toContain('What is shown is what the artifacts say');
}, 60_000);

test.each([
  [['--port', 'x'], /--port takes the number of a port/],
  [['--port', '70000'], /--port takes the number of a port/],
  [['--serve', '--out-file', 'a.html'], /--serve writes no file/],
  [['--out-file', 'hl.yml/x.html'], /cannot be written/],
])('%j is refused', async (argv, expected) => {
  expect(await home.hl('report', ...argv)).toMatchObject({ code: 2, text: expect.stringMatching(expected) });
});
