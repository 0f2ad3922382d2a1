import type { Duplex } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { HlError, mustBeWhole, semaphore, shortCommand, type Exec, type ExecOptions, type ExecResult, type Host } from '@hl/core';
import type { NodeSSH } from 'node-ssh';
import type { Connection } from '../connect/connect.js';
import type { Server } from '../connect/dial.js';
import { forward } from '../connect/forward.js';
import { accountFrom, accountQuestion, commandLine, ownOutput, sudoRefusal, type Account } from './account.js';
import { execute, lost, timedOut, type Unopened } from './execute.js';

/** One host and the one connection to it, made when it is first needed and again when it was lost. */
export interface Link {
  readonly exec: Exec;
  /** Connects, unless it is already. */
  open(): Promise<Connection>;
  /** A stream to another host, made by this one (ProxyJump). */
  forward(server: Server, timeoutMs: number): Promise<Duplex>;
  close(): Promise<void>;
}

interface Session extends Connection {
  readonly account: Account;
}

/** A stock sshd gives 10 sessions, but frees a slot later than we see its end: from 6 at once some are turned down. One more than a host deploys at once, so that a look waits for none of them. */
export const commandsAtOnce = 5;
/** Milliseconds before a session is asked for again. */
const pauses = [20, 50, 100, 200, 400, 800, 1600];
/** GNU's timeout says 124, or 137 when it had to kill; busybox' 143. */
const endedByTimeout = [124, 137, 143];
/** Milliseconds that a host gets to end an overdue command by itself. */
const graceMs = 5000;

export function link(name: string, host: Host, connect: (signal: AbortSignal) => Promise<Connection>): Link {
  const sessions = semaphore(commandsAtOnce);
  let current: Promise<Session> | null = null;
  let ending = new AbortController();

  const start = async (signal: AbortSignal): Promise<Session> => {
    const connection = await connect(signal);
    try {
      return { ...connection, account: await accountOf(name, host, connection.ssh) };
    } catch (error) {
      connection.ssh.dispose();
      throw error;
    }
  };
  const session = (): Promise<Session> => {
    if (current !== null) return current;
    const starting = start(ending.signal);
    const forget = (): void => {
      if (current === starting) current = null;
    };
    starting.then(({ ssh }) => (ssh.connection ? ssh.connection.once('close', forget) : forget()), forget);
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

  const run = async (session: Session, command: string, options: ExecOptions): Promise<ExecResult | Unopened | 'closed'> => {
    const { ssh, account, longestLine } = session;
    const { timeoutMs, what = 'a command' } = options;
    const lineOf = (command: string): string => commandLine(command, account, host.sudo, timeoutMs);
    const line = lineOf(command);
    const short = Buffer.byteLength(line) > longestLine ? shortCommand(command, options.stdin) : null;
    const deadlineMs = account.timeout ? timeoutMs + graceMs : timeoutMs;
    const started = Date.now();
    const result = await (short === null
      ? execute(name, ssh, line, deadlineMs, options)
      : execute(name, ssh, lineOf(short.command), deadlineMs, { ...options, stdin: short.stdin }));
    if (result === 'closed' || 'unopened' in result) return result;
    const overdue = account.timeout && Date.now() - started >= timeoutMs && endedByTimeout.includes(result.code);
    if (overdue) throw timedOut(name, `it was ended after ${timeoutMs} ms`);
    if (short !== null) mustBeWhole(name, what, result);
    return ownOutput(result, account);
  };

  return {
    open: session,
    exec: (command, options) =>
      opened(name, () => sessions.run(() => onLive((session) => run(session, command, options))), sessions.narrow),
    forward: (server, timeoutMs) => onLive(({ ssh }) => forward(name, ssh, server, timeoutMs)),
    async close() {
      const closing = current;
      current = null;
      ending.abort();
      ending = new AbortController();
      await closing?.catch(() => {});
    },
  };
}

/** What the account is like, and whether it may do what it has to. */
async function accountOf(name: string, host: Host, ssh: NodeSSH): Promise<Account> {
  const timeoutMs = host.connectTimeoutSeconds * 1000;
  const ask = async (line: string): Promise<ExecResult> => {
    const answer = await opened(name, () => execute(name, ssh, line, timeoutMs));
    if (answer === 'closed') throw lost(name);
    return answer;
  };
  const account = accountFrom(name, await ask(accountQuestion));
  if (!host.sudo || account.root) return account;
  if (!account.sudo) {
    const hint = 'Install sudo on that host, or log in as root.';
    throw new HlError('HL_SUDO', `${name}: sudo is asked for in hl.yml and not installed there`, { kind: 'refused', hint });
  }
  const tried = await ask(commandLine('true', account, true, timeoutMs));
  if (tried.code !== 0) throw sudoRefusal(name, host.user, tried);
  return account;
}

/** A session that was not opened is asked for again a little later; nothing has run on it. */
async function opened<T extends object | 'closed'>(name: string, open: () => Promise<T | Unopened>, refused = (): void => {}): Promise<T> {
  for (let tries = 0; ; tries += 1) {
    const answer = await open();
    if (typeof answer !== 'object' || !('unopened' in answer)) return answer;
    const pause = pauses[tries];
    if (pause === undefined) {
      const hint = 'Look at MaxSessions (10 is normal) and ForceCommand in sshd_config on that host.';
      throw new HlError('HL_SSH_CHANNELS', `${name}: sshd opens no session for a command: ${answer.unopened}`, { kind: 'refused', hint });
    }
    refused();
    await sleep(pause);
  }
}
