import { existsSync, realpathSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { headCommit } from '../../context.js';
import type { Printer } from '../../printer.js';
import { version as number } from '../../text/version.js';

/** `image`: HL_IMAGE of the container image says it. */
export type Installed = 'package' | 'one file' | 'image' | 'checkout';

/** How this hl came here, by where it lies. */
export function installedAs(script: string, env: NodeJS.ProcessEnv, isThere: (path: string) => boolean): Installed {
  if (env['HL_IMAGE']) return 'image';
  if (isThere(checkoutOf(script))) return 'checkout';
  return /\.mjs$/.test(basename(script)) ? 'one file' : 'package';
}

/** Of `apps/pipeline-runner/bin/hl.js`, what only a checkout has. */
const checkoutOf = (script: string): string => join(dirname(script), '../../../tools/start.mjs');

export async function version(env: NodeJS.ProcessEnv, print: Printer): Promise<{ code: number }> {
  const script = realpathSync(process.argv[1] ?? '.');
  const installed = installedAs(script, env, existsSync);
  const commit = env['HL_COMMIT'] || (installed === 'checkout' ? headCommit(dirname(script)) : null);
  const { node } = process.versions;
  const platform = `${process.platform}-${process.arch}`;
  print.text(`hl ${number} (${installed}${commit === null ? '' : `, commit ${commit.slice(0, 8)}`}), Node ${node}, ${platform}`);
  print.data({ version: number, commit, installed, node, platform });
  return { code: 0 };
}
