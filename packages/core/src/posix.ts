import { HlError } from './error.js';
import type { Remote, RunResult } from './remote.js';

/** What one command line printed, as bytes. */
export interface ExecResult {
  readonly code: number;
  readonly stdout: Uint8Array;
  readonly stderr: Uint8Array;
}

/**
 * Runs one POSIX shell command line.
 *
 * @throws HlError `unreachable` when the machine, or the end of the command, was not reached
 */
export type Exec = (command: string, options: { readonly stdin?: string | Uint8Array; readonly timeoutMs: number }) => Promise<ExecResult>;

/** An argument list as one shell command line. The only place that quotes. */
export const quote = (argv: readonly string[]): string =>
  argv.map((word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`)).join(' ');

/** Writes standard input to `$1` with mode `$2`: beside it, synced, renamed over it. The temporary name ends in no extension that a watcher loads. */
const replaceFile =
  'set -eu; umask 077; d=$(dirname "$1"); mkdir -p "$d"; t=$(mktemp "$1.XXXXXX"); trap \'rm -f "$t"\' EXIT; cat > "$t"; chmod "$2" "$t"; sync "$t"; mv -f "$t" "$1"';
/** The same inode gets the new content, once all of it is there; when there is no room for it, the old content comes back. */
const overwriteFile = `set -eu; umask 077; mkdir -p "$(dirname "$1")"; t=$(mktemp -d); trap 'rm -rf "$t"' EXIT; cat > "$t/new"
if [ -e "$1" ]; then cp "$1" "$t/old"; fi
if ! cat "$t/new" > "$1"; then if [ -e "$t/old" ]; then cat "$t/old" > "$1"; else rm -f "$1"; fi; exit 1; fi
chmod "$2" "$1"`;
/** Exit code 3: there is no such file. */
const readFile = 'if [ -e "$1" ]; then exec cat "$1"; else exit 3; fi';
const listDirectory = 'if [ -d "$1" ]; then exec ls -1A "$1"; fi';

/** A `Remote` on any machine with a POSIX shell, from the one way to run a command line there. */
export function posixRemote(name: string, exec: Exec, close: () => Promise<void> = async () => {}): Remote {
  const script = (text: string, args: readonly string[], stdin?: string | Uint8Array): Promise<ExecResult> =>
    exec(quote(['sh', '-c', text, 'sh', ...args]), { timeoutMs: 120_000, ...(stdin === undefined ? {} : { stdin }) });
  const must = async (what: string, result: Promise<ExecResult>): Promise<string> => {
    const { code, stdout, stderr } = await result;
    if (code === 0) return decode(stdout);
    throw new HlError('HL_FILE', `${name}: ${what}: ${lastLines(decode(stderr)) || `exit code ${code}`}`, {
      kind: 'refused',
      hint: fileHint(decode(stderr)),
    });
  };
  return {
    name,
    async run(argv, { stdin, timeoutMs = 120_000, accept = [0] } = {}) {
      const { code, ...bytes } = await exec(quote(argv), { timeoutMs, ...(stdin === undefined ? {} : { stdin }) });
      const result: RunResult = { code, stdout: decode(bytes.stdout), stderr: decode(bytes.stderr) };
      if (accept === 'any' || accept.includes(code)) return result;
      throw new HlError(
        'HL_COMMAND',
        `${name}: ${argv.slice(0, 3).join(' ')} ended with ${code}: ${lastLines(result.stderr || result.stdout)}`,
        { kind: 'refused' },
      );
    },
    async read(path) {
      const result = await script(readFile, [path]);
      if (result.code === 3) return null;
      await must(`cannot read ${path}`, Promise.resolve(result));
      return result.stdout;
    },
    write: async (path, content, { mode = 0o644, how = 'rename' } = {}) => {
      await must(`cannot write ${path}`, script(how === 'inPlace' ? overwriteFile : replaceFile, [path, mode.toString(8)], content));
    },
    remove: async (path) => {
      await must(`cannot delete ${path}`, script('exec rm -f "$1"', [path]));
    },
    list: async (directory) =>
      (await must(`cannot list ${directory}`, script(listDirectory, [directory])))
        .split('\n')
        .filter((line) => line !== '')
        .sort(),
    close,
  };
}

const decode = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);

const lastLines = (text: string): string => text.trim().split('\n').slice(-3).join(' / ');

const fileHint = (stderr: string): string => {
  if (/No space left/i.test(stderr)) return 'The disk is full: free some space there.';
  if (/Permission denied|Read-only/i.test(stderr)) return 'Give the SSH user write access there, or set sudo: true for the host in hl.yml.';
  return 'Look at the path on that host.';
};
