import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { deflateSync } from 'node:zlib';
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

/** A leaf of a tree with a mode of its own, e.g. 120000 with the target of a symlink, 160000 with a commit. */
interface Leaf {
  readonly mode: string;
  readonly content: string;
}
type Files = Readonly<Record<string, string | Buffer | Leaf | null>>;

/** A real repository in a temporary folder, made by git. */
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
    commit(files: Readonly<Record<string, string | null>> = {}, message = 'change'): string {
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

/** A real repository whose objects are written here: git is asked only by what is tested. Without a work tree of its own. */
export function started(files: Files = {}) {
  const repo = clone();
  const folder = join(repo.cwd, '.git');
  for (const name of ['objects', 'refs/heads']) mkdirSync(join(folder, name), { recursive: true });
  writeFileSync(join(folder, 'HEAD'), 'ref: refs/heads/main\n');
  writeFileSync(join(folder, 'config'), '[core]\n\trepositoryformatversion = 0\n\tbare = false\n');

  const object = (type: string, content: Buffer): string => {
    const bytes = Buffer.concat([Buffer.from(`${type} ${content.length}\0`), content]);
    const id = createHash('sha1').update(bytes).digest('hex');
    const path = join(folder, 'objects', id.slice(0, 2), id.slice(2));
    mkdirSync(dirname(path), { recursive: true });
    if (!existsSync(path)) writeFileSync(path, deflateSync(bytes));
    return id;
  };
  const trees = new Map<string, ReadonlyMap<string, Leaf>>();
  let head = '';

  const leafOf = (file: string | Buffer | Leaf): Leaf => {
    if (typeof file === 'string' || Buffer.isBuffer(file)) return { mode: '100644', content: object('blob', Buffer.from(file)) };
    return file.mode === '160000' ? file : { ...file, content: object('blob', Buffer.from(file.content)) };
  };
  const treeOf = (leaves: readonly (readonly [string, Leaf])[]): string => {
    const folders = new Map<string, (readonly [string, Leaf])[]>();
    const entries: [string, string, string][] = [];
    for (const [path, leaf] of leaves) {
      const [first = '', ...rest] = path.split('/');
      if (rest.length === 0) entries.push([leaf.mode, first, leaf.content]);
      else folders.set(first, [...(folders.get(first) ?? []), [rest.join('/'), leaf]]);
    }
    for (const [name, inner] of folders) entries.push(['40000', name, treeOf(inner)]);
    const sorted = entries
      .map(([mode, name, id]) => ({ key: Buffer.from(mode === '40000' ? `${name}/` : name), line: Buffer.from(`${mode} ${name}\0`), id }))
      .sort((a, b) => Buffer.compare(a.key, b.key));
    return object('tree', Buffer.concat(sorted.flatMap(({ line, id }) => [line, Buffer.from(id, 'hex')])));
  };
  const reset = (id: string): void => {
    head = id;
    writeFileSync(join(folder, 'refs/heads/main'), `${id}\n`);
  };
  const commit = (changed: Files = {}, parents = head === '' ? [] : [head]): string => {
    const leaves = new Map(trees.get(head));
    for (const [path, file] of Object.entries(changed)) {
      if (file === null) leaves.delete(path);
      else leaves.set(path, leafOf(file));
    }
    const author = `a <a@example.org> ${1_700_000_000 + trees.size} +0000`;
    const lines = [`tree ${treeOf([...leaves])}`, ...parents.map((id) => `parent ${id}`), `author ${author}`, `committer ${author}`];
    const id = object('commit', Buffer.from(`${lines.join('\n')}\n\nchange\n`));
    trees.set(id, leaves);
    reset(id);
    return id;
  };
  return { ...repo, commit, reset, first: commit({ 'README.md': 'x', ...files }) };
}

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
export const runGit: RunGit = async ([program = '', ...args], cwd, input) => {
  const { status, stdout, stderr } = spawnSync(program, args, { cwd, input, maxBuffer: 2 ** 28 });
  return { code: status ?? 1, stdout, stderr: stderr.toString() };
};
