import { met } from '../hostile/fault.js';

/** What goes wrong with command lines that match; the first that matches counts, `times` times (default: for ever). */
export interface CommandFault {
  /** A part of the command line, or an expression; default: every command. */
  readonly match?: string | RegExp;
  times?: number;
  /** Milliseconds to wait first. */
  readonly delayMs?: number;
  /** The connection is cut: `before` the command runs, or `after` it ran, without its exit code. */
  readonly drop?: 'before' | 'after';
  /** The whole host stops answering, connections stay open: `before` the command runs, or `after`. */
  readonly freeze?: 'before' | 'after';
  /** Ends by this signal instead of running, e.g. `KILL`. */
  readonly signal?: string;
  /** Prints without end instead of running: as fast as it is read, or a byte every 10 ms. */
  readonly prints?: 'floods' | 'drips';
}

/** Everything that can go wrong with an emulated SSH host; set and clear at will. */
export interface SshFaults {
  readonly commands: CommandFault[];
  /** No key is accepted. */
  rejectAuth: boolean;
  /** Ordinal numbers (from 1, over the host's life) of sessions that are not opened. */
  readonly rejectSessions: Set<number>;
  /** No forwarding, as with `AllowTcpForwarding no`. */
  rejectForwarding: boolean;
  /** Nothing is read or sent any more, and new connections get no greeting. */
  freeze(frozen: boolean): void;
  /** Cuts every connection. */
  drop(): void;
  /** Stops listening (connections are refused) and listens again on the same port. */
  refuse(refused: boolean): Promise<void>;
}

/** The fault that a command meets; uses it up. */
export const faultFor = (faults: readonly CommandFault[], command: string): CommandFault | undefined =>
  met(faults, ({ match = '' }) => (typeof match === 'string' ? command.includes(match) : match.test(command)));
