import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { httpEmulator } from '../http.js';
import type { Answer, HttpFault, Request } from '../http.js';
import { parseConfig } from './config.js';
import type { Config, Page, Site, Widget } from './config.js';
import { content, escapeHtml } from './html.js';
import type { SiteState } from './html.js';
import { check } from './monitor.js';
import type { Resolve } from './monitor.js';
import { ConfigError, read, readConfig, replaceVariables } from './text.js';
import { watcher } from './watch.js';

export interface GlanceEmulatorOptions {
  /** Real path of glance.yml on disk. */
  readonly config: string;
  readonly address?: string;
  readonly port?: number;
  /** `auto-reload`: Glance 0.7 and later. `restart`: older ones, which read the file at their start only. */
  readonly profile?: 'auto-reload' | 'restart';
  /** Milliseconds of quiet before a changed file is read. Default 500, as in Glance. */
  readonly debounceMs?: number;
  /** The container's environment; read at each start. */
  readonly env?: Record<string, string>;
  /** `file`: glance.yml alone is bind-mounted, so that a file renamed over it stays unseen until a restart. Default `directory`. */
  readonly mount?: 'directory' | 'file';
  /** Where monitors find hosts, by name or by address. */
  readonly resolve?: Resolve;
}

export interface GlanceEmulator extends AsyncDisposable {
  readonly url: string;
  /** Asks without a socket. */
  readonly fetch: typeof globalThis.fetch;
  readonly port: number;
  /** As `docker restart`: reads the file anew. With an invalid one the process ends, and the container tries again and again. */
  restart(): Promise<void>;
  readonly restarts: number;
  /** How often a changed file was taken without a restart. */
  readonly reloads: number;
  readonly log: string[];
  readonly requests: readonly Request[];
  readonly faults: HttpFault[];
  /** Stop listening, and listen again. */
  refuse(refused: boolean): Promise<void>;
  /** HTML of a page's widgets as the running Glance has it, with what the monitors found last; empty for an unknown page. */
  page(slug: string): string;
  close(): Promise<void>;
}

