import { execFileSync } from 'node:child_process';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Of this repository. */
export const root = fileURLToPath(new URL('../../../../', import.meta.url));

/** hl as one file, as a job has it: nothing of a test runner's surroundings is in it. */
export const bundle = (file: string): string => {
  execFileSync(process.execPath, [`${root}tools/bundle/bundle.mjs`, file], {
    cwd: dirname(file),
    env: { PATH: process.env['PATH'] },
    stdio: 'pipe',
  });
  return file;
};
