import { join, resolve } from 'node:path';
import type { Container } from '../engine/container.js';
import { project as projectOf, service } from '../engine/container.js';
import { ComposeError } from './error.js';
import { load } from './file.js';
import type { ComposeProject } from './file.js';
import { composeUp, removeAll } from './up.js';
import type { Caller, Output } from '../cli/output.js';
import { fail, ok } from '../cli/output.js';
import type { Engine } from '../engine/engine.js';
import { DaemonError } from '../engine/engine.js';
import { unknownImage } from '../engine/images.js';
import { FlagError, flags } from '../cli/flags.js';
import type { Flags } from '../cli/flags.js';

const version = '2.26.1';

/** The verbs of `docker compose` that deployments call, as version 2.26 answers. */
export async function composeCli(engine: Engine, caller: Caller, args: readonly string[]): Promise<Output> {
  const warnings: string[] = [];
  try {
    const global = flags(
      args,
      ['--project-name', '-p', '--file', '-f', '--project-directory', '--env-file', '--parallel', '--progress', '--profile', '--ansi'],
      ['--dry-run', '--compatibility', '--all-resources', '--version', '-v'],
      true,
    );
    const [verb = '', ...rest] = global.words;
    const open = (): ComposeProject => {
      const project = read(global, caller);
      const now = new Date().toISOString().replace(/\.\d+Z/, 'Z');
      warnings.push(...project.warnings.map((text) => `time="${now}" level=warning msg=${JSON.stringify(text)}`));
      return project;
    };
    const output = await run(engine, caller, global, verb, rest, open);
    return { ...output, stderr: [...warnings.map((line) => `${line}\n`), output.stderr].join('') };
  } catch (error) {
    const before = warnings.map((line) => `${line}\n`).join('');
    if (error instanceof FlagError) return fail(`${before}${error.message}`, 16);
    if (error instanceof ComposeError) return fail(`${before}${error.message}`, error.code);
    if (error instanceof DaemonError) return fail(`${before}Error response from daemon: ${error.message}`);
    throw error;
  }
}

function read(global: Flags, { cwd, env, root }: Caller): ComposeProject {
  const [file = resolve(cwd, 'compose.yml'), ...overlays] = global.all('--file', '-f').map((path) => resolve(cwd, path));
  const directory = resolve(cwd, global.value('--project-directory') ?? join(file, '..'));
  const envFile = global.value('--env-file');
  return load({
    file,
    overlays,
    directory,
    project: global.value('--project-name', '-p') ?? env['COMPOSE_PROJECT_NAME'],
    envFile: envFile === undefined ? undefined : resolve(cwd, envFile),
    env,
    root,
  });
}

async function run(
  engine: Engine,
  caller: Caller,
  global: Flags,
  verb: string,
  args: readonly string[],
  open: () => ComposeProject,
): Promise<Output> {
  const name = (): string => global.value('--project-name', '-p') ?? open().name;
  const members = (): Container[] => [...engine.containers.values()].filter((container) => projectOf(container) === name());
  if (verb === 'version' || global.has('--version', '-v'))
    return ok(args.includes('--short') ? `${version}\n` : `Docker Compose version ${version}\n`);
  if (verb === 'config')
    return config(open(), flags(args, ['--hash', '--format'], ['--quiet', '-q', '--images', '--services', '--no-interpolate']));
  if (verb === 'pull') {
    const options = flags(args, ['--policy'], ['--quiet', '-q', '--ignore-buildable', '--ignore-pull-failures', '--include-deps']);
    return pull(engine, caller, open(), options);
  }
  if (verb === 'up') {
    const options = flags(
      args,
      ['--pull', '--timeout', '-t', '--scale', '--wait-timeout'],
      [
        '--detach',
        '-d',
        '--remove-orphans',
        '--quiet-pull',
        '--no-build',
        '--force-recreate',
        '--no-recreate',
        '--no-deps',
        '--wait',
        '--build',
        '--always-recreate-deps',
        '--no-start',
        '--yes',
        '-y',
      ],
    );
    return composeUp(engine, caller, open(), options, global.has('--dry-run'));
  }
  if (verb === 'restart') {
    const { words } = flags(args, ['--timeout', '-t'], ['--no-deps']);
    const own = members().filter((container) => words.length === 0 || words.includes(service(container)));
    if (own.length === 0) return fail(`no such service: ${words.join(', ')}`);
    for (const container of own) {
      await engine.stop(container);
      await engine.start(container);
    }
    return ok(
      '',
      own.flatMap(({ name: container }) => [` Container ${container}  Restarting\n`, ` Container ${container}  Started\n`]).join(''),
    );
  }
  if (verb === 'down') {
    flags(args, ['--timeout', '-t', '--rmi'], ['--remove-orphans', '--volumes', '-v']);
    const project = name();
    const volumes = args.some((arg) => arg === '-v' || arg === '--volumes')
      ? [...engine.volumes].filter(([, { labels }]) => labels['com.docker.compose.project'] === project)
      : [];
    const lines = await removeAll(engine, project, members());
    volumes.forEach(([volume]) => engine.volumes.delete(volume));
    return ok(
      '',
      lines.length === 0 ? `Warning: No resource found to remove for project "${project}".\n` : lines.map((line) => ` ${line}\n`).join(''),
    );
  }
  return fail(`unknown docker command: "compose ${verb}"`, 1);
}

function config(project: ComposeProject, options: Flags): Output {
  if (options.has('--quiet', '-q')) return ok();
  if (options.has('--images')) return ok(project.services.map(({ image }) => `${image}\n`).join(''));
  if (options.has('--services')) return ok(project.services.map(({ name }) => `${name}\n`).join(''));
  if (options.value('--hash') !== undefined) return ok(project.services.map(({ name, hash }) => `${name} ${hash}\n`).join(''));
  return ok(
    `${JSON.stringify({ name: project.name, services: Object.fromEntries(project.services.map(({ name, raw, environment }) => [name, { ...raw, environment }])) }, null, 2)}\n`,
  );
}

function pull(engine: Engine, { pulls }: Caller, project: ComposeProject, options: Flags): Output {
  const lines: string[] = [];
  const missing: string[] = [];
  const wanted = project.services.filter(({ name }) => options.words.length === 0 || options.words.includes(name));
  for (const { name, image, raw } of wanted.filter((each) => each.image !== '')) {
    const policy = options.value('--policy') ?? raw['pull_policy'] ?? 'always';
    if (policy === 'never') continue;
    if ((policy === 'missing' || policy === 'if_not_present') && engine.images.local(image) !== null) {
      lines.push(` ${name} Skipped - Image is already present locally `);
      continue;
    }
    pulls.push(image);
    if (engine.images.pull(image)) lines.push(` ${name} Pulling `, ` ${name} Pulled `);
    else {
      lines.push(` ${name} Error ${unknownImage(image)}`);
      missing.push(image);
    }
  }
  const progress = options.has('--quiet', '-q') ? [] : lines;
  const [first] = missing;
  return first === undefined
    ? ok('', progress.map((line) => `${line}\n`).join(''))
    : fail([...progress, `Error response from daemon: ${unknownImage(first)}`].join('\n'), 18);
}
