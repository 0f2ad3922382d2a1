import { HlError, quote, type ExecResult } from '@hl/core';

/** What the account on a host is like. */
export interface Account {
  readonly root: boolean;
  /** `timeout -k` works there. */
  readonly timeout: boolean;
  readonly sudo: boolean;
  /** Its shell prints something before every command (a greeting in `.bashrc`). */
  readonly noisy: boolean;
  /** Its shell reads quotes in its own way (fish, csh): commands go there in base64. */
  readonly encoded: boolean;
}

const mark = '--hl:output--';

/** Everything else understands POSIX quotes as far as we use them. */
const foreignShell = /^shell (fish|t?csh|nu|xonsh|elvish|pwsh)$/;

/** One question for all of it; POSIX, since the account's own shell may be anything, and on one line, since csh takes no line break in quotes. */
export const accountQuestion = quote([
  'sh',
  '-c',
  `echo ${mark}; id -u; timeout -k 1 1 true 2>/dev/null && echo timeout; command -v sudo >/dev/null 2>&1 && echo sudo; command -v base64 >/dev/null 2>&1 && echo base64; echo "shell \${SHELL##*/}"; echo end`,
]);

/** @throws HlError HL_SSH_SHELL when the account runs no commands */
export function accountFrom(name: string, { code, stdout, stderr }: ExecResult): Account {
  const text = Buffer.from(stdout).toString();
  const [before = '', answer] = text.split(`${mark}\n`);
  const lines = answer?.split('\n') ?? [];
  if (!lines.includes('end')) {
    const output = (text + Buffer.from(stderr).toString()).trim().split('\n')[0];
    const message = `${name}: the login works, but the account runs no commands: ${output || `exit code ${code}`}`;
    const hint = 'Give the SSH user a normal login shell, without a forced command.';
    throw new HlError('HL_SSH_SHELL', message, { kind: 'refused', hint });
  }
  return {
    root: lines[0] === '0',
    timeout: lines.includes('timeout'),
    sudo: lines.includes('sudo'),
    noisy: before !== '',
    encoded: lines.includes('base64') && lines.some((line) => foreignShell.test(line)),
  };
}

/**
 * The command line as it is sent: as root when asked for, ended on the host itself after `timeoutMs`. Closing a channel ends nothing
 * there. `sudo` stands outside, since nobody else may signal what root runs.
 */
export function commandLine(command: string, account: Account, sudo: boolean, timeoutMs: number): string {
  const words = [
    ...(sudo && !account.root ? ['sudo', '-n', '--'] : []),
    ...(account.timeout ? ['timeout', '-k', '2', String(Math.ceil(timeoutMs / 1000))] : []),
  ];
  // What programs say is read for its cause, and some of them say it in the language of the host.
  const line = `LC_ALL=C ${words.length === 0 ? command : quote([...words, 'sh', '-c', command])}`;
  const whole = account.noisy ? `echo ${mark}; ${line}` : line;
  return account.encoded ? `sh -c 'eval "$(echo $0 | base64 -d)"' ${Buffer.from(whole).toString('base64')}` : whole;
}

/** The command's own output. */
export function ownOutput(result: ExecResult, { noisy }: Account): ExecResult {
  if (!noisy) return result;
  const [bytes, start] = [Buffer.from(result.stdout), `${mark}\n`];
  const at = bytes.indexOf(start);
  return at < 0 ? result : { ...result, stdout: bytes.subarray(at + start.length) };
}

/** The error when sudo did not even run `true`. */
export function sudoRefusal(name: string, user: string, { code, stderr }: ExecResult): HlError {
  const lines = Buffer.from(stderr).toString().trim().split('\n');
  const reason = lines.findLast((line) => !line.includes('unable to resolve host')) ?? '';
  const message = `${name}: sudo does not let ${user} run commands without a password: ${reason || `exit code ${code}`}`;
  const hint = `On that host, as root: echo '${user} ALL=(ALL) NOPASSWD: ALL' > /etc/sudoers.d/hl; or log in as root and leave sudo out of hl.yml.`;
  return new HlError('HL_SUDO', message, { kind: 'refused', hint });
}
