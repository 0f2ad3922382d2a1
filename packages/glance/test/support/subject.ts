import { mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { HlError } from '@hl/core';
import type { GlanceSite, Remote, Resource, RunResult, Site } from '@hl/core';
import { localRemote } from '@hl/core/local';
import { exampleService, exampleSite, Faults, faultyFetch, faultyRemote } from '@hl/core/testing';
import { start } from '@hl/lab';
import { glanceEmulator, validateGlance } from '@hl/lab/glance';
import type { GlanceEmulator, GlanceEmulatorOptions } from '@hl/lab/glance';
import { glance } from '@hl/glance';
import type { GlanceOptions, TileSpec } from '@hl/glance';

export const fixture = (name: string): string => readFileSync(new URL(`../fixtures/${name}`, import.meta.url), 'utf8');
const environment = { GLANCE_PORT: '8080', DOMAIN: 'example.net' };
/** What is seen ends a wait; who is slow today is waited for. */
const timing = { pollMs: 5, settleMs: 4_000, deadlineMs: 4_000, requestMs: 4_000 };

/** Commands of the machine that are not its shell's: `undefined` when there is no such command. */
export type Commands = (argv: readonly string[]) => Promise<Partial<RunResult> | undefined> | Partial<RunResult> | undefined;

/** A machine whose files are those of a real directory; `shell`: it has a real one, else none. */
function diskRemote(commands: Commands, writes: string[] = [], shell = false): Remote {
  const local = localRemote('local', { start });
  return {
    name: 'dashboard',
    async run(argv, options = {}) {
      const { accept = [0], stdin } = options;
      if (shell && argv[0] === 'sh') {
        if (stdin !== undefined) writes.push(argv[4] ?? '');
        return local.run(argv, options);
      }
      const result: RunResult = { code: 127, stdout: '', stderr: `${argv[0]}: not found`, ...((await commands(argv)) ?? {}) };
      if (accept === 'any' || accept.includes(result.code)) return result;
      throw new HlError('HL_COMMAND', `dashboard: ${argv.join(' ')} ended with ${result.code}: ${result.stderr}`, { kind: 'refused' });
    },
    async read(path) {
      try {
        return readFileSync(path);
      } catch {
        return null;
      }
    },
    async write(path, content, { how = 'rename' } = {}) {
      writes.push(path);
      mkdirSync(dirname(path), { recursive: true });
      if (how === 'inPlace') return writeFileSync(path, content);
      writeFileSync(`${path}.tmp`, content);
      renameSync(`${path}.tmp`, path);
    },
    async remove(path) {
      rmSync(path, { force: true });
    },
    async list(directory) {
      return readdirSync(directory).sort();
    },
    async close() {},
  };
}

export interface Setup {
  /** Files of the directory; `glance.yml` is the main one. */
  readonly files: Readonly<Record<string, string>>;
  readonly emulator?: Partial<GlanceEmulatorOptions>;
  readonly site?: Parameters<typeof exampleSite>[0] extends infer S ? (S extends { glance?: infer G } ? G : never) : never;
  readonly options?: Partial<GlanceOptions>;
  readonly commands?: (argv: readonly string[], lab: Lab) => ReturnType<Commands>;
  /** The machine has a POSIX shell. */
  readonly shell?: boolean;
}

export interface Lab {
  readonly directory: string;
  readonly config: string;
  readonly emulator: GlanceEmulator;
  readonly writes: string[];
  readonly ran: (readonly string[])[];
  file(name: string): string;
  edit(name: string, change: (text: string) => string): void;
}

/** A Glance, the machine it runs on, and the integration in front of both. */
export async function setUp({ files, emulator: emulated = {}, site: over = {}, options = {}, commands, shell = false }: Setup) {
  const directory = mkdtempSync(join(tmpdir(), 'glance-'));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(directory, name), text);
  const config = join(directory, 'glance.yml');
  const emulator = await glanceEmulator({ config, debounceMs: 8, env: environment, resolve: () => '127.0.0.1', ...emulated });
  const lab: Lab = {
    directory,
    config,
    emulator,
    writes: [],
    ran: [],
    file: (name) => readFileSync(join(directory, name), 'utf8'),
    edit: (name, change) => writeFileSync(join(directory, name), change(readFileSync(join(directory, name), 'utf8'))),
  };
  const remote = diskRemote(
    async (argv) => {
      lab.ran.push(argv);
      const own = await commands?.(argv, lab);
      if (own) return own;
      if (argv.join(' ') === 'docker restart glance') {
        await emulator.restart();
        return { code: 0 };
      }
      if (argv[0] === 'glance') return validateGlance(argv[2] ?? '', environment);
      return undefined;
    },
    lab.writes,
    shell,
  );
  const faults = new Faults();
  const site = exampleSite({ glance: { config, url: emulator.url, ...over } });
  /** A new object in front of the same Glance, as the next process has one. */
  const restart = (): ReturnType<typeof glance> =>
    glance({
      remote: faultyRemote(remote, faults),
      site: site.glance as NonNullable<typeof site.glance>,
      fetch: faultyFetch(faults, emulator.fetch),
      timing,
      ...options,
    });
  const close = async (): Promise<void> => {
    await emulator.close();
    rmSync(directory, { recursive: true, force: true });
  };
  return { ...lab, lab, remote, faults, site, integration: restart(), restart, close };
}

/** A service whose monitor finds nobody at once. */
export const service = exampleService({
  glance: {
    monitor: { widget: 'Media Services', checkUrl: 'http://127.0.0.1:9/', altStatusCodes: [], allowInsecure: false, timeout: '1s' },
  },
});
export const url = 'https://metube.example.org';
/** What the integration is asked to look at. */
export const resources = (site: Site): Resource<TileSpec>[] =>
  glance({ remote: localRemote(), site: site.glance as GlanceSite }).desired(service, site);
