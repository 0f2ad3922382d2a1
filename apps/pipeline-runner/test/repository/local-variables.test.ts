import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { main } from '../../src/main.js';
import { withLocalVariables } from '../../src/repository/local-variables.js';

let cwd: string;
beforeEach(() => (cwd = mkdtempSync(join(tmpdir(), 'hl-env-'))));
afterEach(() => rmSync(cwd, { recursive: true }));

const write = (name: string, text: string): void => writeFileSync(join(cwd, name), text);
const git = (...args: string[]): void => void execFileSync('git', args, { cwd, stdio: 'ignore' });

test('variables of .env, under those of the environment; values are secrets, places are none', async () => {
  write('.env', '# mine\nexport TOKEN="two words"\nPIHOLE_API_PASSWORD=from-file\nEMPTY=\nSSH_KEY_FILE=~/.ssh/lab\n');
  expect(await withLocalVariables({ PIHOLE_API_PASSWORD: 'from-shell' }, cwd)).toEqual({
    env: { TOKEN: 'two words', PIHOLE_API_PASSWORD: 'from-shell', EMPTY: '', SSH_KEY_FILE: '~/.ssh/lab' },
    secrets: expect.arrayContaining(['two words', 'from-file']),
  });
});

test.each([
  ['there is none', {}, false],
  ['in CI', { CI: 'true' }, true],
])('nothing is read when %s', async (_, env, there) => {
  if (there) write('.env', 'TOKEN=x');
  expect(await withLocalVariables(env, cwd)).toEqual({ env, secrets: [] });
});

test('one that git holds is refused, by commands and by their exit code', async () => {
  write('.env', 'TOKEN=not-to-be-seen');
  write('hl.yml', 'domain: example.org\nhosts: { box: 192.0.2.1 }\n');
  git('init', '-q');
  expect((await withLocalVariables({}, cwd)).env).toEqual({ TOKEN: 'not-to-be-seen' });
  git('add', '-f', '.env');
  const out: string[] = [];
  const sink = (text: string): void => void out.push(text);
  const code = await main(['validate', '--cwd', cwd], { env: {}, stdout: sink, stderr: sink, color: false });
  expect(code).toBe(2);
  expect(out.join('')).toMatch(/✖ \.env is in git[^]*→ git rm --cached \.env/);
  expect(out.join('')).not.toContain('not-to-be-seen');
});

test('what cannot be read is told', async () => {
  mkdirSync(join(cwd, '.env'));
  await expect(withLocalVariables({}, cwd)).rejects.toMatchObject({ code: 'HL_ENV_FILE', kind: 'input' });
});

test('what stands there is never shown', async () => {
  write('.env', 'TOKEN=correct-horse\n');
  write('hl.yml', 'domain: example.org\nhosts: { box: 192.0.2.1 }\ncorrect-horse: 1\n');
  const out: string[] = [];
  const sink = (text: string): void => void out.push(text);
  await main(['validate', '--cwd', cwd], { env: {}, stdout: sink, stderr: sink, color: false });
  expect(out.join('')).toContain('[REDACTED]');
  expect(out.join('')).not.toContain('correct-horse');
});
