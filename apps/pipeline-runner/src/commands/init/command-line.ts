import { lookup } from 'node:dns/promises';
import { networkInterfaces } from 'node:os';
import { resolve } from 'node:path';
import { git } from '@hl/detect';
import { readSshConfig } from '@hl/ssh/config';
import { readEnvironment } from '../../environment.js';
import type { Ended } from '../../job.js';
import { withLocalVariables } from '../../repository/local-variables.js';
import { usageError } from '../../line/usage-error.js';
import type { Printer } from '../../printer.js';
import { version } from '../../text/version.js';
import { flags, text, texts } from '../arguments.js';
import type { CommandOptions } from '../command.js';
import { asker } from '../new/ask.js';
import { words } from './answers.js';
import { init } from './init.js';
import { pipelines, type Pipeline } from './write/ci.js';
import type { Given, World } from './world.js';

/** With what was typed; who sits at a terminal is asked for the rest. */
export async function initFromCommandLine(outer: NodeJS.ProcessEnv, print: Printer, options: CommandOptions): Promise<Ended> {
  const typed = givenIn(options);
  const cwd = resolve(options.cwd ?? outer['CI_PROJECT_DIR'] ?? '.');
  const { env, secrets } = await withLocalVariables(outer, cwd);
  secrets.forEach((secret) => print.hide(secret));
  const environment = (more: Readonly<Record<string, string>> = {}) => readEnvironment({ ...more, ...env });
  const { home, sshConfig } = environment();
  const ask = process.stdin.isTTY && options.json !== true && !typed.yes ? asker(process.stdin, process.stderr, 'hl init') : null;
  const world: World = {
    cwd,
    configPath: options.config ?? 'hl.yml',
    print,
    environment,
    ask,
    config: sshConfig === null ? { aliases: () => [], lookup: () => ({}) } : readSshConfig(home, sshConfig),
    ownAddress: ownAddress(),
    resolve: async (name) => (await lookup(name, 4).catch(() => null))?.address ?? null,
    git,
    version,
    hl: asCalled(env, process.argv[1] ?? ''),
  };
  return init(world, typed).finally(() => ask?.close());
}

/** @throws HlError HL_USAGE */
function givenIn(options: CommandOptions): Given {
  const { host, categories, look, service, git: repository } = options;
  const kind = text(options['ci']);
  if (kind !== undefined && !(pipelines as readonly string[]).includes(kind))
    throw usageError(`--ci: there is no pipeline ${kind}`, `One of ${pipelines.join(', ')}.`);
  return {
    hosts: [host].flat().flatMap((one) => words(text(one) ?? '')),
    ...texts(options, 'domain'),
    ...(text(categories) === undefined ? {} : { categories: words(String(categories)) }),
    ...(kind === undefined ? {} : { ci: kind as Pipeline }),
    ...flags(options, 'yes', 'trust', 'force', 'dryRun'),
    ...{ look: look !== false, service: service !== false, git: repository !== false },
  };
}

/** The first address of this machine that is not its own loopback. */
const ownAddress = (): string =>
  Object.values(networkInterfaces())
    .flatMap((all) => all ?? [])
    .find(({ internal, family }) => !internal && family === 'IPv4')?.address ?? '127.0.0.1';

/** How a person calls hl here. */
function asCalled(env: NodeJS.ProcessEnv, program: string): string {
  if (program.endsWith('.mjs')) return `node ${program}`;
  return env['npm_command'] === 'exec' ? 'npx @hl/pipeline-runner' : 'hl';
}
