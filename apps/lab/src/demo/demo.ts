import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startLab } from '../lab.js';
import type { Lab } from '../lab.js';
import { outside } from './outside.js';
import { git } from './samples.js';
import { scenes } from './scenes.js';
import type { Stage } from './scenes.js';

interface Claim {
  readonly scene: string;
  readonly text: string;
  readonly holds: boolean;
  readonly seen: string;
}

export interface DemoOptions {
  /** The command line that is hl, e.g. `['node', 'bin/hl.js']`: the demo runs it as people do. */
  readonly hl: readonly [string, ...string[]];
  readonly print: (text: string) => void;
  /** Print what hl prints, too. */
  readonly verbose?: boolean;
}

/** A whole story on the embedded homelab. Every line that says ✔ was checked from outside; the code is 0 only if all were. */
export async function demo(options: DemoOptions): Promise<{ code: number }> {
  const out = options.print;
  const started = performance.now();
  const seconds = (since: number): string => `${((performance.now() - since) / 1_000).toFixed(1)} s`;
  const lab = await startLab({ images: { 'lscr.io/linuxserver/jellyfin:nightly': { http: 500 } } });
  const repository = join(lab.directory, 'repository');
  const claims: Claim[] = [];
  try {
    const byHand = bystanders(lab);
    out(
      `The lab is up in ${seconds(started)}: ${Object.keys(lab.hosts).length} SSH hosts, Docker, Traefik, Pi-hole, Authentik, Glance, Discord, all on loopback.\n`,
    );
    prepare(lab, repository);
    for (const [index, [title, play]] of scenes.entries()) {
      out(`\n${index + 1}. ${title}\n`);
      await play(stageFor(lab, repository, title, claims, options));
    }
    const last = 'what is not ours';
    out(`\n${scenes.length + 1}. ${last}\n`);
    const { claim } = stageFor(lab, repository, last, claims, options);
    await claim('the hand-made route, records, tiles and logins are as they were', () => bystanders(lab), byHand);
    await claim('no system saw anything that a careful client never does', () => lab.violations(), []);
    await claim('no secret is in any artifact', () => leaks(repository, lab), []);
  } finally {
    await lab.close();
  }
  out(table(claims, seconds(started)));
  return { code: claims.every(({ holds }) => holds) ? 0 : 1 };
}

function prepare(lab: Lab, repository: string): void {
  mkdirSync(repository, { recursive: true });
  writeFileSync(join(repository, 'hl.yml'), lab.siteYml);
  writeFileSync(join(repository, '.gitignore'), '.hl/\n');
  git(repository, 'init', '-q', '-b', 'main');
  git(repository, 'add', '-A');
  git(repository, 'commit', '-q', '-m', 'chore: an empty homelab');
}

const secrets = { VAULTWARDEN_ADMIN_TOKEN: '$argon2id$v=19$m=65540,t=3$demo$token', PAPERLESS_DB_PASSWORD: 'p"a\'p$er less' };
let pipelines = 0;

