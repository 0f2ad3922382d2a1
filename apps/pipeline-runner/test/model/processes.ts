import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startLab } from '@hl/lab/lab';
import type { Lab } from '@hl/lab/lab';
import type { LedgerEntry } from '@hl/core/state';
import type { Edit } from './history.js';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '../../../..');

/** `hl` as one file, run as processes of their own, in front of a lab. */
export interface Processes {
  readonly lab: Lab;
  /** A commit on top of the last one, in a checkout of its own. */
  commit(edit: Edit): Checkout;
  /** Runs one command of a pipeline; `killAfterMs`: it is killed then, if it has not ended. */
  hl(pipeline: number, of: Checkout, command: string, killAfterMs?: number): Promise<{ code: number | null; text: string; ms: number }>;
  /** The leases of killed runs end, as after two minutes. */
  passTime(): void;
  /** What stands, without what differs from run to run. */
  standing(): unknown;
  close(): Promise<void>;
}

export interface Checkout {
  readonly sha: string;
  readonly before: string;
  readonly cwd: string;
}

export async function processes(): Promise<Processes> {
  const lab = await startLab({ strict: false });
  const bundle = join(lab.directory, 'hl.mjs');
  execFileSync('node', [join(root, 'tools/bundle/bundle.mjs'), bundle], { cwd: root, stdio: 'pipe' });
  const cwd = join(lab.directory, 'repository');
  mkdirSync(cwd);
  const git = (...args: string[]): string =>
    execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@lab.example', ...args], { cwd, stdio: ['ignore', 'pipe', 'pipe'] })
      .toString()
      .trim();
  git('init', '-q', '-b', 'main');
  writeFileSync(join(cwd, 'hl.yml'), lab.siteYml);
  writeFileSync(join(cwd, '.gitignore'), '.hl/\n');
  git('add', '-A');
  git('commit', '-q', '-m', 'site');
  const ledgerAt = join(lab.hosts['proxy']?.root ?? '', 'var/lib/hl');
  let count = 0;

  return {
    lab,
    commit(edit) {
      const before = git('rev-parse', 'HEAD');
      for (const [name, text] of Object.entries(edit)) {
        const path = join(cwd, 'services', `${name}.yml`);
        mkdirSync(dirname(path), { recursive: true });
        if (text === null) rmSync(path, { force: true });
        else writeFileSync(path, text);
      }
      git('add', '-A');
      git('commit', '-q', '--allow-empty', '-m', 'change');
      const checkout = join(lab.directory, `checkout-${(count += 1)}`);
      git('worktree', 'add', '-q', '--detach', checkout);
      return { sha: git('rev-parse', 'HEAD'), before, cwd: checkout };
    },
    hl: (pipeline, of, command, killAfterMs) =>
      new Promise((done) => {
        const started = Date.now();
        const env = {
          PATH: process.env['PATH'],
          HOME: lab.directory,
          ...lab.env,
          CI: 'true',
          CI_PIPELINE_ID: String(pipeline),
          CI_PIPELINE_SOURCE: 'push',
          CI_COMMIT_SHA: of.sha,
          CI_COMMIT_BEFORE_SHA: of.before,
        };
        const child = spawn('node', [bundle, ...command.split(' ')], { cwd: of.cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
        const said: Buffer[] = [];
        for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => said.push(chunk));
        const timer = killAfterMs === undefined ? undefined : setTimeout(() => child.kill('SIGKILL'), killAfterMs);
        child.on('close', (code) => {
          clearTimeout(timer);
          done({ code, text: Buffer.concat(said).toString(), ms: Date.now() - started });
        });
      }),
    passTime: () => rmSync(join(ledgerAt, 'lock.json'), { force: true }),
    standing() {
      const { containers, files, routers, dns, cnames } = lab.snapshot() as unknown as Snapshot;
      const providers = lab.authentik.providers() as unknown as readonly Row[];
      const named = new Map(providers.map(({ pk, name }) => [pk, name]));
      return {
        files: Object.entries(files).map(([host, tree]) => [host, Object.entries(tree).filter(([path]) => !path.includes('/.hl/'))]),
        images: Object.entries(containers).map(([host, some]) => [host, some.map(({ name, image }) => `${name} ${image}`).sort()]),
        routers,
        dns: [...dns].sort(),
        cnames,
        providers: providers.map(({ name, external_host }) => `${name} ${external_host}`).sort(),
        applications: (lab.authentik.applications() as unknown as readonly Row[])
          .map(({ slug, provider }) => `${slug} ${named.get(provider)}`)
          .sort(),
        outposts: (lab.authentik.outposts() as unknown as readonly { name: string; providers: number[] }[]).map((outpost) => [
          outpost.name,
          outpost.providers.map((pk) => named.get(pk)).sort(),
        ]),
        ledger: deployed(join(ledgerAt, 'services')),
      };
    },
    close: () => lab.close(),
  };
}

interface Snapshot {
  readonly containers: Record<string, { readonly name: string; readonly image: string }[]>;
  readonly files: Record<string, Record<string, string>>;
  readonly routers: unknown;
  readonly dns: readonly string[];
  readonly cnames: readonly string[];
}

/** Of Authentik; keys and ids that it gives differ from run to run. */
interface Row {
  readonly pk: number;
  readonly name: string;
  readonly external_host?: string;
  readonly slug?: string;
  readonly provider: number;
}

function deployed(folder: string): unknown {
  const entries = readdirSync(folder).map((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')) as LedgerEntry);
  return entries
    .filter(({ service }) => service !== null)
    .map(({ name, host, hash, healthy, made, intents }) => ({
      name,
      host,
      hash,
      healthy,
      intents,
      made: made.map(({ system, key }) => `${system} ${key}`).sort(),
    }));
}
