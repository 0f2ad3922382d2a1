import { constants } from 'node:os';
import { HlError, outputLimit, tooMuchOutput } from '@hl/core';
import type { ExecResult } from '@hl/core';
import type { Channel, Connection } from './login.js';

export interface ExecuteOptions {
  readonly stdin?: string | Uint8Array;
  /** Milliseconds after which nobody waits any longer; the command may go on. */
  readonly deadlineMs: number;
  /** Bytes of both outputs together. Default 8 MiB. */
  readonly maxBytes?: number;
}

/** The server opened no channel: the command has not run. */
export interface Unopened {
  /** The server's own words. */
  readonly unopened: string;
  /** It never will: forbidden, not merely too many. */
  readonly forbidden: boolean;
}

/**
 * Runs one command line on a channel of its own and collects its output as bytes.
 *
 * @returns `'closed'` when the connection was, or came to be, closed before the command was sent
 * @throws HlError HL_SSH_LOST when the connection ended before the command; HL_COMMAND_TIMEOUT after the deadline; HL_OUTPUT_LIMIT
 */
export function execute(
  name: string,
  connection: Connection,
  command: string,
  { stdin, deadlineMs, maxBytes = outputLimit }: ExecuteOptions,
): Promise<ExecResult | Unopened | 'closed'> {
  return new Promise((resolve, reject) => {
    const [stdout, stderr]: [Buffer[], Buffer[]] = [[], []];
    const open = new Set(['stdout', 'stderr']);
    let code: number | null = null;
    let bytes = 0;
    let sent = false;
    let giveUp = (): void => {};

    const settle = (done: () => void): void => {
      clearTimeout(timer);
      connection.off('close', ended);
      done();
    };
    const fail = (): void => settle(() => reject(lost(name)));
    /** With its exit code and all its output a command has ended; with less, what came may be cut. */
    const ended = (): void => {
      if (!sent) settle(() => resolve('closed'));
      else if (code === null || open.size > 0) fail();
      else finish(code);
    };
    const finish = (exit: number): void =>
      settle(() => resolve({ code: exit, stdout: Buffer.concat(stdout), stderr: Buffer.concat(stderr) }));
    /** A command whose output is closed ends when it prints on; what it printed until then is read, and dropped. */
    const collect =
      (into: Buffer[]) =>
      (chunk: Buffer): void => {
        bytes += chunk.length;
        if (bytes <= maxBytes) return void into.push(chunk);
        settle(() => reject(tooMuchOutput(name, maxBytes)));
        giveUp();
      };
    const timer = setTimeout(() => {
      settle(() => reject(timedOut(name, 'it could not be ended and may still be running')));
      giveUp();
    }, deadlineMs);

    connection.on('close', ended); // comes before the channels are told
    const opened: (error: (Error & { reason?: number }) | undefined, channel: Channel) => void = (error, channel) => {
      if (error) return settle(() => resolve(unopened(error)));
      giveUp = () => channel.close();
      channel.on('data', collect(stdout));
      channel.stderr.on('data', collect(stderr));
      channel.on('end', () => open.delete('stdout'));
      channel.stderr.on('end', () => open.delete('stderr'));
      channel.on('error', () => {}); // input that the command did not want
      channel.on('exit', (exit: number | null, signal?: string) => (code = exit ?? bySignal(signal)));
      channel.on('close', () => (code === null ? fail() : finish(code)));
      channel.end(stdin === undefined ? undefined : Buffer.from(stdin as string));
    };
    try {
      // The library looks for variables to set when the channel stands, and sends the command then: before, nothing has run.
      const options = {
        get env() {
          sent = true;
          return {};
        },
      };
      connection.exec(command, options, opened);
    } catch {
      settle(() => resolve('closed'));
    }
  });
}

const unopened = (error: Error & { reason?: number }): Unopened => ({
  unopened: error.message.replace('(SSH) Channel open failure: ', ''),
  forbidden: error.reason === 1 || /unable to exec/i.test(error.message),
});

export const lost = (name: string): HlError =>
  new HlError('HL_SSH_LOST', `${name}: the connection was lost before the command ended; it may or may not have run`, {
    kind: 'unreachable',
    hint: 'Run again: what is done already is seen and left alone.',
  });

export const timedOut = (name: string, what: string): HlError =>
  new HlError('HL_COMMAND_TIMEOUT', `${name}: the command did not end in time; ${what}`, {
    kind: 'unreachable',
    hint: 'Look at what hangs on that host, then run again.',
  });

/** As a shell tells it: 128 and the signal's number. */
const bySignal = (signal: string | undefined): number => 128 + (constants.signals[signal as NodeJS.Signals] ?? 0);
