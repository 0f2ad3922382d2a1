import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { hostShell } from '@hl/lab/ssh';
import type { SshHost } from '@hl/lab/ssh';
import { bench } from '../bench.js';
import type { Bench } from '../bench.js';

let lab: Bench;
beforeEach(() => (lab = bench()));
afterEach(() => lab.close());

const text = async (bytes: Promise<Uint8Array | null>): Promise<string> => Buffer.from((await bytes) ?? []).toString();

describe('the account', () => {
  const withPath = async (programs: Record<string, string>): Promise<SshHost> => {
    const directory = join(lab.directory, 'bin');
    for (const [name, body] of Object.entries(programs))
      execFileSync('sh', ['-c', 'mkdir -p "$1"; printf "#!/bin/sh\\n%s\\n" "$3" > "$1/$2"; chmod +x "$1/$2"', 'sh', directory, name, body]);
    return lab.host({ shell: hostShell({ root: join(lab.directory, 'other'), env: { PATH: `${directory}:/usr/bin:/bin` } }) });
  };
  const notRoot = '[ "$1" = -u ] && echo 1000';
  const runs = 'shift; [ "$1" = -- ] && shift; AS=root exec "$@"';

  test('sudo wraps every command when it is asked for, timeout inside of it', async () => {
    const there = await withPath({ id: notRoot, sudo: runs });
    const sudoer = lab.fleet({ web: lab.site(there, { sudo: true, user: 'me' }) }).remote('web');
    expect((await sudoer.run(['sh', '-c', 'echo "$AS"'])).stdout).toBe('root\n');
    await sudoer.write('/opt/file', 'by root');
    expect(await text(sudoer.read('/opt/file'))).toBe('by root');
    expect(there.commands.at(-1)).toMatch(/^LC_ALL=C sudo -n -- timeout -k 2 \d+ sh -c /);
  });

  test('programs speak English, whatever the language of the host', async () => {
    const german = await lab.host({
      shell: hostShell({ root: join(lab.directory, 'german'), env: { LANG: 'de_DE.UTF-8', LC_ALL: 'de_DE.UTF-8' } }),
    });
    const { stdout } = await lab
      .fleet({ web: lab.site(german) })
      .remote('web')
      .run(['sh', '-c', 'echo "$LC_ALL"']);
    expect(stdout).toBe('C\n');
  });

  test('root needs no sudo, and none need be there', async () => {
    const there = await withPath({ id: '[ "$1" = -u ] && echo 0', sudo: 'exit 1' });
    const root = lab.fleet({ web: lab.site(there, { sudo: true }) }).remote('web');
    await expect(root.run(['echo', 'hello'])).resolves.toMatchObject({ stdout: 'hello\n' });
  });

  test.each([
    [
      'wants a password',
      'echo "sudo: unable to resolve host web: Name or service not known" >&2; echo "sudo: a password is required" >&2; exit 1',
      'password is required',
    ],
    [
      'allows some commands only',
      `echo "Sorry, user me is not allowed to execute '/usr/bin/timeout true' as root on web." >&2; exit 1`,
      'not allowed to execute',
    ],
  ])('sudo that %s says so', async (_, program, said) => {
    const there = await withPath({ id: notRoot, sudo: program });
    const answer = lab
      .fleet({ web: lab.site(there, { sudo: true, user: 'me' }) })
      .remote('web')
      .run(['true'], { accept: 'any' });
    await expect(answer).rejects.toMatchObject({
      code: 'HL_SUDO',
      kind: 'refused',
      message: expect.stringContaining(said),
      hint: expect.stringContaining('NOPASSWD'),
    });
  });

  test("what sudo grumbles about is no refusal: the exit code is the command's own", async () => {
    const there = await withPath({ id: notRoot, sudo: `echo "sudo: unable to resolve host web" >&2; ${runs}` });
    const remote = lab.fleet({ web: lab.site(there, { sudo: true, user: 'me' }) }).remote('web');
    expect(await remote.run(['sh', '-c', 'exit 1'], { accept: [1] })).toMatchObject({ code: 1 });
  });

  test('a greeting in front of every output is left out', async () => {
    const quiet = hostShell({ root: join(lab.directory, 'noisy') });
    let count = 0;
    const noisy = await lab.host({
      shell: {
        root: quiet.root,
        run: (command, stdin, ms) => quiet.run(`echo 'Welcome, visitor ${(count += 1)}!'; ${command}`, stdin, ms),
      },
    });
    const there = lab.fleet({ noisy: lab.site(noisy) }).remote('noisy');
    await there.write('/opt/file', 'content');
    expect(await text(there.read('/opt/file'))).toBe('content');
    expect(await there.run(['echo', 'hello'])).toMatchObject({ stdout: 'hello\n' });
  });

  test.each(['/usr/bin/fish', '/bin/tcsh'])(
    'a shell with quotes of its own (%s) gets the command in a form that any shell passes on',
    async (SHELL) => {
      const foreign = await lab.host({ shell: hostShell({ root: join(lab.directory, 'foreign'), env: { SHELL } }) });
      const there = lab.fleet({ web: lab.site(foreign) }).remote('web');
      const words = ["it's", '\\', "\\'", '!', 'a\nb', '$HOME'];
      const { stdout } = await there.run(['sh', '-c', 'cat; for word; do printf "%s\\0" "$word"; done; exit 3', 'sh', ...words], {
        stdin: 'in',
        accept: [3],
      });
      expect(stdout).toBe(`in${words.map((word) => `${word}\0`).join('')}`);
      expect(foreign.commands.at(-1)).toMatch(/^sh -c 'eval "\$\(echo \$0 \| base64 -d\)"' [A-Za-z0-9+/=]+$/);
    },
  );

  test('one that may not run commands says so', async () => {
    const none = hostShell({ root: join(lab.directory, 'none') });
    const locked = await lab.host({
      shell: { root: none.root, run: () => none.run("echo 'This account is currently not available.'; exit 1") },
    });
    await expect(
      lab
        .fleet({ web: lab.site(locked) })
        .remote('web')
        .run(['true']),
    ).rejects.toMatchObject({
      code: 'HL_SSH_SHELL',
      kind: 'refused',
      message: expect.stringContaining('currently not available'),
    });
  });
});
