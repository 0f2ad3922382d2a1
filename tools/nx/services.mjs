import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const infer = `
const [, main, options] = process.argv;
const { createNodes } = await import(main);
process.stdout.write(JSON.stringify(await createNodes[1]([], JSON.parse(options), { workspaceRoot: process.cwd() })));
`;

/**
 * The services of this repository as projects, by @hl/nx of this repository. Nx loads its plugins before it builds anything: in a fresh
 * clone this builds what the plugin is made of, once. Where that fails there are no such projects, and `npm run build` says why.
 *
 * In a process of its own: Nx runs plugins where our packages are their sources, by the condition of tsconfig.base.json, and Node 20 runs
 * no TypeScript.
 */
export function services(_files, options, { workspaceRoot: cwd }) {
  const main = join(cwd, 'packages/nx/dist/index.js');
  if (!existsSync(main)) {
    const tsc = ['node_modules/typescript-native/bin/tsc', '--build', 'packages/nx/tsconfig.lib.json'];
    spawnSync(process.execPath, tsc, { cwd, stdio: 'ignore' });
  }
  const { NODE_OPTIONS: _, ...env } = process.env;
  const argv = ['--input-type=module', '--eval', infer, pathToFileURL(main).href, JSON.stringify(options ?? {})];
  const { status, stdout } = spawnSync(process.execPath, argv, { cwd, env, encoding: 'utf8', maxBuffer: 64 << 20 });
  return status === 0 ? JSON.parse(stdout) : [];
}
