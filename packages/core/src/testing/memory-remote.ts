import { HlError } from '../error.js';
import { commandName } from '../remote/posix.js';
import type { Remote, RunOptions, RunResult } from '../remote/remote.js';

export type Handler = (argv: readonly string[], options: RunOptions) => Partial<RunResult> | Promise<Partial<RunResult>>;

/** A machine in memory: `files` by absolute path, `commands` as they were run; `onRun` answers them (default: success, no output). */
export class MemoryRemote implements Remote {
  readonly files = new Map<string, string>();
  readonly modes = new Map<string, number>();
  readonly commands: (readonly string[])[] = [];
  readonly name: string;
  onRun: Handler = () => ({});

  constructor(name = 'memory') {
    this.name = name;
  }

  async run(argv: readonly string[], options: RunOptions = {}): Promise<RunResult> {
    this.commands.push(argv);
    const result = { code: 0, stdout: '', stderr: '', ...(await this.onRun(argv, options)) };
    const accept = options.accept ?? [0];
    if (accept !== 'any' && !accept.includes(result.code)) {
      throw new HlError('HL_COMMAND', `${this.name}: ${options.what ?? commandName(argv)} ended with ${result.code}: ${result.stderr}`, {
        kind: 'refused',
      });
    }
    return result;
  }

  async read(path: string): Promise<Uint8Array | null> {
    const text = this.files.get(path);
    return text === undefined ? null : new TextEncoder().encode(text);
  }

  async write(path: string, content: string | Uint8Array, { mode = 0o644 } = {}): Promise<void> {
    this.files.set(path, typeof content === 'string' ? content : new TextDecoder().decode(content));
    this.modes.set(path, mode);
  }

  async remove(path: string): Promise<void> {
    this.files.delete(path);
    this.modes.delete(path);
  }

  async list(directory: string): Promise<string[]> {
    const prefix = directory.endsWith('/') ? directory : `${directory}/`;
    const names = [...this.files.keys()]
      .filter((path) => path.startsWith(prefix))
      .map((path) => path.slice(prefix.length).split('/')[0] ?? '');
    return [...new Set(names)].sort();
  }

  async close(): Promise<void> {}
}
