import { execFileSync } from 'node:child_process';
import { localExec } from '@hl/core/local';
import { start } from '@hl/lab';

const exec = localExec({ start, cwd: '/', env: { PATH: '/usr/bin:/bin', WORD: 'two words' } });
const run = async (command: string, stdin?: string | Uint8Array, options = {}): Promise<unknown[]> => {
  const { code, stdout, stderr } = await exec(command, { timeoutMs: 60_000, ...(stdin === undefined ? {} : { stdin }), ...options });
  return [code, Buffer.from(stdout).toString(), Buffer.from(stderr).toString()];
};
const big = 'x'.repeat(3_000_000);

test.each<[string, string, string | undefined, unknown[]]>([
  ['where, with what, and how it ends', 'pwd; echo "$WORD"; echo no >&2; exit 3', undefined, [3, '/\ntwo words\n', 'no\n']],
  ['its input', 'cat', 'é\0\n', [0, 'é\0\n', '']],
  ['much input and output', 'cat', big, [0, big, '']],
  ['much input that is not read', 'exit 0', big, [0, '', '']],
  ['a signal', 'kill -9 $$', undefined, [137, '', '']],
  ['what it leaves running holds the output', '(sleep 0.1; echo late) & echo early', undefined, [0, 'early\nlate\n', '']],
])('%s', async (_, command, stdin, expected) => {
  expect(await run(command, stdin)).toEqual(expected);
});

test('many at once, each with its own', async () => {
  const all = await Promise.all(Array.from({ length: 20 }, (_, index) => run(`cat; echo ${index}`, `${index} `)));
  expect(all).toEqual(all.map((__, index) => [0, `${index} ${index}\n`, '']));
});

test('one that cannot be started', async () => {
  await expect(localExec({ start, cwd: '/none' })('true', { timeoutMs: 60_000 })).rejects.toMatchObject({ code: 'HL_SHELL' });
});

test.each<[string, string, object, string]>([
  ['takes too long', 'sleep 60 & sleep 60', { timeoutMs: 200 }, 'HL_COMMAND_TIMEOUT'],
  ['prints too much', 'while :; do echo x; done', { maxBytes: 100 }, 'HL_OUTPUT_LIMIT'],
])('one that %s is ended with all that it started', async (_, command, options, code) => {
  const mark = `mark-${code}`;
  await expect(run(`: ${mark}; ${command}`, undefined, options)).rejects.toMatchObject({ code });
  const left = (): string => execFileSync('sh', ['-c', `ps -eo args= | grep -F "$1" | grep -v grep || :`, 'sh', `: ${mark};`]).toString();
  while (left() !== '') await new Promise((resolve) => setTimeout(resolve, 20)); // jest ends what never comes true
});

test('what started them died: what ran has failed, the next one runs', async () => {
  await expect(run('kill -9 $PPID; sleep 60')).rejects.toMatchObject({
    code: 'HL_SHELL',
    message: expect.stringContaining('has ended') as string,
  });
  expect(await run('echo again')).toEqual([0, 'again\n', '']);
});
