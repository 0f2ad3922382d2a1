/** Pages made of the sample fleet: the sources as they are, without a build. */
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { withFiles } from '../bundle/bundle.mjs';
import { readFileSync } from 'node:fs';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..');

/** @returns {Promise<{ report: Function, healthy: Function, troubled: Function, hostile: Function }>} */
export async function sample() {
  const { outputFiles } = await build({
    absWorkingDir: root,
    stdin: {
      contents: `export { report } from '@hl/report'; export { healthy } from './packages/report/test/sample/sample.ts';
export { troubled } from './packages/report/test/sample/trouble.ts'; export { hostile } from './packages/report/test/sample/hostile.ts';`,
      resolveDir: root,
      loader: 'ts',
    },
    bundle: true,
    write: false,
    platform: 'node',
    format: 'esm',
    target: 'node20.19',
    conditions: ['@hl/source'],
    plugins: [
      {
        name: 'files-inside',
        setup({ onLoad }) {
          onLoad({ filter: /[\\/]packages[\\/][^\\/]+[\\/]src[\\/].*\.ts$/ }, ({ path }) => ({
            loader: 'ts',
            contents: withFiles(readFileSync(path, 'utf8'), path),
          }));
        },
      },
    ],
  });
  return import(`data:text/javascript;base64,${Buffer.from(outputFiles[0].contents).toString('base64')}`);
}
