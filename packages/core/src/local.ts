import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdir, open, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { HlError } from './error.js';
import type { Remote, RunOptions, RunResult } from './remote.js';

/** The machine we run on, as a `Remote`. */
export function localRemote(name = 'local'): Remote {
  return {
    name,
    run: (argv, options = {}) => run(name, argv, options),
    read: (path) => readFile(path).catch(absent(null)),
    async write(path, content, { mode = 0o644, how = 'rename' } = {}) {
      await mkdir(dirname(path), { recursive: true });
      if (how === 'inPlace') return writeFile(path, content, { mode });
      const temporary = `${path}.${randomUUID()}.tmp`;
      const file = await open(temporary, 'w', mode);
      try {
        await file.writeFile(content);
        await file.chmod(mode);
        await file.sync();
      } finally {
        await file.close();
      }
      await rename(temporary, path);
    },
    remove: (path) => rm(path, { force: true }),
    list: async (directory) => (await readdir(directory).catch(absent([]))).sort(),
    close: async () => {},
  };
}

const absent =
  <T>(value: T) =>
  (error: NodeJS.ErrnoException): T => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return value;
    throw new HlError('HL_FILE', error.message, { kind: 'refused', cause: error });
  };

function run(name: string, argv: readonly string[], { stdin, timeoutMs = 120_000, accept = [0] }: RunOptions): Promise<RunResult> {
  const [command = '', ...args] = argv;
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { timeout: timeoutMs, killSignal: 'SIGTERM' });
    const [out, err]: [Buffer[], Buffer[]] = [[], []];
    child.stdout.on('data', (chunk: Buffer) => out.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => err.push(chunk));
    child.stdin.on('error', () => {}); // a command that does not read its input closes the pipe
    child.on('error', (cause) => reject(new HlError('HL_COMMAND', `${command} on ${name} cannot be started: ${cause.message}`, { kind: 'refused', cause })));
    child.on('close', (code, signal) => {
      const [stdout, stderr] = [Buffer.concat(out).toString(), Buffer.concat(err).toString()];
      if (code === null) return reject(new HlError('HL_COMMAND_TIMEOUT', `${command} on ${name} was ended by ${signal} (limit ${timeoutMs} ms)`, { kind: 'unreachable' }));
      if (accept !== 'any' && !accept.includes(code)) {
        return reject(new HlError('HL_COMMAND', `${command} on ${name} ended with ${code}: ${lastLines(stderr || stdout)}`, { kind: 'refused' }));
      }
      resolve({ code, stdout, stderr });
    });
    child.stdin.end(stdin);
  });
}

const lastLines = (text: string): string => text.trim().split('\n').slice(-3).join(' / ');
