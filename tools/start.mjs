/**
 * Everything `npm run …` does in this repository: installs what is missing by the lock file, then does its job.
 *
 *   node tools/start.mjs install | build | packages | test | test:deep | test:mutants | lint | lint:all | typecheck | demo | bench | bundle | docs | pictures | new:integration [arguments]
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { waitFor } from './waiting.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const [task = '', ...args] = process.argv.slice(2);
const quiet = args.includes('--quiet');

const [major, minor] = process.versions.node.split('.').map(Number);
if (!((major === 20 && minor >= 19) || (major === 22 && minor >= 12) || major > 22)) {
  console.error(`hl needs Node 20.19 or newer of 20, or 22.12 or newer; this is ${process.version}`);
  process.exit(2);
}

const environment = { ...process.env, NX_DAEMON: 'false', NX_TUI: 'false', NX_ISOLATE_PLUGINS: 'false' };

function run(command, argv, { env = environment } = {}) {
  const { status, error } = spawnSync(command, argv, { cwd: root, env, stdio: 'inherit' });
  if (error) throw error;
  return status ?? 1;
}

const must = (status) => {
  if (status !== 0) process.exit(status);
};

/** The lock file is respected, nothing is asked, install scripts (which nothing here needs) do not run. */
async function install() {
  const stamp = join(root, 'node_modules', '.hl-installed');
  const lock = createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === lock) return;
  // `ci` begins with nothing; what is installed already is only brought up to the lock file.
  const how = existsSync(stamp) ? ['install', '--no-save'] : ['ci'];
  const argv = [...how, '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  must(await waitFor('Installing dependencies (once, about 20 s)', 'npm', argv, { cwd: root, env: environment }));
  writeFileSync(stamp, lock);
}

const nxFile = join(root, 'node_modules', 'nx', 'dist', 'bin', 'nx.js');
const nx = (argv, options) => run(process.execPath, [nxFile, ...argv], options);
const everywhere = (target, ...more) => nx(['run-many', '-t', target, '--outputStyle=static', ...more]);
const packages = () => ['packages', 'apps'].flatMap((folder) => readdirSync(join(root, folder))).length;
// Nx takes away what is built, and puts it there again, even when it is the same: who uses it meanwhile says that it is built.
const built = process.env.HL_BUILT !== undefined;
const build = () =>
  built
    ? 0
    : waitFor(`Building ${packages()} packages`, process.execPath, [nxFile, 'run-many', '-t', 'build', '--outputStyle=static'], {
        cwd: root,
        env: environment,
      });

const check = (...names) => run(process.execPath, ['tools/check.mjs', ...names]);

const tasks = {
  install: () => 0,
  build: () => (built || quiet ? build() : everywhere('build', ...args)),
  lint() {
    must(check());
    return everywhere('lint', ...args);
  },
  // In one process, for a third of the processor time: for a clone without results of before.
  'lint:all'() {
    must(check());
    return nx(['run', 'tools:lint-all', '--outputStyle=static', ...args]);
  },
  typecheck: () => everywhere('typecheck', ...args),
  test() {
    must(check('lock', 'words', 'generated'));
    return everywhere('test', '--parallel=2', ...args);
  },
  // They wait for emulated servers much of their time: more of them than cores.
  async 'test:deep'() {
    must(await build());
    return nx(['run-many', '-t', 'test', '--outputStyle=static', ...args], {
      env: { NX_PARALLEL: '4', ...environment, HL_DEEP: '1', HL_BUILT: 'yes' },
    });
  },
  'test:mutants': () => run(process.execPath, ['tools/mutants/run.mjs', ...args]),
  async demo() {
    must(await build());
    return run(process.execPath, ['apps/pipeline-runner/bin/hl.js', 'demo', ...args]);
  },
  // Its packages are a hundred megabytes that nobody else needs, so they have a lock file of their own.
  async docs() {
    const [site, [action = 'build', ...more]] = [join(root, 'docs'), args];
    const argv = ['ci', '--prefix', site, '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
    must(await waitFor('Installing what the site is built with', 'npm', argv, { cwd: root, env: environment }));
    return run(process.execPath, [join(site, 'node_modules/vitepress/bin/vitepress.js'), action, site, ...more]);
  },
  async 'new:integration'() {
    must(await build());
    return nx(['g', '@hl/nx:integration', ...args]);
  },
  bundle: () => run(process.execPath, ['tools/bundle/bundle.mjs', ...args]),
  async packages() {
    must(await build());
    return run(process.execPath, ['tools/pack/check.mjs', ...args]);
  },
  'test:real': () => run('bash', ['tools/real/run.sh', ...args]),
  pictures: () => run(process.execPath, ['tools/pictures/pictures.mjs', ...args]),
  async bench() {
    must(await build());
    return run(process.execPath, ['tools/bench/run.mjs', ...args]);
  },
};

if (!(task in tasks)) {
  console.error(`usage: node tools/start.mjs ${Object.keys(tasks).join(' | ')}`);
  process.exit(2);
}
await install();
process.exitCode = await tasks[task]();
