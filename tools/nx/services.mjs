import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/**
 * The services of this repository as projects, by @hl/nx of this repository. Nx loads its plugins before it builds anything: in a fresh
 * clone this builds what the plugin is made of, once. Where that fails there are no such projects, and `npm run build` says why.
 */
export async function services(files, options, context) {
  const main = join(context.workspaceRoot, 'packages/nx/dist/index.js');
  if (!existsSync(main)) {
    const tsc = ['node_modules/typescript-native/bin/tsc', '--build', 'packages/nx/tsconfig.lib.json'];
    spawnSync(process.execPath, tsc, { cwd: context.workspaceRoot, stdio: 'ignore' });
  }
  if (!existsSync(main)) return [];
  const plugin = await import(pathToFileURL(main).href);
  return plugin.createNodes[1](files, options, context);
}
