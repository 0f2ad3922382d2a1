import type { Io } from './commands/command.js';
import { help } from './line/help.gen.js';
import { coloured, signsOf } from './progress/manner.js';
import { version, versionLine } from './text/version.js';

// Asked for, not imported, here and in version.ts: to import `fs` loads its streams and promises.
const { fstatSync, writeSync } = process.getBuiltinModule('node:fs');

function ofThisProcess(): Io {
  const { env } = process;
  const drawn = isDevice(1) && process.stdout.isTTY === true && env['TERM'] !== 'dumb' && !env['CI'];
  const signs = drawn ? signsOf(env) : (text: string): string => text;
  const [out, err] = [to(1, 'stdout'), to(2, 'stderr')];
  const write = (text: string): void => out(signs(text));
  return {
    env,
    stdout: write,
    stderr: (text) => err(signs(text)),
    color: coloured(env, drawn),
    terminal: !drawn ? null : { write, size: () => ({ columns: process.stdout.columns || 80, rows: process.stdout.rows || 24 }) },
  };
}

/** A terminal is one. */
function isDevice(descriptor: number): boolean {
  try {
    return fstatSync(descriptor).isCharacterDevice();
  } catch {
    return true; // nobody knows what it is: left to Node
  }
}

/**
 * A file or a pipe without Node's streams, which take as long to load as all else of a short answer, and would wait as well. What does
 * not go out so is left to them, with all that follows.
 */
function to(descriptor: number, name: 'stdout' | 'stderr'): (text: string) => void {
  let stream: NodeJS.WriteStream | undefined;
  const write = (text: string | Uint8Array): void => {
    // A reader that goes away (`hl run | head`) must not end a deployment in its midst.
    stream ??= process[name].on('error', () => {});
    stream.write(text);
  };
  if (isDevice(descriptor)) return write;
  return (text) => {
    let rest: Uint8Array = Buffer.from(text);
    try {
      while (stream === undefined && rest.length > 0) rest = rest.subarray(writeSync(descriptor, rest));
    } catch {
      // told below
    }
    if (rest.length > 0) write(rest);
  };
}

/** The command line. Resolves with the exit code. */
export async function main(argv: readonly string[], given?: Io): Promise<number> {
  const [asked = 'help', ...more] = argv;
  // What these are answered is known beforehand.
  const known = more.length === 0 ? answers.get(asked)?.() : undefined;
  if (known !== undefined) {
    (given?.stdout ?? to(1, 'stdout'))(known);
    return 0;
  }
  const io = given ?? ofThisProcess();
  // A shell asks with each press of a key: nothing that it needs not is loaded.
  if (asked === '__complete') return (await import('./commands/completion/answer.js')).answer(more, io);
  return (await import('./line/line.js')).line(argv, io);
}

const told = (): string => `hl/${version}\n${help}\n`;
const answers = new Map([
  ...['--version', '-v'].map((asked) => [asked, versionLine] as const),
  ...['help', '--help', '-h'].map((asked) => [asked, told] as const),
]);
