import type { Duplex } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { HlError } from '@hl/core';
import type { Exec, ExecOptions, ExecResult, Host } from '@hl/core';
import { accountFrom, accountQuestion, commandLine, noSudo, ownOutput, sudoRefusal } from './account.js';
import type { Account } from './account.js';
import type { Connected } from './connect.js';
import type { Place } from './dial.js';
import { execute, lost, timedOut } from './exec.js';
import type { Unopened } from './exec.js';
import { forward } from './forward.js';
import { gate } from './gate.js';

/** One host and the one connection to it, made when it is first needed and again when it was lost. */
export interface Link {
  readonly exec: Exec;
  /** Connects, unless it is already. */
  open(): Promise<unknown>;
  /** A stream to another host, made by this one (ProxyJump). */
  forward(place: Place, timeoutMs: number): Promise<Duplex>;
  close(): Promise<void>;
}

interface Session extends Connected {
  readonly account: Account;
}

interface Answer {
  readonly result: ExecResult;
  readonly account: Account;
  /** From sending to the end. */
  readonly ms: number;
}

/** A stock sshd gives 10 sessions, but frees a slot later than we see its end: from 6 at once some are turned down, and 4 are as fast. */
const sessionsAtOnce = 4;
/** Milliseconds before a session is asked for again. */
const pauses = [20, 50, 100, 200, 400, 800, 1600];
/** Milliseconds that a host gets to end an overdue command by itself. */
const graceMs = 5000;

export function link(name: string, host: Host, connect: (signal: AbortSignal) => Promise<Connected>): Link {
  const sessions = gate(sessionsAtOnce);
  let current: Promise<Session> | null = null;
  let giveUp = new AbortController();

  const start = async (signal: AbortSignal): Promise<Session> => {
    const connected = await connect(signal);
    const timeoutMs = host.connectTimeoutSeconds * 1000;
    const ask = async (line: string): Promise<ExecResult> => {
      const answer = await opened(name, () => execute(name, connected.connection, line, { deadlineMs: timeoutMs }));
      if (answer === 'closed') throw lost(name);
      return answer;
    };
    try {
      const account = accountFrom(name, await ask(accountQuestion));
      if (host.sudo && !account.root) {
        if (!account.sudo) throw noSudo(name);
        const tried = await ask(commandLine('true', account, { sudo: true, timeoutMs }));
        if (tried.code !== 0) throw sudoRefusal(name, host.user, tried);
      }
      return { ...connected, account };
    } catch (error) {
      connected.connection.end();
      throw error;
    }
  };
  const session = (): Promise<Session> => {
    if (current !== null) return current;
    const starting = start(giveUp.signal);
    const forget = (): void => {
      if (current === starting) current = null;
    };
    starting.then(({ connection }) => connection.once('close', forget), forget);
    return (current = starting);
  };

  /** On a live connection: on a new one when the old one turns out to be dead before anything was sent. */
  const onLive = async <T>(use: (session: Session) => Promise<T | 'closed'>): Promise<T> => {
    for (let tries = 2; tries > 0; tries -= 1) {
      const used = session();
      const result = await use(await used);
      if (result !== 'closed') return result;
      if (current === used) current = null;
    }
    throw lost(name);
  };

  const send = (command: string, { timeoutMs, ...options }: ExecOptions): Promise<Answer | Unopened> =>
    onLive(async ({ connection, account }) => {
      const deadlineMs = account.timeout ? timeoutMs + graceMs : timeoutMs;
      const line = commandLine(command, account, { sudo: host.sudo, timeoutMs });
      const started = Date.now();
      const result = await execute(name, connection, line, { ...options, deadlineMs });
      return result === 'closed' || 'unopened' in result ? result : { result, account, ms: Date.now() - started };
    });

  return {
    open: session,

    async exec(command, options) {
      const { timeoutMs } = options;
      const { result, account, ms } = await opened(name, () => sessions.run(() => send(command, options)), sessions.narrow);
      if (account.timeout && ms >= timeoutMs && wasEnded(result.code)) throw timedOut(name, `it was ended after ${timeoutMs} ms`);
      return ownOutput(result, account);
    },

    forward: (place, timeoutMs) => onLive(({ connection }) => forward(name, connection, place, timeoutMs)),

    async close() {
      const closing = current;
      current = null;
      giveUp.abort();
      giveUp = new AbortController();
      const open = await closing?.catch(() => null);
      if (open) await end(open);
    },
  };
}

/** A session that was not opened is asked for again a little later; nothing has run on it. */
async function opened<T extends object | 'closed'>(name: string, open: () => Promise<T | Unopened>, refused = (): void => {}): Promise<T> {
  for (let tries = 0; ; tries += 1) {
    const answer = await open();
    if (typeof answer !== 'object' || !('unopened' in answer)) return answer;
    const pause = pauses[tries];
    if (answer.forbidden || pause === undefined) throw noSession(name, answer.unopened);
    refused();
    await sleep(pause);
  }
}

/** GNU's timeout says 124, or 137 when it had to kill; busybox' 143. */
const wasEnded = (code: number): boolean => [124, 137, 143].includes(code);

/** Milliseconds for a polite goodbye. */
const goodbyeMs = 500;

const end = ({ connection, stream }: Connected): Promise<void> =>
  new Promise((resolve) => {
    if (stream.destroyed) return resolve();
    const timer = setTimeout(() => {
      stream.destroy();
      resolve();
    }, goodbyeMs);
    connection.once('close', () => {
      clearTimeout(timer);
      resolve();
    });
    connection.end();
  });

const noSession = (name: string, said: string): HlError =>
  new HlError('HL_SSH_CHANNELS', `${name}: sshd opens no session for a command: ${said}`, {
    kind: 'refused',
    hint: 'Look at MaxSessions (10 is normal) and ForceCommand in sshd_config on that host.',
  });
