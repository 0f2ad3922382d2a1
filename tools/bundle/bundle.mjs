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
const librariesLate = {
  name: 'libraries-late',
  setup({ onLoad, onResolve }) {
    const part = ({ path }) => `./library-${libraries.findIndex((other) => other.path === path)}.js`;
    onResolve({ filter: /^\.\/library-\d+\.js$/ }, ({ path }) => ({ path, external: true }));
    onResolve({ filter: /^library:/ }, ({ path }) => ({ path, namespace: 'library' }));
    onLoad({ filter: /./, namespace: 'library' }, ({ path }) => ({
      contents: `module.exports = require(${JSON.stringify(path.slice('library:'.length))});`,
      resolveDir: root,
    }));
    onLoad({ filter: /[\\/]library\.ts$/ }, ({ path }) => {
      const library = libraries.find(({ file }) => file === path);
      return { loader: 'js', contents: `export const ${library.call} = () => require('${part(library)}').default;` };
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
      contents: withFiles(readFileSync(path, 'utf8'), path),
    }));
  },
};

/** V8 reads JSON in half of the time that it takes for the same as code. */
const schemasAsJson = {
  name: 'schemas-as-json',
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]schema[\\/]src[\\/].*(schemas|published)\.gen\.ts$/ }, ({ path }) => ({
      loader: 'js',
      contents: asJson(readFileSync(path, 'utf8')),
    }));
  },
};

/** A module that is one constant, a line of JSON an entry, with the same constant as JSON. */
export function asJson(text) {
  const [, name] = /^export const (\w+)/m.exec(text);
  const entries = [...text.matchAll(/^ {2}"?([\w-]+)"?: (\{.*\}),$/gm)].map(([, key, json]) => `${JSON.stringify(key)}:${json}`);
  return `export const ${name} = JSON.parse(${JSON.stringify(`{${entries.join(',')}}`)});`;
}

/** @param outfile where it goes @param banner second line, a comment */
export async function bundle(outfile, banner = '// hl') {
  const { metafile, outputFiles } = await build({
    absWorkingDir: root,
    entryPoints: {
      main: 'apps/pipeline-runner/src/main.ts',
      ...Object.fromEntries(libraries.map(({ path }, index) => [`library-${index}`, `library:${path}`])),
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
    plugins: [librariesLate, schemasAsJson, filesInside],
    // Both only make ciphers faster, and ssh2 does without.
    external: ['cpu-features', '*/sshcrypto.node'],
    minify: true,
    // Some of what is inside looks at the names of classes.
    keepNames: true,
    legalComments: 'external',
    metafile: true,
    logLevel: 'error',
  });
  await writeFile(outfile, await oneFile(outputFiles, banner));
  chmodSync(outfile, 0o755);
  return metafile;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await bundle(resolve(process.argv[2] ?? '.hl/hl.mjs'));
