import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { join } from 'node:path';
import { keyPair } from '@hl/lab/ssh';
import { terminal } from './progress/terminal.js';
import { bundle } from './support/bundle.js';
import { commitAll, folder as made, gitIn, put } from './support/folder.js';

/*
 * hl as people start it, at the end of a real pseudo-terminal (`script` of util-linux) of several sizes.
 */

const folder = made();
const file = join(folder, 'hl.mjs');
const cwd = join(folder, 'repository');
/** A host that lets everybody wait, and then hangs up. */
let host: Server;

beforeAll(async () => {
  bundle(file);
  host = createServer((socket) => void setTimeout(() => socket.destroy(), 3_500).unref()).listen(0, '127.0.0.1');
  await new Promise((resolve) => host.once('listening', resolve));
  const { port } = host.address() as AddressInfo;
  const service = (
    name: string,
    port: number,
  ): string => `service: { name: ${name}, display_name: 日本語 🎬, description: For a test, category: utility }
deployment: { target_host: box, port: ${port}, container_port: 80, image: traefik/whoami:v1 }
`;
  put(cwd, {
    'hl.yml': `domain: example.org\nhosts: { box: { address: 127.0.0.1, port: ${port} } }\n`,
    'services/one.yml': service('one', 1001),
    'services/two.yml': service('two', 2001),
  });
  writeFileSync(join(folder, 'key'), keyPair().privateKey, { mode: 0o600 });
  writeFileSync(join(folder, 'known_hosts'), '');
  gitIn(cwd)('init', '-q', '-b', 'main');
  commitAll(cwd);
  // Side by side: each waits for the host.
  const all = Object.entries(calls).map(async ([name, [command, options]]) =>
    ended.set(name, await onTerminal(`${command} --out ../out-${name}`, options)),
  );
  await Promise.all(all);
}, 120_000);

afterAll(() => void host.close());

/** All that hl wrote, as the terminal got it. `meanwhile`: what else goes on there. */
async function onTerminal(
  command: string,
  { columns = 80, env = {}, meanwhile = '' }: { columns?: number; env?: NodeJS.ProcessEnv; meanwhile?: string } = {},
) {
  const inside = `stty cols ${columns} rows 24; ${meanwhile} ${process.execPath} ${file} ${command}`;
  const child = spawn('script', ['-qec', inside, '/dev/null'], {
    cwd,
    env: {
      ...{ PATH: process.env['PATH'], HOME: folder, TERM: 'xterm', LANG: 'C.UTF-8', SHELL: '/bin/sh' },
      ...{ SSH_KEY_FILE: join(folder, 'key'), SSH_KNOWN_HOSTS: join(folder, 'known_hosts'), ...env },
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const chunks: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => void chunks.push(chunk));
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  return { code, text: Buffer.concat(chunks).toString('utf8') };
}

const cursor = /\u001b\[\d*[A-LSTf]/;
const colour = /\u001b\[\d+m/;

const calls = {
  colours: ['detect', {}],
  NO_COLOR: ['detect', { env: { NO_COLOR: '1' } }],
  '--no-color': ['detect --no-color', { env: { FORCE_COLOR: '1' } }],
  dumb: ['detect', { env: { TERM: 'dumb' } }],
  pipeline: ['detect', { env: { CI: 'true' } }],
  FORCE_COLOR: ['detect', { env: { CI: 'true', FORCE_COLOR: '1' } }],
  ascii: ['detect --no-color', { env: { LANG: 'C' } }],
  '40': ['run --no-notify --no-color', { columns: 40 }],
  '80': ['run --no-notify', { columns: 80, env: { NO_COLOR: '1' } }],
  '120': ['run --no-notify --no-color', { columns: 120 }],
  ci: ['run --no-notify', { env: { CI: 'true' } }],
  narrower: ['run --no-notify --no-color', { columns: 100, meanwhile: '(sleep 4.2; stty cols 30 < /dev/tty) &' }],
  quiet: ['run --no-notify --quiet --no-color', {}],
} as const satisfies Record<string, readonly [string, Parameters<typeof onTerminal>[1]]>;
const ended = new Map<string, Awaited<ReturnType<typeof onTerminal>>>();
const of = (name: keyof typeof calls): { code: number | null; text: string } => ended.get(name) ?? { code: null, text: '' };

test.each([
  ['colours', true],
  ['NO_COLOR', false],
  ['--no-color', false],
  ['dumb', false],
  ['pipeline', false],
  ['FORCE_COLOR', true],
] as const)('colours, by %s: %s', (name, expected) => {
  const { code, text } = of(name);
  expect([code, colour.test(text), cursor.test(text)]).toEqual([0, expected, false]);
  expect(text).toContain('2 added, 0 modified, 0 deleted');
});

test('a terminal whose locale is not UTF-8 gets signs that it can show', () => {
  expect(of('ascii').text).toMatch(/^> add {4}one/m);
  expect(of('ascii').text).not.toMatch(/[^\x20-\x7e\r\n]/);
});

test.each(['40', '80', '120'] as const)('who waits is told so in one line, of which nothing is left: %s columns', (columns) => {
  const { code, text } = of(columns);
  expect([code, cursor.test(text), colour.test(text)]).toEqual([5, true, false]);
  expect(text).toMatch(/plan {2}0\/1 read {2}[2-9] s {2}box\r\n/);
  const term = terminal(Number(columns));
  term.write(text);
  expect(term.shown().join('\n')).not.toMatch(/plan …|0\/1 read/);
  expect(term.shown().join('').replace(/\s/g, '')).toMatch(/\[nobodyanswered,tryagain:HL_SSH_\w+\]/);
});

test('a pipeline gets no cursor and no carriage return', () => {
  const { code, text } = of('ci');
  expect([code, cursor.test(text), /\r(?!\n)/.test(text), /plan …|0\/1 read/.test(text)]).toEqual([5, false, false, false]);
});

test('a window that becomes narrower meanwhile', () => {
  const lines = of('narrower').text.split(/(?<=0\/1 read {2}\d s {2}box\r\n)/);
  const narrow = lines.findIndex((line) => line.includes('0/1 read  3 s'));
  expect(narrow).toBeGreaterThan(0);
  const term = terminal(100);
  term.write(lines.slice(0, narrow).join(''));
  term.shrink(30);
  term.write(lines.slice(narrow).join(''));
  expect(term.shown().join('\n')).not.toMatch(/plan …|0\/1 read/);
});

test('--quiet: errors and what it came to, nothing else', () => {
  const { code, text } = of('quiet');
  expect([code, cursor.test(text)]).toEqual([5, false]);
  expect(text.split('\r\n').filter((line) => line !== '')).toEqual([
    expect.stringMatching(/^✖ run: stopped at plan; 2 of 2 services did not go through \(\d+\.\d s\)$/),
    expect.stringMatching(/^ {2}✖ one, two: box .*\[nobody answered, try again: HL_SSH_\w+\]$/),
    expect.stringMatching(/^ {4}→ /),
    '  next: hl status one: how it stands now',
    '        hl run: once more, when what is said above is done',
    '  all of it: ../out-quiet/plan.txt',
  ]);
});
