import { execFile, execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { examplesIn, unsaid } from './examples.mjs';
import { entriesOf } from './door.mjs';
import { manifestOf, packages, root } from './pack.mjs';

const run = promisify(execFile);

const modules = (folder) =>
  Object.entries(manifestOf(folder).exports)
    .filter(([, entry]) => entriesOf(manifestOf(folder)).some(({ types }) => types === entry.types))
    .map(([path]) => manifestOf(folder).name + path.slice(1));

/** A project of somebody else's, with everything that is published in it; each example of a README is a file in a folder of its own. */
export function project(tarballs) {
  const at = mkdtempSync(join(tmpdir(), 'hl-consumer-'));
  const write = (path, text) => {
    mkdirSync(join(at, path, '..'), { recursive: true });
    writeFileSync(join(at, path), text);
  };
  const node = `@types/node@${manifestOf('node_modules/@types/node').version}`;
  write('package.json', JSON.stringify({ name: 'consumer', private: true, type: 'module' }));
  const quiet = ['--ignore-scripts', '--legacy-peer-deps', '--no-audit', '--no-fund', '--prefer-offline', '--loglevel=error'];
  execFileSync('npm', ['install', ...quiet, ...tarballs, node], { cwd: at, stdio: ['ignore', 'ignore', 'inherit'] });
  // Who has @hl/nx has Nx; that of this repository will do.
  for (const peer of ['nx', '@nx']) symlinkSync(join(root, 'node_modules', peer), join(at, 'node_modules', peer));

  const all = packages().flatMap(modules);
  const pages = ['README.md', 'docs/guides/reuse.md', ...packages().map((folder) => `${folder}/README.md`)];
  const examples = pages.flatMap((page) =>
    examplesIn(readFileSync(join(root, page), 'utf8')).map((text, index) => {
      const name = `examples/${page.replace(/\/?(README)?\.md$/, '').replaceAll('/', '-')}-${index + 1}`;
      write(`${name}/example.mjs`, text);
      write(`${name}/example.ts`, text);
      return { name, text };
    }),
  );
  write('all.ts', all.map((name, index) => `export * as m${index} from '${name}';\n`).join(''));
  write('all.cts', all.map((name, index) => `import m${index} = require('${name}');\nexport { m${index} };\n`).join(''));
  write('required.cjs', `for (const name of ${JSON.stringify(all)}) if (Object.keys(require(name)).length === 0) throw new Error(name);\n`);
  write('modules.json', JSON.stringify(all));
  cpSync(join(import.meta.dirname, 'consumer'), join(at, 'reuse'), { recursive: true });
  const options = {
    module: 'nodenext',
    target: 'es2023',
    strict: true,
    exactOptionalPropertyTypes: true,
    skipLibCheck: false,
    noEmit: true,
    types: ['node'],
  };
  write('tsconfig.json', JSON.stringify({ compilerOptions: options, include: ['all.ts', 'all.cts', 'examples/*/*.ts'] }));
  return { at, examples };
}

const told = (what) => (error) => [`${what}: ${`${error.stdout ?? ''}${error.stderr ?? ''}`.trim() || error.message}`];

/** What the compiler says, types of dependencies included; but for those of Nx, which has faults of its own. */
export const typeProblems = ({ at }) =>
  run(process.execPath, [join(root, 'node_modules/typescript-native/bin/tsc'), '--project', at], { cwd: at }).then(
    () => [],
    (error) => [...`${error.stdout}`.matchAll(/^(?!\S*node_modules\/@?nx\/)\S.*\n(?: .*\n)*/gm)].map(([text]) => `types: ${text.trim()}`),
  );

/** What does not run with this Node: the examples, `require` of every module, the command, and what the functions say of what they lack. */
export async function runProblems({ at, examples }, node) {
  const start = (what, args, cwd = at) => run(node, args, { cwd, timeout: 60_000 }).then(({ stdout }) => stdout);
  // What an example makes is there for this Node only.
  const fresh = mkdtempSync(join(at, 'run-'));
  const example = ({ name, text }) => {
    cpSync(join(at, name), join(fresh, name), { recursive: true });
    return start(name, ['example.mjs'], join(fresh, name)).then(
      (printed) => unsaid(text, printed).map((line) => `${name} does not print: ${line}\nbut:\n${printed}`),
      told(name),
    );
  };
  const others = [
    ['require', ['required.cjs']],
    ['hl', ['node_modules/.bin/hl', '--help']],
    ['reuse', ['--test', '--test-reporter=dot', 'reuse/reuse.test.mjs']],
  ];
  const problems = [];
  const waiting = [
    ...examples.map((one) => () => example(one)),
    ...others.map(
      ([what, args]) =>
        () =>
          start(what, args).then(() => [], told(what)),
    ),
  ];
  // Two at once: they start, and wait for emulated servers.
  await Promise.all(
    [1, 2].map(async () => {
      for (let next = waiting.pop(); next; next = waiting.pop()) problems.push(...(await next()));
    }),
  );
  return problems;
}
