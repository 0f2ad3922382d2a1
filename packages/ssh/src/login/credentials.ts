import type { PrivateKey } from './private-key.js';

/** How to prove who we are, and in what time. */
export interface Credentials {
  readonly user: string;
  readonly key: { readonly path: string; readonly parsed: PrivateKey } | null;
  readonly agentSocket: string | undefined;
  readonly timeoutMs: number;
  /** Milliseconds between questions that a live server answers. */
  readonly pingMs: number;
}
