import { posixRemote, type ExecOptions, type ExecResult } from '@hl/core';
import { commandName } from '../../src/remote/posix.js';

/** A machine that answers each command line as told; `asked` are the lines with their options. */
function box(...answers: { code?: number; stdout?: string; stderr?: string }[]) {
  const asked: { command: string; options: ExecOptions }[] = [];
  const bytes = (text = ''): Uint8Array => new TextEncoder().encode(text);
  let closed = 0;
  const remote = posixRemote(
    'box',
    async (command, options): Promise<ExecResult> => {
      asked.push({ command, options });
      const { code = 0, stdout, stderr } = answers.shift() ?? {};
      return { code, stdout: bytes(stdout), stderr: bytes(stderr) };
    },
    async () => void (closed += 1),
  );
  return { remote, asked, closed: () => closed };
}

const usual = { timeoutMs: 120_000, maxBytes: 8 * 1024 * 1024 };

describe('a command', () => {
  test('is one line, with its limits; what it prints is not trimmed', async () => {
    const { remote, asked } = box({ stdout: ' ü \n', stderr: 'w\n' });
    expect(await remote.run(['docker', 'ps', '--format', '{{.ID}} x'])).toEqual({ code: 0, stdout: ' ü \n', stderr: 'w\n' });
    expect(asked).toEqual([{ command: "docker ps --format '{{.ID}} x'", options: { ...usual, what: 'docker ps --format' } }]);
  });

  test.each([
    ['its own limits', { timeoutMs: 7, maxBytes: 9 }, { timeoutMs: 7, maxBytes: 9, what: 'true' }],
    ['no input at all when it is empty', { stdin: '' }, { ...usual, what: 'true' }],
    ['its own name', { what: 'the look' }, { ...usual, what: 'the look' }],
  ])('%s', async (_, options, expected) => {
    const { remote, asked } = box();
    await remote.run(['true'], options);
    expect(asked[0]).toEqual({ command: 'true', options: expected });
  });

  test('input goes with its length and digest', async () => {
    const { remote, asked } = box();
    await remote.run(['tee', '/a b'], { stdin: 'abc' });
    const { command = '', options } = asked[0] ?? {};
    expect(options).toMatchObject({ stdin: 'abc', timeoutMs: 120_000 });
    expect(command).toMatch(/^sh -c '.*' sh 3 ba7816bf[0-9a-f]{56} tee '\/a b'$/s);
  });

  test.each<[string, { code: number; stderr?: string; stdout?: string }, object]>([
    ['the last lines of its errors', { code: 1, stderr: 'a\nb\nc\nd\n' }, { message: 'box: docker ps ended with 1: b / c / d' }],
    ['what it printed when it has no errors', { code: 2, stdout: 'usage' }, { message: 'box: docker ps ended with 2: usage' }],
    ['a full disk', { code: 1, stderr: 'write: No space left on device' }, { hint: 'The disk is full: free some space there.' }],
    ['a right that is missing', { code: 1, stderr: 'open: permission denied' }, { hint: expect.stringContaining('sudo: true') }],
    ['a disk that is read only', { code: 1, stderr: 'mv: Read-only file system' }, { hint: expect.stringContaining('write access') }],
    ['no hint where there is none', { code: 1, stderr: 'no' }, { hint: undefined }],
  ])('that fails says %s', async (_, answer, expected) => {
    await expect(box(answer).remote.run(['docker', 'ps'])).rejects.toMatchObject({ code: 'HL_COMMAND', kind: 'refused', ...expected });
  });

  test.each([
    [[3], 3, true],
    [[3], 0, false],
    ['any', 99, true],
    [[0, 1], 1, true],
  ] as const)('accepts %j: %i is an answer: %s', async (accept, code, fine) => {
    const running = box({ code }).remote.run(['x'], { accept });
    if (fine) expect((await running).code).toBe(code);
    else await expect(running).rejects.toMatchObject({ code: 'HL_COMMAND' });
  });

  test.each([
    ['cut on its way', { code: 74, stderr: 'hl: only 1 of 3 bytes arrived' }, 'HL_CUT', 'unreachable'],
    ['not to be checked there', { code: 75, stderr: 'hl: there is no sha256sum' }, 'HL_NO_SHA256', 'refused'],
  ])('input that is %s', async (_, answer, code, kind) => {
    await expect(box(answer).remote.run(['tee'], { stdin: 'abc', accept: 'any' })).rejects.toMatchObject({ code, kind });
    expect((await box(answer).remote.run(['tee'], { accept: 'any' })).code).toBe(answer.code);
  });
});

test.each([
  [['docker', 'compose', 'up', '--detach'], 'docker compose up'],
  [['ls'], 'ls'],
  [['sh', '-c', 'secret'], 'a script'],
  [['sudo', '/bin/bash', '-c', 'secret'], 'a script'],
  [['grep', '-c', 'x'], 'grep -c x'],
])('%j is called %s', (argv, name) => expect(commandName(argv)).toBe(name));

describe('files', () => {
  test('one that is not there is null, one that cannot be read is an error', async () => {
    const { remote } = box({ code: 3 }, { stdout: 'text' }, { code: 1, stderr: 'cat: /a: Permission denied' });
    expect(await remote.read('/a')).toBeNull();
    expect(new TextDecoder().decode((await remote.read('/a')) ?? undefined)).toBe('text');
    await expect(remote.read('/a')).rejects.toMatchObject({ code: 'HL_FILE', message: 'box: cannot read /a: cat: /a: Permission denied' });
  });

  test.each([
    ['rename', undefined, '644', 'mv -f'],
    ['rename', 0o600, '600', 'mv -f'],
    ['inPlace', undefined, '644', 'trap'],
  ] as const)('%s with mode %s', async (how, mode, octal, part) => {
    const { remote, asked } = box();
    await remote.write('/etc/a b.yml', 'abc', { how, ...(mode === undefined ? {} : { mode }) });
    expect(asked[0]?.command).toContain(part);
    expect(asked[0]?.command).toMatch(new RegExp(` '/etc/a b.yml' ${octal} 3 ba7816bf`));
    expect(asked[0]?.options.stdin).toBe('abc');
  });

  test('names of a directory are sorted; an empty one has none', async () => {
    const { remote } = box({ stdout: 'b\na\n\n' }, {});
    expect([await remote.list('/d'), await remote.list('/d')]).toEqual([['a', 'b'], []]);
  });

  test.each([
    ['cannot write /a', (remote: ReturnType<typeof box>['remote']) => remote.write('/a', 'x')],
    ['cannot delete /a', (remote: ReturnType<typeof box>['remote']) => remote.remove('/a')],
    ['cannot list /a', (remote: ReturnType<typeof box>['remote']) => remote.list('/a')],
  ])('%s: with the exit code where nothing is said', async (message, use) => {
    const { remote } = box({ code: 9 });
    await expect(use(remote)).rejects.toMatchObject({
      code: 'HL_FILE',
      message: `box: ${message}: exit code 9`,
      hint: 'Look at the path on that host.',
    });
  });
});

test('closing it closes the connection', async () => {
  const { remote, closed } = box();
  await remote.close();
  expect(closed()).toBe(1);
});
