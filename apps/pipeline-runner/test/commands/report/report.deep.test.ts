import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import type { LabHost } from '@hl/lab/lab';
import { homelab, serviceFile, type Homelab } from '../../lab/world/homelab.js';
import { bundle } from '../../support/bundle.js';

let home: Homelab;
let serving: ChildProcess | undefined;

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

afterAll(async () => {
  serving?.kill('SIGKILL');
  await home.lab.close();
});

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

test('served, it follows the ledger, and ends when it is told to', async () => {
  const hl = bundle(join(home.lab.directory, 'hl.mjs'));
  const child = spawn(process.execPath, [hl, 'report', '--serve', '--port', '0', '--cwd', home.cwd], {
    env: { PATH: process.env['PATH'], ...home.lab.env },
  });
  serving = child;
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const until = async (holds: () => boolean | Promise<boolean>): Promise<void> => {
    for (let tries = 0; tries < 300 && !(await holds()); tries += 1) await sleep(100);
    if (!(await holds())) throw new Error(said);
  };
  const address = /http:\/\/127\.0\.0\.1:\d+\//;
  await until(() => address.test(said));
  const url = address.exec(said)?.[0] ?? '';
  const page = await fetch(url);
  expect(await page.text()).toContain('All 2 services healthy');
  expect((await fetch(url, { headers: { 'if-none-match': page.headers.get('etag') ?? '' } })).status).toBe(304);
  home.commit({ 'services/three.yml': serviceFile('three', { host: 'docker-home', port: 8089 }) });
  expect((await home.hl('run')).code).toBe(0);
  await until(async () => (await (await fetch(url)).text()).includes('All 3 services healthy'));
  child.kill('SIGTERM');
  expect(await new Promise((ended) => child.once('close', ended))).toBe(130);
}, 120_000);

test('a look now tells what has changed since: a container that ended, a record that somebody took', async () => {
  const { docker } = home.lab.hosts['docker-apps'] as LabHost;
  await promisify(execFile)('docker', ['stop', 'one'], { env: docker.env });
  const { code, page, states } = await report('--live', '--out-file', 'public/index.html');
  expect([code, states]).toEqual([0, ['one failing', 'three ok', 'two ok']]);
  expect(page).toContain('1 of 3 services needs you');
  expect(page).toContain('is not what git says');
  expect(existsSync(join(home.cwd, 'public/index.html'))).toBe(true);
}, 60_000);

test('a ledger that cannot be read is told, and what the artifacts say is shown', async () => {
  await home.lab.hosts['proxy']?.ssh.faults.refuse(true);
  const { code, page, text, states } = await report();
  expect([code, states]).toEqual([0, ['one unknown', 'three ok', 'two unknown']]);
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
