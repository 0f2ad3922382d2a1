import { spawn, type ChildProcess } from 'node:child_process';
import { EventEmitter } from 'node:events';
import { finished, Readable, Writable } from 'node:stream';
import type { Start, Started } from '@hl/core/local';
import { program } from './program.js';

/** Milliseconds without anything to start, after which the starter goes. */
const idleMs = 2000;

type Tell = (event: string, value: readonly unknown[]) => void;

const running = new Map<number, Tell>();
let starter: ChildProcess | null = null;
let idle: NodeJS.Timeout | undefined;
let last = 0;

/**
 * Starts a program, once its input is known, by way of a small process: a start costs a process in proportion to its memory (20 ms
 * with 200 MB, as a lab or a test run has; 3 ms so), and an emulated homelab starts shells all the time.
 */
export const start: Start = (file, argv, { cwd, env }) => {
  const id = (last += 1);
  const options = { ...(cwd === undefined ? {} : { cwd }), ...(env === undefined ? {} : { env }) };
  const tell = (message: object): void => void (running.has(id) && channel().send({ id, ...message }));
  const output = (name: string): Readable => new Readable({ read() {}, destroy: (error, done) => (tell({ destroy: name }), done(error)) });
  const [stdout, stderr, input] = [output('stdout'), output('stderr'), [] as Uint8Array[]];
  const stdin = new Writable({
    write: (chunk: Uint8Array, _, done) => (input.push(chunk), done()),
    final: (done) => (tell({ file, argv, options, stdin: Buffer.concat(input) }), done()),
  });
  const child = Object.assign(new EventEmitter(), { stdin, stdout, stderr, signal: (name: string) => tell({ signal: name }) });
  const ended = (event: string, value: readonly unknown[]): void => {
    running.delete(id);
    if (running.size === 0) rest();
    child.emit(event, ...value);
  };
  const events: { readonly [event: string]: (...value: readonly unknown[]) => void } = {
    stdout: (chunk) => stdout.push(chunk),
    stderr: (chunk) => stderr.push(chunk),
    error: (message) => ended('error', [new Error(String(message))]),
    // Whoever listens has had all of the output by then.
    close: (...value) => {
      for (const each of [stdout, stderr]) each.push(null);
      finished(stdout, () => finished(stderr, () => ended('close', value)));
    },
  };
  running.set(id, (event, value) => events[event]?.(...value));
  return child as unknown as Started;
};

/** The starter. It holds this process as long as something runs. */
function channel(): ChildProcess {
  clearTimeout(idle);
  const current = starter ?? begin();
  current.ref();
  current.channel?.ref();
  return current;
}

function begin(): ChildProcess {
  // Of a session of its own: Ctrl+C is for who uses it, and may need it to tidy up.
  const own = spawn(process.execPath, ['-e', program], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    serialization: 'advanced',
    detached: true,
  });
  const gone = (): void => {
    if (starter !== own) return;
    starter = null;
    for (const tell of running.values()) tell('error', ['the process that starts programs has ended']);
  };
  own.on('message', ({ id, event, value }: { id: number; event: string; value: unknown[] }) => running.get(id)?.(event, value));
  own.on('error', gone).on('exit', gone);
  return (starter = own);
}

function rest(): void {
  starter?.unref();
  starter?.channel?.unref();
  idle = setTimeout(() => {
    const old = starter;
    starter = null;
    old?.disconnect();
  }, idleMs).unref();
}
