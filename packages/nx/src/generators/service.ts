import { spawnSync } from 'node:child_process';
import { posix } from 'node:path';
import { HlError } from '@hl/core';
import { readNxJson, type Tree } from '@nx/devkit';
import { callOf, withArguments } from '../call.js';
import { withDefaults, type HlNxOptions } from '../options.js';
import { commandIn } from '../read/homelab.js';

/** As `hl new` knows them; see `hl new --help`. */
export interface ServiceSchema {
  readonly name: string;
  readonly category?: string;
  readonly host?: string;
  readonly image?: string;
  readonly port?: number;
  readonly containerPort?: number;
  readonly subdomain?: string;
  readonly backend?: string;
  readonly page?: boolean;
  readonly sso?: boolean;
  readonly tile?: boolean;
}

/** What `hl new` would write, into the tree: Nx shows it, and writes it unless it is a dry run. @throws HlError as `hl new` does */
export function service(tree: Tree, { name, page = true, ...given }: ServiceSchema): void {
  const entry = readNxJson(tree)?.plugins?.find((one) => (typeof one === 'string' ? one : one.plugin) === '@hl/nx');
  const { config, command } = withDefaults(typeof entry === 'object' ? (entry.options as HlNxOptions) : {});
  const flags = Object.entries(given).flatMap(([key, value]) => {
    const flag = `--${key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
    return value === true ? [flag] : value === false || value === undefined ? [] : [flag, String(value)];
  });
  const args = ['new', name, ...flags, ...(page ? [] : ['--no-page']), '--dry-run', '--json'];
  const { path, text } = ask(withArguments(callOf(commandIn(tree.root, command).command, config), args), tree.root);
  tree.write(posix.join(posix.dirname(config), path), text);
}

function ask(call: string, cwd: string): { readonly path: string; readonly text: string } {
  const { stdout, stderr, status } = spawnSync(call, { cwd, shell: true, encoding: 'utf8' });
  try {
    const said = JSON.parse(stdout) as { path: string; text: string } | { error: HlError };
    if (!('error' in said)) return said;
    // Nx shows the message alone.
    const { code, message, hint, kind } = said.error;
    throw new HlError(code, hint === undefined ? message : `${message}\n${hint}`, { kind, ...(hint !== undefined && { hint }) });
  } catch (error) {
    if (error instanceof HlError) throw error;
    const hint = 'Install @hl/pipeline-runner here, or say how hl is called: options.command of the plugin in nx.json.';
    throw new HlError('HL_NX_COMMAND', `${call} ended with ${status}: ${stderr.trim()}\n${hint}`, { kind: 'input', hint, cause: error });
  }
}
