/**
 * Makes hl one file that needs nothing but Node and git: no node_modules, no build.
 *
 *   node tools/bundle/bundle.mjs [file]       default: .hl/hl.mjs
 */
import { chmodSync, readFileSync } from 'node:fs';
import { createRequire, isBuiltin } from 'node:module';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { deflateRawSync } from 'node:zlib';
import { build } from 'esbuild';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..');
const entry = `
import { main } from './apps/pipeline-runner/src/main.ts';
process.exitCode = await main(process.argv.slice(2));
// A keep-alive connection that a system holds open must not hold the command up.
setTimeout(() => process.exit(), 500).unref();
`;

/** @hl/ssh asks Node for the ssh2 that node-ssh uses; here it is resolved now. */
const sameSsh2 = {
  name: 'same-ssh2',
  setup({ onLoad }) {
    const ssh2 = createRequire(createRequire(resolve(root, 'packages/ssh/package.json')).resolve('node-ssh')).resolve('ssh2');
    onLoad({ filter: /packages[\\/]ssh[\\/]src[\\/](.*[\\/])?library\.ts$/ }, () => ({
      loader: 'js',
      contents: `import library from ${JSON.stringify(ssh2)}; export const ssh2 = () => library;`,
    }));
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

/**
 * In one file, whatever any module imports of Node's own would be loaded at the start. So it is asked for when the module that
 * wants it is evaluated, and what a command loads by `import()` is evaluated when the command runs.
 */
const builtinsLate = {
  name: 'builtins-late',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^(node:)?[a-z_/]+$/ }, ({ path, kind }) =>
      kind === 'import-statement' && isBuiltin(path) ? { path: path.replace(/^node:/, ''), namespace: 'builtin' } : undefined,
    );
    onLoad({ filter: /./, namespace: 'builtin' }, ({ path }) => ({
      loader: 'js',
      contents: `module.exports = process.getBuiltinModule('node:${path}');`,
    }));
  },
};

/** One file has nothing beside it. */
const filesInside = {
  name: 'files-inside',
  setup({ onLoad }) {
    onLoad({ filter: /[\\/](packages|apps)[\\/][^\\/]+[\\/]src[\\/].*\.ts$/ }, ({ path }) => ({
      loader: 'ts',
      contents: withFiles(readFileSync(path, 'utf8'), path),
    }));
  },
};

/** Schemas are a tenth of the file as they stand, and a fiftieth deflated. They are asked for by the commands that read or write files of theirs. */
const schemasPacked = {
  name: 'schemas-packed',
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]schema[\\/]src[\\/].*(schemas|published)\.gen\.ts$/ }, ({ path }) => ({
      loader: 'js',
      contents: packed(readFileSync(path, 'utf8')),
    }));
  },
};

/** A module that is one constant, a line of JSON an entry, with the same constant deflated. */
export function packed(text) {
  const [, name] = /^export const (\w+)/m.exec(text);
  const entries = [...text.matchAll(/^ {2}"?([\w-]+)"?: (\{.*\}),$/gm)].map(([, key, json]) => `${JSON.stringify(key)}:${json}`);
  const bytes = deflateRawSync(`{${entries.join(',')}}`, { level: 9 }).toString('base64');
  return `export const ${name} = JSON.parse(process.getBuiltinModule('node:zlib').inflateRawSync(Buffer.from('${bytes}', 'base64')).toString());`;
}

export const shebang = '#!/usr/bin/env node';

/** @param outfile where it goes @param banner second line, a comment */
export async function bundle(outfile, banner = '// hl') {
  const { metafile } = await build({
    absWorkingDir: root,
    stdin: { contents: entry, resolveDir: root, sourcefile: 'hl.ts', loader: 'ts' },
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20.19',
    conditions: ['@hl/source'],
    // CommonJS inside asks for what only CommonJS has.
    banner: {
      js: [
        shebang,
        banner,
        "import { createRequire as __createRequire } from 'node:module';",
        'const require = __createRequire(import.meta.url), __filename = import.meta.filename, __dirname = import.meta.dirname;',
      ].join('\n'),
    },
    plugins: [builtinsLate, sameSsh2, schemasPacked, filesInside],
    // Both only make ciphers faster, and ssh2 does without.
    external: ['cpu-features', '*/sshcrypto.node'],
    minify: true,
    // Some of what is inside looks at the names of classes.
    keepNames: true,
    legalComments: 'eof',
    metafile: true,
    logLevel: 'error',
  });
  chmodSync(outfile, 0o755);
  return metafile;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await bundle(resolve(process.argv[2] ?? '.hl/hl.mjs'));
