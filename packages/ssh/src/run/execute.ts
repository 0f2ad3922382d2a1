import { constants } from 'node:os';
import { Readable } from 'node:stream';
import { HlError, outputLimit, tooMuchOutput, type ExecOptions, type ExecResult } from '@hl/core';
import type { NodeSSH } from 'node-ssh';
import type { ClientChannel } from 'ssh2';
import { channelRefusal } from '../connect/forward.js';

/** The server opened no channel: the command has not run. */
export interface Unopened {
  /** The server's own words. */
  readonly unopened: string;
}

/**
 * Runs one command line on a channel of its own and collects its output as bytes.
 *
 * @param deadlineMs after which nobody waits any longer; the command may go on
 * @returns `'closed'` when the connection was, or came to be, closed before the command was sent
 * @throws HlError HL_SSH_LOST when the connection ended before the command; HL_COMMAND_TIMEOUT after the deadline; HL_OUTPUT_LIMIT
 */
export async function execute(
  name: string,
  ssh: NodeSSH,
  command: string,
  deadlineMs: number,
  { stdin, maxBytes = outputLimit, what = 'the command' }: Pick<ExecOptions, 'stdin' | 'maxBytes' | 'what'> = {},
): Promise<ExecResult | Unopened | 'closed'> {
  const { connection } = ssh;
  if (connection === null) return 'closed';
  const unfinished = new Set(['exit', 'stdout', 'stderr']);
  let channel: ClientChannel | undefined;
  let bytes = 0;
  let sent = false;
  const input = stdin === undefined ? '' : ` and ${Buffer.byteLength(stdin)} of input`;
  const lostNow = (): HlError => lost(name, `${what} ended (${Buffer.byteLength(command)} bytes${input})`);
  let giveUp = (_why: HlError | 'closed'): void => {};
  const stopped = new Promise<'closed'>((resolve, reject) => {
    giveUp = (why) => {
      if (why === 'closed') return resolve(why);
      reject(why);
      if (channel === undefined) return;
      // A command whose output is closed ends when it prints on; what it prints until then is read, and dropped. The library would go on to give
      // the server room for more: Dropbear, which may have forgotten the channel by then, ends the connection at that.
      (channel.incoming as { window: number }).window = Infinity;
      for (const output of [channel, channel.stderr]) output.removeAllListeners('data').resume();
      channel.close();
    };
  });
  const count = (chunk: Buffer): void => {
    bytes += chunk.length;
    if (bytes > maxBytes) giveUp(tooMuchOutput(name, maxBytes));
  };
  /** With its exit code and all its output a command has ended; with less, what came may be cut. The library closes the channels after this. */
  const onClose = (): void => {
    if (!sent) giveUp('closed');
    else if (unfinished.size > 0) giveUp(lostNow());
  };
  const timer = setTimeout(() => giveUp(timedOut(name, 'it could not be ended and may still be running')), deadlineMs);
  connection.once('close', onClose);
  try {
    const running = ssh.execCommand(command, {
      // The library looks for variables to set when the channel stands, and sends the command then: before, nothing has run.
      execOptions: {
        get env() {
          sent = true;
          return {};
        },
      },
      stdin: Readable.from(stdin === undefined ? [] : [Buffer.from(stdin as string)]),
      noTrim: true,
      encoding: 'latin1', // a character a byte
      onStdout: count,
      onStderr: count,
      onChannel(opened) {
        channel = opened;
        opened.on('error', () => {}); // input that the command did not want
        opened.on('exit', () => unfinished.delete('exit'));
        opened.on('end', () => unfinished.delete('stdout'));
        opened.stderr.on('end', () => unfinished.delete('stderr'));
      },
    });
    const result = await Promise.race([running, stopped]);
    if (result === 'closed') return result;
    if (unfinished.has('exit')) throw lostNow();
    const { code, signal, stdout, stderr } = result;
    return { code: code ?? bySignal(signal), stdout: Buffer.from(stdout, 'latin1'), stderr: Buffer.from(stderr, 'latin1') };
  } catch (error) {
    if (error instanceof HlError) throw error;
    if ('reason' in (error as Error) || /unable to exec/i.test((error as Error).message))
      return { unopened: channelRefusal(error as Error) };
    if (sent) throw lostNow();
    return 'closed';
  } finally {
    clearTimeout(timer);
    connection.off('close', onClose);
  }
}

/** Its length is told because some servers end the connection, without a word, at a command that is longer than they take. */
export function lost(name: string, before = 'the command ended'): HlError {
  const hint =
    'Run again: what is done already is seen and left alone. If it is lost at the same command each time, look at what sshd logs on that host.';
  const message = `${name}: the connection was lost before ${before}; it may or may not have run`;
  return new HlError('HL_SSH_LOST', message, { kind: 'unreachable', hint });
}

export function timedOut(name: string, what: string): HlError {
  const hint = 'Look at what hangs on that host, then run again.';
  return new HlError('HL_COMMAND_TIMEOUT', `${name}: the command did not end in time; ${what}`, { kind: 'unreachable', hint });
}

/** As a shell tells it: 128 and the signal's number. */
const bySignal = (signal: string | null): number => 128 + (constants.signals[signal as NodeJS.Signals] ?? 0);
