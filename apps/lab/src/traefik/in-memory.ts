import { met } from '../hostile/fault.js';
import { requestOf, responseOf, type HttpFault } from '../http.js';
import { answerApi } from './api.js';
import { fileReader, isRead, merge } from './provider/file-provider.js';
import { exposure } from './proxy/exposure.js';
import type { EntryPoint, Runtime, Shown } from './runtime/model.js';
import { runtimeOf } from './runtime/runtime.js';

export interface TraefikInMemoryOptions {
  /** Texts by path below the provider's directory, as they are now. */
  readonly files: ReadonlyMap<string, string>;
  /** Default `web` and `websecure`. */
  readonly entryPoints?: { readonly [name: string]: Partial<EntryPoint> };
  readonly version?: string;
}

export interface TraefikInMemory {
  /** Asks the API. */
  readonly fetch: typeof globalThis.fetch;
  /** Instead of the API's own answers. */
  readonly faults: HttpFault[];
  readonly log: string[];
  /** Hosts behind forwardAuth, now or once, that were ever reachable without it. */
  readonly everOpen: readonly string[];
  readonly runtime: Runtime;
  routers(): readonly Shown[];
  middlewares(): readonly Shown[];
  /** It reads its files now; else with the next request. While it is `asleep` it does not. */
  load(): void;
  asleep: boolean;
}

/** Traefik's file provider and API without a directory, a socket, or time: what is in the files is live when somebody asks. */
export function traefikInMemory({
  files,
  entryPoints: declared = { web: {}, websecure: {} },
  version = '3.7.9',
}: TraefikInMemoryOptions): TraefikInMemory {
  const entryPoints = Object.fromEntries(Object.entries(declared).map(([name, one], index) => [name, { port: 8000 + index, ...one }]));
  const reader = fileReader(version);
  const watched = exposure();
  const log: string[] = [];
  const faults: HttpFault[] = [];
  let seen = '';
  let live = runtimeOf(merge([], reader, log), entryPoints);
  const load = (): void => {
    const read = [...files].filter(([path]) => isRead(path)).sort(([a], [b]) => (a < b ? -1 : 1));
    const now = JSON.stringify(read);
    if (emulator.asleep || now === seen) return;
    seen = now;
    try {
      live = runtimeOf(merge(read, reader, log), entryPoints);
      log.push(...live.warnings);
      watched.see(live);
    } catch (error) {
      log.push(`ERR Error occurred during watcher callback error=${JSON.stringify((error as Error).message)}`);
    }
  };
  const emulator: TraefikInMemory = {
    faults,
    log,
    everOpen: watched.everOpen,
    asleep: false,
    load,
    get runtime() {
      load();
      return live;
    },
    routers: () => emulator.runtime.http.routers,
    middlewares: () => emulator.runtime.http.middlewares,
    async fetch(input, init) {
      const request = await requestOf(input, init);
      const fault = met(faults, ({ match }) => match?.(request) ?? true);
      return responseOf(fault?.answer ?? answerApi(request, emulator.runtime, entryPoints, version));
    },
  };
  return emulator;
}
