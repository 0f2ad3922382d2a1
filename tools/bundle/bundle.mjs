/**
 * Makes hl one file that needs nothing but Node and git: no node_modules, no build.
 *
 *   node tools/bundle/bundle.mjs [file]       default: .hl/hl.mjs
 */
import { createRequire } from 'node:module';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..');
const entry = `
import { main } from './apps/pipeline-runner/src/main.ts';
process.exitCode = await main(process.argv.slice(2));
// A keep-alive connection that a system holds open must not hold the command up.
setTimeout(() => process.exit(), 500).unref();
`;

/** The embedded homelab is for trying things out, in a checkout: it would be half of the file. */
const noLab = {
  name: 'no-lab',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^\.\/(?:lab|demo)\.js$/ }, ({ importer, path }) =>
      importer.includes('/commands/') ? { path, namespace: 'no-lab' } : undefined,
    );
    onLoad({ filter: /.*/, namespace: 'no-lab' }, () => ({
      resolveDir: resolve(root, 'apps/pipeline-runner/src'),
      contents: `import { HlError } from '@hl/core';
        export const lab = () => { throw new HlError('HL_NO_LAB', 'this hl is one file, without the embedded homelab', { kind: 'input', hint: 'In a checkout of hl: npm run demo.' }); };
        export const demo = lab;`,
    }));
  },
};

/** @hl/ssh asks Node for the ssh2 that node-ssh uses; here it is resolved now. */
const sameSsh2 = {
  name: 'same-ssh2',
  setup({ onLoad }) {
    const ssh2 = createRequire(createRequire(resolve(root, 'packages/ssh/package.json')).resolve('node-ssh')).resolve('ssh2');
    onLoad({ filter: /packages[\\/]ssh[\\/]src[\\/]library\.ts$/ }, () => ({
      loader: 'js',
      contents: `import library from ${JSON.stringify(ssh2)}; export const ssh2 = () => library;`,
    }));
  },
};

/** @param outfile where it goes @param banner first line, a comment */
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
        banner,
        "import { createRequire as __createRequire } from 'node:module';",
        'const require = __createRequire(import.meta.url), __filename = import.meta.filename, __dirname = import.meta.dirname;',
      ].join('\n'),
    },
    plugins: [noLab, sameSsh2],
    // Both only make ciphers faster, and ssh2 does without.
    external: ['cpu-features', '*/sshcrypto.node'],
    legalComments: 'eof',
    metafile: true,
    logLevel: 'error',
  });
  return metafile;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await bundle(resolve(process.argv[2] ?? '.hl/hl.mjs'));
