import { accountFrom, accountQuestion, commandLine, ownOutput, sudoRefusal } from '../../src/run/account.js';
import type { Account } from '../../src/run/account.js';

const result = (stdout: string, { code = 0, stderr = '' } = {}) => ({ code, stdout: Buffer.from(stdout), stderr: Buffer.from(stderr) });
const plain: Account = { root: false, timeout: false, sudo: false, noisy: false, encoded: false };
const mark = '--hl:output--';

test.each<[string, string, Partial<Account>]>([
  ['a bare one', `${mark}\n1000\nshell bash\nend\n`, {}],
  ['root', `${mark}\n0\nshell bash\nend\n`, { root: true }],
  ['one whose user id begins with 0', `${mark}\n01\nshell bash\nend\n`, {}],
  ['one with programs', `${mark}\n1000\ntimeout\nsudo\nbase64\nshell zsh\nend\n`, { timeout: true, sudo: true }],
  ['one with a greeting', `Welcome\n${mark}\n1000\nshell bash\nend\n`, { noisy: true }],
  ['fish', `${mark}\n1000\nbase64\nshell fish\nend\n`, { encoded: true }],
  ['csh', `${mark}\n1000\nbase64\nshell csh\nend\n`, { encoded: true }],
  ['tcsh', `${mark}\n1000\nbase64\nshell tcsh\nend\n`, { encoded: true }],
  ['fish, without base64', `${mark}\n1000\nshell fish\nend\n`, {}],
  ['a shell that only sounds like it', `${mark}\n1000\nbase64\nshell fisher\nend\n`, {}],
])('%s', (_, stdout, account) => {
  expect(accountFrom('web', result(stdout))).toEqual({ ...plain, ...account });
});

test.each([
  ['This account is currently not available.\n', '', 'This account is currently not available.'],
  ['', 'no shell\nmore\n', 'no shell'],
  ['', '', 'exit code 1'],
  [`${mark}\n1000\n`, '', mark],
])('an account that runs no commands: %j %j', (stdout, stderr, said) => {
  expect(() => accountFrom('web', result(stdout, { code: 1, stderr }))).toThrow(
    expect.objectContaining({
      code: 'HL_SSH_SHELL',
      kind: 'refused',
      message: `web: the login works, but the account runs no commands: ${said}`,
      hint: expect.stringContaining('login shell'),
    }),
  );
});

test('one question is asked, of sh', () => {
  expect(accountQuestion).toMatch(new RegExp(`^sh -c 'echo ${mark}; id -u; .*; echo end'$`));
});

test.each<[Partial<Account>, boolean, number, string]>([
  [{}, false, 1000, 'LC_ALL=C ls -l'],
  [{ timeout: true }, false, 1000, "LC_ALL=C timeout -k 2 1 sh -c 'ls -l'"],
  [{ timeout: true }, false, 1001, "LC_ALL=C timeout -k 2 2 sh -c 'ls -l'"],
  [{ sudo: true }, false, 1000, 'LC_ALL=C ls -l'],
  [{ sudo: true }, true, 1000, "LC_ALL=C sudo -n -- sh -c 'ls -l'"],
  [{ sudo: true, root: true }, true, 1000, 'LC_ALL=C ls -l'],
  [{ sudo: true, timeout: true }, true, 1000, "LC_ALL=C sudo -n -- timeout -k 2 1 sh -c 'ls -l'"],
  [{ noisy: true }, false, 1000, `echo ${mark}; LC_ALL=C ls -l`],
  [{ encoded: true }, false, 1000, `sh -c 'eval "$(echo $0 | base64 -d)"' ${Buffer.from('LC_ALL=C ls -l').toString('base64')}`],
])('on %j, sudo %s, within %i ms: %s', (account, sudo, timeoutMs, line) => {
  expect(commandLine('ls -l', { ...plain, ...account }, sudo, timeoutMs)).toBe(line);
});

test('what is printed before the command is left out, where that is known to happen', () => {
  const printed = result(`Welcome\n${mark}\nmine\n${mark}\n`);
  expect(ownOutput(printed, { ...plain, noisy: true }).stdout.toString()).toBe(`mine\n${mark}\n`);
  expect(ownOutput(printed, plain)).toBe(printed);
  expect(ownOutput(result('mine'), { ...plain, noisy: true }).stdout.toString()).toBe('mine');
  expect(ownOutput(result(`${mark}\nmine`), { ...plain, noisy: true }).stdout.toString()).toBe('mine');
});

test.each([
  ['sudo: unable to resolve host web: Name or service not known\nsudo: a password is required\n', 'sudo: a password is required'],
  ['sudo: a password is required\nsudo: unable to resolve host web\n', 'sudo: a password is required'],
  ['', 'exit code 1'],
])('sudo that refuses: %j', (stderr, said) => {
  expect(sudoRefusal('web', 'me', result('', { code: 1, stderr }))).toMatchObject({
    code: 'HL_SUDO',
    kind: 'refused',
    message: `web: sudo does not let me run commands without a password: ${said}`,
    hint: expect.stringContaining("echo 'me ALL=(ALL) NOPASSWD: ALL' > /etc/sudoers.d/hl"),
  });
});
