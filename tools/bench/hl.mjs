import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { spent } from './measure/spent.mjs';

const at = (path) => fileURLToPath(new URL(`../../${path}`, import.meta.url));

/** hl in this checkout, as it is built. */
export const hl = at('apps/pipeline-runner/bin/hl.js');

/** hl as one file in a folder, as the jobs of a pipeline run it. */
export async function bundled(folder) {
  const file = join(folder, 'hl.mjs');
  await spent(process.execPath, [at('tools/bundle/bundle.mjs'), file]);
  return file;
}
