import { readFileSync } from 'node:fs';
import { HlError } from '../error.js';
import type { Remote, RunResult } from './remote.js';
import { longCommand } from './long-command.js';
import { quote } from './quote.js';
import { mustBeWhole, needsWhole, sealOf, withInput } from './whole.js';

/** What one command line printed, as bytes. */
export interface ExecResult {
  readonly code: number;
  readonly stdout: Uint8Array;
  readonly stderr: Uint8Array;
}

export interface ExecOptions {
  readonly stdin?: string | Uint8Array;
  /** Milliseconds for all of it; then the command is ended where it runs. */
  readonly timeoutMs: number;
  /** Bytes of both outputs together; with more, the command is ended where it runs. Default `outputLimit`. */
  readonly maxBytes?: number;
  /** How messages name it. Default: a command. */
  readonly what?: string;
}

/**
 * Runs one POSIX shell command line.
 *
 * @throws HlError `unreachable` when the machine, or the end of the command, was not reached; HL_OUTPUT_LIMIT (`refused`)
 */
export type Exec = (command: string, options: ExecOptions) => Promise<ExecResult>;

/** Bytes that a command may print, unless it is given another limit. */
export const outputLimit = 8 * 1024 * 1024;

export const tooMuchOutput = (name: string, maxBytes: number): HlError =>
  new HlError('HL_OUTPUT_LIMIT', `${name}: a command printed more than ${maxBytes} bytes and was ended`, {
    kind: 'refused',
    hint: 'Look at what prints so much there: a large file where a small one is expected, or the start-up files of the account.',
  });

const replaceFile = needsWhole(readFileSync(new URL('../../scripts/replace-file.sh', import.meta.url), 'utf8'));
const overwriteFile = needsWhole(readFileSync(new URL('../../scripts/overwrite-file.sh', import.meta.url), 'utf8'));
/** Exit code 3: there is no such file. */
const catFile = 'if [ -e "$1" ]; then exec cat "$1"; else exit 3; fi';
const listDirectory = 'if [ -d "$1" ]; then exec ls -1A "$1"; fi';

/** A `Remote` on any machine with a POSIX shell, from the one way to run a command line there. */
export function posixRemote(name: string, exec: Exec, close: () => Promise<void> = async () => {}): Remote {
  /** Standard input cannot be told from a part of it by the command, so that is seen to here, for all of them. */
  const send = async (argv: readonly string[], options: ExecOptions, what: string): Promise<ExecResult> => {
    const result = await exec(quote(argv), { ...options, what });
    if (options.stdin !== undefined) mustBeWhole(name, what, result);
    return result;
  };
  const script = (what: string, text: string, args: readonly string[], stdin?: string | Uint8Array): Promise<ExecResult> =>
    send(['sh', '-c', text, 'sh', ...args], { timeoutMs: 120_000, ...(stdin === undefined ? {} : { stdin }) }, what);
  const must = (what: string, { code, stdout, stderr }: ExecResult): string => {
    if (code === 0) return decode(stdout);
    throw new HlError('HL_FILE', `${name}: ${what}: ${lastLines(decode(stderr)) || `exit code ${code}`}`, {
      kind: 'refused',
      hint: fileHint(decode(stderr)) ?? 'Look at the path on that host.',
    });
  };
  return {
    name,
    async run(argv, { stdin = '', timeoutMs = 120_000, accept = [0], maxBytes = outputLimit, what = commandName(argv) } = {}) {
      const limits = { timeoutMs, maxBytes };
      const { words, input } = longCommand(argv, stdin) ?? { words: argv, input: stdin };
      const sent = input.length === 0 ? send(words, limits, what) : send(withInput(words, input), { ...limits, stdin: input }, what);
      const { code, ...bytes } = await sent;
      const result: RunResult = { code, stdout: decode(bytes.stdout), stderr: decode(bytes.stderr) };
      if (accept === 'any' || accept.includes(code)) return result;
      const hint = fileHint(result.stderr);
      throw new HlError('HL_COMMAND', `${name}: ${what} ended with ${code}: ${lastLines(result.stderr || result.stdout)}`, {
        kind: 'refused',
        ...(hint === undefined ? {} : { hint }),
      });
    },
    async read(path) {
      const what = `cannot read ${path}`;
      const result = await script(what, catFile, [path]);
      if (result.code === 3) return null;
      must(what, result);
      return result.stdout;
    },
    write: async (path, content, { mode = 0o644, how = 'rename' } = {}) => {
      const what = `cannot write ${path}`;
      const text = how === 'inPlace' ? overwriteFile : replaceFile;
      must(what, await script(what, text, [path, mode.toString(8), ...sealOf(content)], content));
    },
    remove: async (path) => {
      const what = `cannot delete ${path}`;
      must(what, await script(what, 'exec rm -f "$1"', [path]));
    },
    list: async (directory) => {
      const what = `cannot list ${directory}`;
      return must(what, await script(what, listDirectory, [directory]))
        .split('\n')
        .filter((line) => line !== '')
        .sort();
    },
    close,
  };
}

/** How messages name a command: its first words, and never the text of a script. */
export const commandName = (argv: readonly string[]): string => {
  const script = argv.findIndex((word, at) => word === '-c' && /(^|\/)\w*sh$/.test(argv[at - 1] ?? ''));
  return script < 0 ? argv.slice(0, 3).join(' ') : 'a script';
};

const decode = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);

const lastLines = (text: string): string => text.trim().split('\n').slice(-3).join(' / ');

const fileHint = (stderr: string): string | undefined => {
  if (/No space left/i.test(stderr)) return 'The disk is full: free some space there.';
  if (/Permission denied|Read-only/i.test(stderr)) return 'Give the SSH user write access there, or set sudo: true for the host in hl.yml.';
  return undefined;
};
