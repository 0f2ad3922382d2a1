export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** What Pi-hole answered. */
export interface Answer {
  readonly status: number;
  /** The parsed body; empty for an answer without one. */
  readonly json: { readonly [key: string]: unknown };
}

export interface Sent {
  /** Sent as JSON. */
  readonly body?: unknown;
  readonly sid?: string | null;
  /** Instead of the usual time for a request. */
  readonly timeoutMs?: number;
}

export type Send = (method: Method, path: string, sent?: Sent) => Promise<Answer>;
