import { quote } from './quote.js';
import { withInput } from './whole.js';

/**
 * Bytes of a command line, quoted once more for the shell that ends it in time, that a command may have. SSH promises packets of 32,768 bytes
 * (RFC 4253, 6.1), of which base64 for a foreign shell leaves these. OpenSSH takes 256 KiB, of which Linux takes 128 KiB as the one argument
 * that the shell gets; for servers that take less there is `shortCommand`.
 */
const longestLine = 24_000;

/** Runs what the first `$1` bytes of standard input say, with the rest as its input, in this shell: no argument is too long for that. */
const runFromInput = 'command=$(dd bs="$1" count=1 2> /dev/null) && eval "$command"';

interface ByInput {
  readonly words: readonly string[];
  readonly input: Uint8Array;
}

/** A command that is too long for a command line, as one that comes by standard input, ahead of its own; null when it is not. */
export function longCommand(argv: readonly string[], stdin: string | Uint8Array): ByInput | null {
  if (Buffer.byteLength(quote([quote(argv)])) <= longestLine) return null;
  const [shell, option, script, , ...args] = argv;
  const isScript = shell === 'sh' && option === '-c' && script !== undefined;
  return byInput(isScript ? `${quote(['set', '--', ...args])}\n${script}` : quote(argv), stdin);
}

/** Any command line as one of some 1,300 bytes, which reads the long one ahead of its input; `mustBeWhole` is to be asked of how it ends. */
export function shortCommand(command: string, stdin: string | Uint8Array = ''): { readonly command: string; readonly stdin: Uint8Array } {
  const { words, input } = byInput(command, stdin);
  return { command: quote(withInput(words, input)), stdin: input };
}

function byInput(command: string, stdin: string | Uint8Array): ByInput {
  const line = Buffer.from(command);
  return { words: ['sh', '-c', runFromInput, 'sh', String(line.length)], input: Buffer.concat([line, Buffer.from(stdin as string)]) };
}
