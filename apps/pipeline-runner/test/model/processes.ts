import { spawn } from 'node:child_process';
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { startLab } from '@hl/lab/lab';
import type { Lab } from '@hl/lab/lab';
import type { LedgerEntry } from '@hl/core/state';
import { bundle } from '../support/bundle.js';
import { commitAll, gitIn, put } from '../support/folder.js';
import { commitEdit, type Commit, type Edit } from './history.js';

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

export interface Checkout extends Commit {
  readonly before: string;
}

export async function processes(): Promise<Processes> {
  const lab = await startLab({ strict: false });
  const program = bundle(join(lab.directory, 'hl.mjs'));
  const cwd = join(lab.directory, 'repository');
  put(cwd, { 'hl.yml': lab.siteYml, '.gitignore': '.hl/\n' });
  gitIn(cwd)('init', '-q', '-b', 'main');
  let last = commitAll(cwd);
  const ledgerAt = join(lab.hosts['proxy']?.root ?? '', 'var/lib/hl');
  let count = 0;

  return {
    lab,
    commit(edit) {
      const before = last;
      const made = commitEdit(cwd, join(cwd, 'services'), edit, join(lab.directory, `checkout-${(count += 1)}`));
      last = made.sha;
      return { ...made, before };
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
        const child = spawn('node', [program, ...command.split(' ')], { cwd: of.cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
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
