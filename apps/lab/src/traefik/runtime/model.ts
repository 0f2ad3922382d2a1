import type { Tree } from '../provider/decode.js';
import type { Named } from '../provider/file-provider.js';
import type { Rule } from './rule.js';

export interface EntryPoint {
  readonly port: number;
  /** A model: routers on this entryPoint get its TLS and middlewares, and another name when they have several entryPoints. */
  readonly tls?: {
    readonly certResolver?: string;
    readonly domains?: readonly { readonly main: string; readonly sans?: readonly string[] }[];
  };
  readonly middlewares?: readonly string[];
  /** It listens on UDP; nothing is proxied there. */
  readonly udp?: boolean;
  /** Name of the entryPoint that http is redirected to. */
  readonly redirectTo?: string;
}

export type EntryPoints = { readonly [name: string]: EntryPoint };

/** A router, service or middleware as the API shows it. */
export type Shown = Tree & { name: string; provider: string; status: string; error?: string[] };

export interface Route {
  readonly shown: Shown;
  readonly rule: Rule;
  readonly entryPoints: readonly string[];
  readonly priority: number;
}

/** What is live. */
export interface Runtime {
  readonly http: { readonly routers: Shown[]; readonly services: Shown[]; readonly middlewares: Shown[] };
  readonly tcp: { readonly routers: Shown[]; readonly services: Shown[]; readonly middlewares: Shown[] };
  readonly udp: { readonly routers: Shown[]; readonly services: Shown[] };
  /** HTTP routers that answer, the first that matches wins. */
  readonly routes: readonly Route[];
  readonly transports: { readonly http: Named; readonly tcp: Named };
  /** Lines for the log. */
  readonly warnings: readonly string[];
}

export const qualify = (name: string): string => (name.includes('@') ? name : `${name}@file`);
