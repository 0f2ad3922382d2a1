import { readdirSync, readFileSync, watch } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { isRecord } from '@hl/core';
import { decode } from './decode.js';
import type { Tree } from './decode.js';

/** Names within each section, e.g. `http.routers`; the first file that has a name wins. */
export interface Configuration {
  readonly http: { readonly routers: Named; readonly services: Named; readonly middlewares: Named; readonly serversTransports: Named };
  readonly tcp: { readonly routers: Named; readonly services: Named; readonly middlewares: Named; readonly serversTransports: Named };
  readonly udp: { readonly routers: Named; readonly services: Named };
  readonly tls: { readonly options: Named };
}

export type Named = Map<string, Tree>;

export interface ProviderOptions {
  readonly directory: string;
  readonly throttleMs: number;
  readonly log: string[];
  /** A release before 3.6.9 does not know `maxResponseBodySize`. */
  readonly version?: string | undefined;
  readonly onConfiguration: (configuration: Configuration) => void;
}

/** Events of one burst that are answered with one rebuild; the real one rebuilds at each. Milliseconds. */
const burstMs = 25;

/**
 * Traefik's file provider with `directory`: any event at the top level rebuilds from all files; one broken file
 * rejects the whole update; the first update passes at once, of later ones the newest when the throttle's time is over. One in which
 * nothing differs is not taken up, and throttles the next like any other.
 */
export function fileProvider({ directory, throttleMs, log, version, onConfiguration }: ProviderOptions): { close(): void } {
  const reader = fileReader(version);
  let throttle: NodeJS.Timeout | null = null;
  let soon: NodeJS.Timeout | null = null;
  let newest: Configuration | null = null;
  let taken: Configuration | null = null;

  const pass = (): void => {
    throttle = null;
    if (newest === null) return;
    if (!isDeepStrictEqual(newest, taken)) onConfiguration((taken = newest));
    newest = null;
    throttle = setTimeout(pass, throttleMs);
  };
  const build = (failure: string): void => {
    soon = null;
    try {
      newest = merge(filesIn(directory), reader, log);
    } catch (error) {
      log.push(`ERR ${failure} error=${JSON.stringify((error as Error).message)}`);
      return;
    }
    if (throttle === null) pass();
  };

  build('Error while building configuration (for the first time)');
  const watcher = watch(directory, () => {
    soon ??= setTimeout(build, throttle === null ? 0 : Math.min(burstMs, throttleMs), 'Error occurred during watcher callback');
  });
  watcher.on('error', () => {}); // the directory went away: nothing more to see
  return {
    close() {
      watcher.close();
      if (soon) clearTimeout(soon);
      if (throttle) clearTimeout(throttle);
    },
  };
}

/** Reads files, each distinct text once. */
export function fileReader(version = ''): (path: string, text: string) => Tree {
  const decoded = new Map<string, Tree>();
  const old = /^3\.([0-5]\.|6\.[0-8]$)/.test(version);
  return (path, text) => {
    const id = `${path}\0${text}`;
    try {
      if (old && /^\s*maxResponseBodySize:/m.test(text)) throw new Error('field not found, node: maxResponseBodySize');
      const content = decoded.get(id) ?? decode(text, path);
      decoded.set(id, content);
      return content;
    } catch (error) {
      throw new Error(`${path}: ${(error as Error).message}`, { cause: error });
    }
  };
}

/**
 * All files as one configuration: of a name that several have, the first counts.
 *
 * @throws Error for one file that cannot be read
 */
export function merge(
  files: Iterable<readonly [path: string, text: string]>,
  read: ReturnType<typeof fileReader>,
  log: string[],
): Configuration {
  const result: Configuration = {
    http: { routers: new Map(), services: new Map(), middlewares: new Map(), serversTransports: new Map() },
    tcp: { routers: new Map(), services: new Map(), middlewares: new Map(), serversTransports: new Map() },
    udp: { routers: new Map(), services: new Map() },
    tls: { options: new Map() },
  };
  for (const [path, text] of files) {
    const content = read(path, text);
    for (const [section, kinds] of Object.entries(result) as [string, { [kind: string]: Named }][]) {
      for (const [kind, names] of Object.entries(kinds)) {
        const found = (content[section] as Tree | undefined)?.[kind];
        for (const [name, value] of Object.entries(isRecord(found) ? found : {})) {
          if (names.has(name))
            log.push(`WRN ${section.toUpperCase()} ${kind.slice(0, -1)} already configured, skipping name=${name} origin=${path}`);
          else names.set(name, value as Tree);
        }
      }
    }
  }
  return result;
}

/** Recursive, in name order, dot files too; symbolic links to files are read. */
function filesIn(directory: string): [string, string][] {
  return readdirSync(directory, { withFileTypes: true })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry): [string, string][] => {
      const path = join(directory, entry.name);
      if (entry.isDirectory()) return filesIn(path);
      return isRead(entry.name) ? [[path, readFileSync(path, 'utf8')]] : [];
    });
}

/** Whether Traefik reads a file of this name. */
export const isRead = (name: string): boolean => /\.(ya?ml|toml)$/i.test(name);
