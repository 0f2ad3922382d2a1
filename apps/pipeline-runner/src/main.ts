import type { Io } from './commands/command.js';
import { help } from './line/help.gen.js';
import { coloured, signsOf } from './progress/manner.js';
import { version, versionLine } from './text/version.js';

// Asked for, not imported, here and in version.ts: to import `fs` loads its streams and promises.
const { writeSync } = process.getBuiltinModule('node:fs');

function ofThisProcess(): Io {
  const { env, stdout, stderr } = process;
  const drawn = stdout.isTTY === true && env['TERM'] !== 'dumb' && !env['CI'];
  const signs = drawn ? signsOf(env) : (text: string): string => text;
  const write = (text: string): void => void stdout.write(signs(text));
  // A reader that goes away (`hl run | head`) must not end a deployment in its midst.
  for (const stream of [stdout, stderr]) stream.on('error', () => {});
  return {
    env,
    stdout: write,
    stderr: (text) => void stderr.write(signs(text)),
    color: coloured(env, drawn),
    terminal: !drawn ? null : { write, size: () => ({ columns: stdout.columns || 80, rows: stdout.rows || 24 }) },
  };
}

/** Standard output without Node's streams, which take as long to load as all else of such an answer. What does not go out so is left to them. */
function atOnce(text: string): void {
  let rest: Uint8Array = Buffer.from(text);
  try {
    while (rest.length > 0) rest = rest.subarray(writeSync(1, rest));
  } catch {
    ofThisProcess();
    process.stdout.write(rest);
  }
}

/** The command line. Resolves with the exit code. */
export async function main(argv: readonly string[], given?: Io): Promise<number> {
  const [asked = 'help', ...more] = argv;
  // What these are answered is known beforehand.
  const known = more.length === 0 ? answers.get(asked)?.() : undefined;
  if (known !== undefined) {
    (given?.stdout ?? atOnce)(known);
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
