import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createHash } from 'node:crypto';
import { detect, type Changes, type DetectOptions, type LedgerFact, type RunGit } from '@hl/detect';

/** The machine's own git settings must not decide a test. */
Object.assign(process.env, {
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_AUTHOR_NAME: 'a',
  GIT_AUTHOR_EMAIL: 'a@example.org',
  GIT_COMMITTER_NAME: 'a',
  GIT_COMMITTER_EMAIL: 'a@example.org',
});

export const zeros = '0'.repeat(40);

const made: string[] = [];
export const temporary = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'detect-'));
  made.push(folder);
  return folder;
};
export const cleanUp = (): void => made.splice(0).forEach((folder) => rmSync(folder, { recursive: true, force: true }));

/** A real repository in a temporary folder. */
export function clone(cwd = temporary()) {
  const git = (...args: string[]): string =>
    execFileSync('git', args, { cwd, stdio: ['ignore', 'pipe', 'pipe'] })
      .toString()
      .trim();
  const write = (path: string, content: string | Buffer): void => {
    mkdirSync(dirname(join(cwd, path)), { recursive: true });
    writeFileSync(join(cwd, path), content);
  };
  return {
    cwd,
    git,
    write,
    init: (...args: string[]): void => void git('init', '-q', '-b', 'main', ...args),
    /** Writes (null deletes) and commits; the new commit's id. */
    commit(files: Record<string, string | Buffer | null> = {}, message = 'change'): string {
      for (const [path, content] of Object.entries(files)) {
        if (content === null) rmSync(join(cwd, path));
        else write(path, content);
      }
      git('add', '-A');
      git('commit', '-q', '--allow-empty', '-m', message);
      return git('rev-parse', 'HEAD');
    },
    detect: (options: Partial<DetectOptions> = {}): Promise<Changes> => detect({ cwd, services: 'services', source: 'push', ...options }),
  };
}

export const started = (files: Record<string, string | Buffer | null> = {}) => {
  const repo = clone();
  repo.init();
  return { ...repo, first: repo.commit({ 'README.md': 'x', ...files }) };
};

export const service = (name: string, more: { host?: string; extra?: string } = {}): string =>
  `service:\n  name: ${name}\n  category: media\ndeployment:\n  target_host: ${more.host ?? 'docker-media'}\n  port: 8080\n${more.extra ?? ''}`;

export const fact = (name: string, content: string, commit: string, over: Partial<LedgerFact> = {}): LedgerFact => ({
  name,
  path: `services/${name}.yml`,
  host: 'docker-media',
  commit,
  hash: hash(content),
  healthy: true,
  ...over,
});

export const hash = (content: string | Buffer): string => createHash('sha256').update(content).digest('hex');

/** `add services/a.yml`, `modify …`, `delete …`: what a person would read first. */
export const brief = ({ deploy, remove }: Changes): string[] =>
  [...deploy, ...remove].map(({ action, name, path }) => `${action} ${name} ${path}`);

/** A runner of a test's own. */
export const runGit: RunGit = async ([program = '', ...args], cwd) => {
  const { status, stdout, stderr } = spawnSync(program, args, { cwd, maxBuffer: 2 ** 28 });
  return { code: status ?? 1, stdout, stderr: stderr.toString() };
};
