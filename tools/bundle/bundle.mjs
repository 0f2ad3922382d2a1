/**
 * Makes hl one file that needs nothing but Node and git: no node_modules, no build.
 *
 *   node tools/bundle/bundle.mjs [file]       default: .hl/hl.mjs
 */
import { chmodSync, readdirSync, readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { oneFile, target } from './one-file.mjs';
import { pastDoors } from './past-doors.mjs';
import { seldom, sshClient } from './ssh-client.mjs';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..');

/**
 * What is asked for in the midst of what does not wait, by a `library.ts` of one call: `createRequire(…)('yaml')`, or by way of
 * `.resolve('node-ssh')` for the ssh2 that node-ssh uses. Here it is resolved now, and a part of its own.
 */
function libraryOf(file) {
  const text = readFileSync(file, 'utf8');
  const [[, call], [, name], by] = [/export const (\w+)/, /\)\('([^']+)'\)/, /\.resolve\('([^']+)'\)/].map((what) => what.exec(text));
  const here = createRequire(file);
  return { call, path: (by ? createRequire(here.resolve(by[1])) : here).resolve(name) };
}
const sourcesOf = (name) =>
  readdirSync(join(root, 'packages', name, 'src'), { recursive: true }).map((path) => join(root, 'packages', name, 'src', path));
const libraries = readdirSync(join(root, 'packages'))
  .flatMap(sourcesOf)
  .filter((path) => basename(path) === 'library.ts')
  .map((file) => ({ file, ...libraryOf(file) }));

/** Modules that are one constant each, a line of JSON an entry. */
const constants = ['packages/schema/src/schemas.gen.ts', 'packages/schema/src/editor/published.gen.ts'].map((path) => join(root, path));

/** The name of such a constant, and its entries. */
export function entriesIn(text) {
  const [, name] = /^export const (\w+)/m.exec(text);
  return { name, entries: [...text.matchAll(/^ {2}"?([\w-]+)"?: (\{.*\}),$/gm)].map(([, key, json]) => ({ key, json })) };
}

/** By name. V8 reads JSON in half of the time that it takes for the same as code. */
const late = Object.fromEntries([
  ...libraries.map(({ path }, index) => [`late-${index}`, `module.exports = require(${JSON.stringify(path)});`]),
  ...Object.entries(seldom).map(([name, path]) => [`late-${name}`, `module.exports = require(${JSON.stringify(path)});`]),
  ...constants.flatMap((file) => {
    const { name, entries } = entriesIn(readFileSync(file, 'utf8'));
    return entries.map(({ key, json }) => [`late-${name}-${key}`, `export default JSON.parse(${JSON.stringify(json)});`]);
  }),
]);

/** Libraries and schemas are parts of their own, each of them read when somebody asks for it. */
const partsLate = {
  name: 'parts-late',
  setup({ onLoad, onResolve }) {
    const part = (name) => `require('./late-${name}.js').default`;
    onResolve({ filter: /^\.\/late-/ }, ({ path }) => ({ path, external: true }));
    onResolve({ filter: /^late-/ }, ({ path }) => ({ path, namespace: 'late' }));
    onLoad({ filter: /./, namespace: 'late' }, ({ path }) => ({ contents: late[path], resolveDir: root }));
    onLoad({ filter: /[\\/]library\.ts$/ }, ({ path }) => {
      const index = libraries.findIndex(({ file }) => file === path);
      return { loader: 'js', contents: `export const ${libraries[index].call} = () => ${part(index)};` };
    });
    onLoad({ filter: /[\\/]schema[\\/]src[\\/].*(schemas|published)\.gen\.ts$/ }, ({ path }) => {
      const { name, entries } = entriesIn(readFileSync(path, 'utf8'));
      const asked = entries.map(({ key }) => `get '${key}'() { return ${part(`${name}-${key}`)}; }`);
      return { loader: 'js', contents: `export const ${name} = { ${asked.join(', ')} };` };
    });
  },
};

const read = /readFileSync\(new URL\('([^']+)', import\.meta\.url\), 'utf8'\)/g;

/** The text of a source file, with the files in it that it reads from beside itself. */
export function withFiles(text, file) {
  const whole = text.replaceAll(read, (_, path) => JSON.stringify(readFileSync(resolve(dirname(file), path), 'utf8')));
  if (whole.includes('import.meta'))
    throw new Error(`${file}: what is beside a file is read by readFileSync(new URL('…', import.meta.url), 'utf8')`);
  return whole;
}

/** One file has nothing beside it. */
export const filesInside = {
  name: 'files-inside',
  setup({ onLoad }) {
    onLoad({ filter: /[\\/](packages|apps)[\\/][^\\/]+[\\/]src[\\/].*\.ts$/ }, ({ path }) => ({
      loader: 'ts',
      contents: pastDoors(withFiles(readFileSync(path, 'utf8'), path)),
    }));
  },
};

/** ssh2 knows a session by the name of its class. To keep all names, each function within another would be given its own each time it is made. */
const nameOfSession = {
  name: 'name-of-session',
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]ssh2[\\/]lib[\\/]server\.js$/ }, ({ path }) => ({
      contents: `${readFileSync(path, 'utf8')}\nObject.defineProperty(Session, 'name', { value: 'Session' });`,
    }));
  },
};

/** @param outfile where it goes @param banner second line, a comment */
export async function bundle(outfile, banner = '// hl') {
  const { metafile, outputFiles } = await build({
    absWorkingDir: root,
    entryPoints: {
      main: 'apps/pipeline-runner/src/main.ts',
      ...Object.fromEntries(Object.keys(late).map((name) => [name, name])),
    },
    outdir: root,
    write: false,
    bundle: true,
    splitting: true,
    chunkNames: '[hash]',
    platform: 'node',
    format: 'esm',
    target,
    conditions: ['@hl/source'],
    plugins: [sshClient, nameOfSession, partsLate, filesInside],
    minify: true,
    legalComments: 'external',
    metafile: true,
    logLevel: 'error',
  });
  await writeFile(outfile, await oneFile(outputFiles, banner));
  chmodSync(outfile, 0o755);
  return metafile;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await bundle(resolve(process.argv[2] ?? '.hl/hl.mjs'));
