import type { Io } from './commands/command.js';
import { coloured, signsOf } from './progress/manner.js';

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

/** The command line. Resolves with the exit code. */
export async function main(argv: readonly string[], io: Io = ofThisProcess()): Promise<number> {
  if (argv.length === 1 && /^(--version|-v)$/.test(argv[0] ?? '')) return (await import('./text/version.js')).tellVersion(io);
  // A shell asks with each press of a key: nothing that it needs not is loaded.
  if (argv[0] === '__complete') return (await import('./commands/completion/answer.js')).answer(argv.slice(1), io);
  return (await import('./line/line.js')).line(argv, io);
}
