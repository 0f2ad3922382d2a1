import type { RunSummary } from './text/run.js';

/** One place where people read what a run did. */
export interface Channel {
  /** E.g. `discord`. */
  readonly kind: string;
  /** For people, without secrets: `Discord`, `ntfy at https://ntfy.example.org`. */
  readonly name: string;
  /** Whether a message can be changed after it was sent. Where not, `edit` sends another. */
  readonly edits: boolean;
  /** An edit calls people as a new message does; else only who looks sees it. */
  readonly editsCall?: true;
  /**
   * @returns the message's handle, where it can be edited; a text to be kept until then
   * @throws HlError whatever goes wrong, never with a secret: nothing was sent, or it is not known whether it was
   */
  send(run: RunSummary): Promise<string | null>;
  /** @returns the handle from now on: a message that somebody deleted is sent anew. @throws as `send` */
  edit(handle: string, run: RunSummary): Promise<string | null>;
  /** Whether it would take a message; posts nothing. Absent where that cannot be asked. @throws as `send` */
  check?(): Promise<void>;
}

export interface ChannelOptions {
  readonly fetch?: typeof globalThis.fetch;
  readonly timing?: Partial<Timing>;
}

/** Milliseconds. */
export interface Timing {
  /** For one answer. Default 15 000. */
  readonly requestMs: number;
  /** The most that one message waits for rate limits and for a server that is down. Default 60 000. */
  readonly patienceMs: number;
  /** Before the second try of a request that got no answer; doubled each time. Default 1 000. */
  readonly backoffMs: number;
}