/** Glance, as far as it is asked: its file with includes and variables, validation, reload, health, pages, and monitors that really ask. */
export async function glanceEmulator(options: GlanceEmulatorOptions): Promise<GlanceEmulator> {
  const {
    config: path,
    address = '127.0.0.1',
    port = 0,
    profile = 'auto-reload',
    debounceMs = 500,
    mount = 'directory',
    resolve,
  } = options;
  const log: string[] = [];
  /** Of the sites and widgets that run now: another configuration knows nothing yet. */
  const states = new WeakMap<Site, SiteState>();
  const checked = new WeakMap<Widget, number>();
  let [restarts, reloads] = [0, 0];
  let running: { config: Config; text: string } | null = null;
  let env: Record<string, string> = {};
  let inode: number | null = null;
  let retry: NodeJS.Timeout | undefined;
  let closed = false;

  const load = (): { config: Config; text: string; files: readonly string[] } => {
    const raw = readConfig(path, () => (inode === null ? read(path) : readInode(inode)));
    return { config: parseConfig(replaceVariables(raw.text, env)), text: raw.text, files: raw.files };
  };
  const reload = (): void => {
    if (running === null) return;
    try {
      const { config, text, files } = load();
      watching?.files(files);
      if (text === running.text) return;
      running = { config, text };
      reloads += 1;
      log.push('Config file changed, reloading...');
    } catch (error) {
      log.push(`Config has errors: ${(error as Error).message}`);
    }
  };
  const watching = profile === 'auto-reload' ? watcher(debounceMs, reload) : null;

  const start = async (): Promise<void> => {
    clearTimeout(retry);
    if (closed) return;
    try {
      env = { ...options.env };
      if (inode !== null) closeSync(inode);
      inode = mount === 'file' ? openSync(path, 'r') : null;
      const { config, text, files } = load();
      watching?.files(files);
      if (running === null && http.down) await http.refuse(false);
      http.down = false;
      running = { config, text };
    } catch (error) {
      log.push(`Could not parse config file: ${(error as Error).message}`);
      running = null;
      if (!http.down) await http.refuse(true);
      http.down = true;
      if (!closed) retry = setTimeout(() => void start(), debounceMs / 5);
    }
  };

  /** Asks a monitor's sites, unless that was done a short time ago. */
  const look = async (widget: Widget): Promise<void> => {
    const now = performance.now();
    if (now - (checked.get(widget) ?? -Infinity) < widget.cache) return;
    checked.set(widget, now);
    await Promise.all(widget.sites.map(async (site) => states.set(site, await check(site, resolve))));
  };

  const handle = async ({ method, path: asked }: Request): Promise<Answer> => {
    if (running === null) return { status: 503 };
    const { config } = running;
    const at = config.baseUrl.startsWith('/') && asked.startsWith(`${config.baseUrl}/`) ? asked.slice(config.baseUrl.length) : asked;
    const html = { 'content-type': 'text/html; charset=utf-8' };
    if (method !== 'GET') return { status: 405, body: 'Method Not Allowed\n' };
    if (at === '/api/healthz') return { status: 200 };
    const [, slug] = /^\/api\/pages\/([^/]*)\/content\/$/.exec(at) ?? [];
    const page = find(config, decodeURIComponent(slug ?? at.slice(1)));
    if (slug !== undefined && config.auth) return { status: 401, body: { error: 'Unauthorized' } };
    if (!page) return { status: 404, headers: html, body: 'Page not found' };
    if (slug === undefined)
      return config.auth ? { status: 302, headers: { location: '/login' } } : { status: 200, headers: html, body: shell(page) };
    await Promise.all(monitors(page).map(look));
    return { status: 200, headers: html, body: content(page, (site) => states.get(site)) };
  };

  const server = await httpEmulator(handle, { address, port });
  const http = { down: false, refuse: server.refuse };
  await start();
  const close = async (): Promise<void> => {
    closed = true;
    clearTimeout(retry);
    watching?.close();
    if (inode !== null) closeSync(inode);
    await server.close();
  };
  return {
    url: server.url,
    fetch: server.fetch,
    port: server.port,
    log,
    requests: server.requests,
    faults: server.faults,
    refuse: (refused) => server.refuse(refused),
    get restarts() {
      return restarts;
    },
    get reloads() {
      return reloads;
    },
    async restart() {
      restarts += 1;
      await start();
    },
    page(slug) {
      const page = running ? find(running.config, slug) : undefined;
      return page ? content(page, (site) => states.get(site)) : '';
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}

/**
 * What `glance --config FILE config:validate` prints and returns: nothing and 0, or why not and 1.
 */
export function validateGlance(config: string, env: Record<string, string> = {}): { readonly code: number; readonly stdout: string } {
  let what = 'Could not parse config file';
  try {
    const { text } = readConfig(config, () => read(config));
    what = 'Config file is invalid';
    parseConfig(replaceVariables(text, env));
    return { code: 0, stdout: '' };
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return { code: 1, stdout: `${what}: ${error.message}\n` };
  }
}

/** Of pages with one slug the last is served; the first one at the root. */
const find = ({ pages }: Config, slug: string): Page | undefined =>
  pages.findLast((page) => page.slug === slug) ?? (slug === '' ? pages[0] : undefined);

function monitors(page: Page): Widget[] {
  const below = (widget: Widget): Widget[] => [...(widget.type === 'monitor' ? [widget] : []), ...widget.widgets.flatMap(below)];
  return [...page['head-widgets'], ...page.columns.flatMap(({ widgets }) => widgets)].flatMap(below);
}

const shell = ({ name }: Page): string =>
  `<!DOCTYPE html><html><head><title>${escapeHtml(name)}</title></head><body><main id="page-content"></main></body></html>`;

function readInode(fd: number): string {
  const buffer = Buffer.alloc(fstatSync(fd).size);
  readSync(fd, buffer, 0, buffer.length, 0);
  return buffer.toString('utf8');
}
