import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startLab, type Lab, type LabHost } from '@hl/lab/lab';
import { bundle } from '../../support/bundle.js';
import { commitAll, gitIn } from '../../support/folder.js';

let lab: Lab;
let hl: string;
let remote: string;
let work: string;
let state: string;
const children: ChildProcess[] = [];

const git = (...args: string[]): string => gitIn(work)(...args);

/** Nothing but a container. */
const plain = (port: number): string => `service: { name: one, display_name: One, description: For a test, category: utility }
deployment: { target_host: docker-apps, port: ${port}, container_port: 80, image: "ghcr.io/corentinth/it-tools:1" }
`;
const push = (text: string, file = 'services/one.yml'): string => {
  writeFileSync(join(work, file), text);
  const made = commitAll(work);
  git('push', '--quiet', '--force', 'origin', 'HEAD:main');
  return made;
};

interface Watcher {
  readonly child: ChildProcess;
  text(): string;
  readonly ended: Promise<number | null>;
}
const start = (...args: string[]): Watcher => {
  const argv = [hl, 'watch', '--repository', remote, '--dir', state, ...args];
  const child = spawn(process.execPath, argv, {
    cwd: lab.directory,
    env: { PATH: process.env['PATH'], ...lab.env, HL_WEBHOOK_SECRET: 'a-long-secret' },
  });
  children.push(child);
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (said += chunk.toString()));
  return { child, text: () => said, ended: new Promise((done) => child.on('close', done)) };
};
const once = async (): Promise<{ code: number | null; text: string }> => {
  const { ended, text } = start('--once');
  return { code: await ended, text: text() };
};
const until = async (holds: () => boolean): Promise<void> => {
  for (let tries = 0; tries < 600 && !holds(); tries += 1) await sleep(50);
  expect(holds()).toBe(true);
};
/** Where the service answers. */
const ports = (): (string | undefined)[] => {
  const { containers } = (lab.hosts['docker-apps'] as LabHost).docker.state();
  return containers.filter(({ name }) => name === 'one').map((one) => /:(\d+)->/.exec(String(one.ports))?.[1]);
};
const told = (): string[] => lab.discord.messages().map((message) => JSON.stringify(message));
/** The lease of a killed run ends, as after two minutes. */
const passTime = (): void => rmSync(join(lab.hosts['proxy']?.root ?? '', 'var/lib/hl/lock.json'), { force: true });

beforeAll(async () => {
  lab = await startLab();
  [hl, remote, work, state] = ['hl.mjs', 'remote.git', 'work', 'state'].map((name) => join(lab.directory, name)) as [
    string,
    string,
    string,
    string,
  ];
  bundle(hl);
  execFileSync('git', ['init', '--quiet', '--bare', '-b', 'main', remote]);
  execFileSync('git', ['clone', '--quiet', remote, work], { stdio: 'pipe' });
  mkdirSync(join(work, 'services'));
  writeFileSync(join(work, 'hl.yml'), lab.siteYml);
}, 120_000);
afterAll(() => {
  for (const child of children) child.kill('SIGKILL');
  return lab.close();
});

test('a new commit is deployed, a broken one told once and nothing else, the newest of two comes next, a forced push is followed', async () => {
  const good = push(plain(8087));
  expect(await once()).toMatchObject({ code: 0, text: expect.stringContaining(`main is at ${good.slice(0, 8)}`) });
  expect([ports(), told().length]).toEqual([['8087'], 1]);
  expect((await once()).text).not.toContain('detect');

  const before = lab.snapshot();
  push('service: { name: one }\nport: 1\n');
  expect((await once()).code).toBe(2);
  expect(await once()).toMatchObject({ code: 0, text: expect.not.stringContaining('validate') });
  expect([told().length, lab.snapshot()]).toEqual([2, before]);
  push('domain: [', 'hl.yml');
  expect((await once()).code).toBe(2);
  await once();
  expect([told().length, told().at(-1), lab.snapshot()]).toEqual([3, expect.stringContaining('hl.yml'), before]);

  push(lab.siteYml, 'hl.yml');
  push(plain(8088));
  const newest = push(plain(8089));
  expect((await once()).text).toContain(`main is at ${newest.slice(0, 8)}, 2 commits before it skipped`);
  expect(ports()).toEqual(['8089']);

  git('reset', '--quiet', '--hard', good);
  expect((push(plain(8090)), await once()).text).toContain('the history of which was rewritten');
  expect(ports()).toEqual(['8090']);
}, 180_000);

test('a webhook wakes it, a wrong secret does not; a second one stays away; a signal ends it', async () => {
  const watcher = start('--listen', '127.0.0.1:0', '--interval', '1h');
  await until(() => /woken at (\S+)/.test(watcher.text()));
  const url = `http://${/woken at (\S+)/.exec(watcher.text())?.[1]}/`;
  const call = async (token: string): Promise<number> =>
    (await fetch(url, { method: 'POST', headers: { 'x-gitlab-token': token } })).status;
  expect((await once()).code).toBe(3);
  push(plain(8091));
  expect(await call('wrong')).toBe(401);
  expect(ports()).toEqual(['8090']);
  expect(await call('a-long-secret')).toBe(202);
  await until(() => watcher.text().includes('notify: Discord was told'));
  expect(ports()).toEqual(['8091']);
  watcher.child.kill('SIGTERM');
  expect(await watcher.ended).toBe(0);
  expect(watcher.text()).not.toContain('a-long-secret');
}, 120_000);

test('one that is killed in the middle of a run is finished by the next', async () => {
  const head = push(plain(8092));
  const watcher = start();
  await until(() => watcher.text().includes('── deploy'));
  watcher.child.kill('SIGKILL');
  await watcher.ended;
  expect(JSON.parse(readFileSync(join(state, 'watch.json'), 'utf8'))).not.toMatchObject({ commit: head });
  expect((await once()).text).toContain('the fleet is held by');
  passTime();
  const memory = join(state, 'watch.json');
  writeFileSync(memory, readFileSync(memory, 'utf8').replace(/"retryAt":\d+/, '"retryAt":0'));
  expect((await once()).code).toBe(0);
  expect(ports()).toEqual(['8092']);
}, 120_000);