function stageFor(lab: Lab, repository: string, scene: string, claims: Claim[], { hl, print, verbose = false }: DemoOptions): Stage {
  const pipeline = async (before: string, command: 'run' | 'rollback', id = (pipelines += 1)): Promise<number> => {
    const { code, log } = await runCommand([...hl, command, '--cwd', repository], {
      ...{ PATH: process.env['PATH'] ?? '', HOME: lab.directory },
      ...lab.env,
      ...secrets,
      CI: 'true',
      CI_PIPELINE_SOURCE: 'push',
      CI_COMMIT_BEFORE_SHA: before,
      CI_COMMIT_SHA: git(repository, 'rev-parse', 'HEAD'),
      CI_COMMIT_BRANCH: 'main',
      CI_PIPELINE_ID: String(id),
    });
    if (verbose) print(`${log.replace(/^/gm, '     ').trimEnd()}\n`);
    writeFileSync(join(lab.directory, `pipeline-${id}.log`), log);
    lastLog = verbose ? '' : log;
    return code;
  };
  let lastLog = '';
  return {
    lab,
    net: outside(lab),
    read: (path) => readFileSync(join(repository, path), 'utf8'),
    async push(message, files) {
      const before = git(repository, 'rev-parse', 'HEAD');
      for (const [path, text] of Object.entries(files)) {
        mkdirSync(join(repository, path, '..'), { recursive: true });
        if (text === null) rmSync(join(repository, path));
        else writeFileSync(join(repository, path), text);
      }
      git(repository, 'add', '-A');
      git(repository, 'commit', '-q', '-m', message);
      return pipeline(before, 'run');
    },
    again: () => pipeline(git(repository, 'rev-parse', 'HEAD~1'), 'run'),
    rollBack: () => pipeline(git(repository, 'rev-parse', 'HEAD~1'), 'rollback', pipelines),
    async claim(text, check, wanted) {
      const since = performance.now();
      const seen = await Promise.resolve()
        .then(check)
        .catch((error: unknown) => `error: ${(error as Error).message}`);
      const holds = JSON.stringify(seen) === JSON.stringify(wanted);
      claims.push({ scene, text, holds, seen: JSON.stringify(seen) });
      const took = performance.now() - since > 500 ? ` (${((performance.now() - since) / 1_000).toFixed(1)} s)` : '';
      print(`   ${holds ? '✔' : '✖'} ${text}${took}${holds ? '' : `: wanted ${JSON.stringify(wanted)}, saw ${JSON.stringify(seen)}`}\n`);
      if (!holds && lastLog !== '') print(`${lastLog.trimEnd().split('\n').slice(-25).join('\n').replace(/^/gm, '     | ')}\n`);
      lastLog = '';
    },
  };
}

/** Runs a command in a process of its own while the lab answers in this one. */
const runCommand = ([file, ...args]: readonly [string, ...string[]], env: Record<string, string>): Promise<{ code: number; log: string }> =>
  new Promise((resolve, reject) => {
    const child = spawn(file, args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
    let log = '';
    for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text: string) => void (log += text));
    child.on('error', reject);
    child.on('close', (code) => resolve({ code: code ?? 70, log }));
  });

/** What people made by hand, in every system. */
const bystanders = (lab: Lab): unknown => {
  const { files, applications } = lab.snapshot() as {
    files: Record<string, Record<string, string>>;
    applications: { slug: string; provider: number; name: string }[];
  };
  const glance = readFileSync(join(lab.hosts['dashboard']?.root ?? '', 'opt/glance/config/glance.yml'), 'utf8');
  return {
    route: files['proxy']?.['/etc/traefik/dynamic/by-hand.yml'],
    records: lab.pihole.hosts().filter((line) => line.startsWith('192.0.2.')),
    applications: applications.filter(({ slug }) => slug === 'grafana').map(({ slug, provider, name }) => [slug, provider, name]),
    outposts: lab.authentik.outposts().map(({ name, providers }) => [name, providers.includes('grafana')]),
    comments: [
      '# My dashboard. Edited by hand since 2023.',
      '- title: Router # never touch',
      'check-url: http://127.0.0.1:9/ # off at night',
      '# gruvbox-ish',
    ].map((text) => glance.includes(text)),
  };
};

const leaks = (repository: string, { env }: Lab): string[] => {
  const names = ['changes.json', 'plan.json', 'plan.md', 'verification.json', 'outcomes/deploy.json', 'outcomes/rollback.json'];
  const values = [
    ...Object.values(secrets),
    env['PIHOLE_API_PASSWORD'] ?? '',
    env['AUTHENTIK_TOKEN'] ?? '',
    env['DISCORD_WEBHOOK_URL'] ?? '',
  ];
  return names.filter((name) => {
    const text = readFileSync(join(repository, '.hl', name), 'utf8');
    return values.some((value) => text.includes(value) || text.includes(JSON.stringify(value).slice(1, -1)));
  });
};

function table(claims: readonly Claim[], time: string): string {
  const scenesPlayed = [...new Set(claims.map(({ scene }) => scene))];
  const rows = scenesPlayed.map((scene) => {
    const own = claims.filter((claim) => claim.scene === scene);
    const good = own.filter(({ holds }) => holds).length;
    return `  ${good === own.length ? '✔' : '✖'}  ${scene.padEnd(58)} ${String(good).padStart(3)} of ${String(own.length).padStart(3)}`;
  });
  const good = claims.filter(({ holds }) => holds).length;
  return `\n${'─'.repeat(76)}\n${rows.join('\n')}\n${'─'.repeat(76)}\n  ${good} of ${claims.length} claims hold, each checked from outside (${time})\n`;
}
