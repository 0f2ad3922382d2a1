import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { withLocalVariables } from '../../src/repository/local-variables.js';
import { folder, gitIn } from '../support/folder.js';
import { hlIn } from '../support/hl.js';

let cwd: string;
beforeEach(() => void (cwd = folder()));

const write = (name: string, text: string): void => writeFileSync(join(cwd, name), text);
const git = (...args: string[]): string => gitIn(cwd)(...args);

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
  const { code, text } = await hlIn(cwd, ['validate']);
  expect(code).toBe(2);
  expect(text).toMatch(/✖ \.env is in git[^]*→ git rm --cached \.env/);
  expect(text).not.toContain('not-to-be-seen');
});

test('what cannot be read is told', async () => {
  mkdirSync(join(cwd, '.env'));
  await expect(withLocalVariables({}, cwd)).rejects.toMatchObject({ code: 'HL_ENV_FILE', kind: 'input' });
});

test('what stands there is never shown', async () => {
  write('.env', 'TOKEN=correct-horse\n');
  write('hl.yml', 'domain: example.org\nhosts: { box: 192.0.2.1 }\ncorrect-horse: 1\n');
  const { text } = await hlIn(cwd, ['validate']);
  expect(text).toContain('[REDACTED]');
  expect(text).not.toContain('correct-horse');
});
