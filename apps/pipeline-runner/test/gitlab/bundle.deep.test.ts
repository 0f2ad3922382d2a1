import { execFileSync, spawnSync } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../../..', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'hl-bundle-'));
const file = join(folder, 'hl.mjs');
const cwd = join(folder, 'repository');

const git = (...args: string[]): string => execFileSync('git', args, { cwd, encoding: 'utf8' });

/** As a job calls it: no NODE_OPTIONS of a test runner, and nothing of this machine's. */
function hl(...argv: string[]): { code: number | null; text: string } {
  const env = {
    PATH: process.env['PATH'],
    HOME: folder,
    CI: 'true',
    CI_PIPELINE_SOURCE: 'push',
    CI_PIPELINE_ID: '1',
    SSH_KEY_FILE: join(folder, 'key'),
    SSH_KNOWN_HOSTS: join(folder, 'known_hosts'),
  };
  const { status, stdout, stderr } = spawnSync(process.execPath, [file, ...argv], { cwd, env, encoding: 'utf8', timeout: 60_000 });
  return { code: status, text: stdout + stderr };
}

beforeAll(() => {
  execFileSync(process.execPath, [join(root, 'tools/bundle/bundle.mjs'), file], { cwd: folder, env: { PATH: process.env['PATH'] } });
  mkdirSync(join(cwd, 'services'), { recursive: true });
  // Nothing listens on port 9: the host refuses at once.
  writeFileSync(join(cwd, 'hl.yml'), 'domain: example.org\nhosts: { box: { address: 127.0.0.1, port: 9 } }\n');
  writeFileSync(
    join(cwd, 'services/whoami.yml'),
    `service: { name: whoami, display_name: Whoami, description: Shows a request, category: utility, icon: 'si:traefikproxy' }
deployment: { target_host: box, port: 8080, container_port: 80, image: traefik/whoami:v1 }
`,
  );
  const { privateKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
  });
  writeFileSync(join(folder, 'key'), privateKey, { mode: 0o600 });
  writeFileSync(join(folder, 'known_hosts'), '');
  git('init', '-q', '-b', 'main');
  git('add', '-A');
  git('-c', 'user.name=t', '-c', 'user.email=t@example.org', 'commit', '-q', '-m', 'x');
}, 60_000);

afterAll(() => rmSync(folder, { recursive: true }));

test('one file, that no job waits for', () => {
  expect(statSync(file).size).toBeLessThan(6 * 2 ** 20);
  expect(readFileSync(file, 'utf8')).not.toContain(root);
});

test('--version and --help', () => {
  expect(hl('--version')).toEqual({ code: 0, text: expect.stringMatching(/^hl\/\d/) });
  expect(hl('plan', '--help')).toMatchObject({ code: 0, text: expect.stringContaining('hl plan') });
});

test('detect and validate, in a folder with nothing but a repository', () => {
  expect(hl('detect')).toMatchObject({ code: 0, text: expect.stringContaining('add    whoami (services/whoami.yml)') });
  expect(hl('validate')).toMatchObject({ code: 0, text: expect.stringContaining('1 service file is valid') });
  expect(hl('render', 'whoami')).toMatchObject({ code: 0, text: expect.stringContaining('traefik/whoami:v1') });
});

test('everything that a stage loads is in it: SSH gets as far as the refused connection', () => {
  expect(hl('detect').code).toBe(0);
  const { code, text } = hl('plan');
  expect([code, text]).toEqual([5, expect.stringMatching(/box|127\.0\.0\.1/)]);
  expect(text).not.toMatch(/Cannot find|MODULE_NOT_FOUND|bug in hl/);
  expect(hl('hosts', 'trust', 'box')).toMatchObject({ code: 5 });
});
