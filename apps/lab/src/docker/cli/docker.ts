import type { Container } from '../engine/container.js';
import type { Engine } from '../engine/engine.js';
import { DaemonError } from '../engine/engine.js';
import { unknownImage } from '../engine/images.js';
import { FlagError, flags } from './flags.js';
import { inspected, row } from './inspect.js';
import { logText } from './logs.js';
import { image, manifest, named } from './objects.js';
import { fail, ok } from './output.js';
import type { Output } from './output.js';
import { format } from './template.js';

/** What happens when a foreign container is restarted, by container ID. */
export type Restarts = ReadonlyMap<string, () => void | Promise<void>>;

const version = '26.1.5';

/** The docker commands without compose that deployments and dashboards call. */
export async function dockerCli(engine: Engine, restarts: Restarts, args: readonly string[], node: string | null): Promise<Output> {
  const [verb = '', ...rest] = args[0] === 'container' ? args.slice(1) : args;
  try {
    if (verb === 'image' || verb === 'images') return image(engine, verb === 'images' ? ['ls', ...rest] : rest);
    if (verb === 'info') return info(engine, node, rest);
    if (verb === 'manifest') return manifest(engine, rest);
    if (verb === 'network' || verb === 'volume') return named(engine, verb, rest);
    const command = commands[verb];
    return command === undefined
      ? fail(`docker: '${verb}' is not a docker command.\nSee 'docker --help'`)
      : await command(engine, rest, restarts);
  } catch (error) {
    if (error instanceof FlagError) return fail(`${error.message}\nSee 'docker ${verb} --help'.`, 125);
    if (error instanceof DaemonError) return fail(`Error response from daemon: ${error.message}`);
    return fail(error instanceof Error ? error.message : String(error));
  }
}

type Command = (engine: Engine, args: readonly string[], restarts: Restarts) => Output | Promise<Output>;

const commands: Readonly<Record<string, Command>> = {
  ps: (engine, args) => list(engine, args),
  ls: (engine, args) => list(engine, args),
  inspect(engine, args) {
    const options = flags(args, ['--format', '-f', '--type'], ['--size', '-s']);
    const found = options.words.map((word) => engine.find(word));
    const missing = options.words.filter((_, index) => found[index] === undefined);
    const there = found.filter((container) => container !== undefined).map(inspected);
    const template = options.value('--format', '-f');
    const stdout =
      template === undefined ? `${JSON.stringify(there, null, 4)}\n` : there.map((each) => `${format(template, each)}\n`).join('');
    return missing.length === 0 ? ok(stdout) : fail(missing.map((word) => `Error: No such object: ${word}`).join('\n'), 1, stdout);
  },
  logs(engine, args) {
    const options = flags(args, ['--tail', '-n', '--since'], ['--timestamps', '-t', '--follow', '-f']);
    const container = engine.find(options.words[0] ?? '');
    if (!container) return fail(`Error response from daemon: No such container: ${options.words[0] ?? ''}`);
    return ok(logText(container.logs, options));
  },
  start: (engine, args) => each(engine, args, (container) => engine.start(container)),
  stop: (engine, args) => each(engine, args, (container) => engine.stop(container)),
  restart: (engine, args, restarts) =>
    each(engine, args, async (container) => {
      await engine.stop(container);
      await engine.start(container);
      await restarts.get(container.id)?.();
    }),
  kill: (engine, args, restarts) =>
    each(engine, args, async (container) => {
      const signal = flags(args, ['--signal', '-s'], []).value('--signal', '-s') ?? 'KILL';
      if (/HUP|USR/.test(signal)) return restarts.get(container.id)?.();
      return engine.stop(container);
    }),
  async rm(engine, args) {
    const options = flags(args, [], ['--force', '-f', '--volumes', '-v']);
    const running = options.words.map((word) => engine.find(word)).find((container) => container?.state === 'running');
    if (running && !options.has('--force', '-f'))
      return fail(
        `Error response from daemon: cannot remove container "/${running.name}": container is running: stop the container before removing or force remove`,
      );
    return each(engine, args, (container) => engine.remove(container));
  },
  pull(engine, args) {
    const options = flags(args, ['--platform'], ['--quiet', '-q']);
    const [reference = ''] = options.words;
    return engine.images.pull(reference) ? ok(`${reference}\n`) : fail(`Error response from daemon: ${unknownImage(reference)}`);
  },
  tag(engine, [id = '', reference = '']) {
    const image = engine.images.local(id);
    if (image === null) return fail(`Error response from daemon: No such image: ${id}`);
    engine.images.tag(image, reference);
    return ok();
  },
  version: (_, args) => template(args, { Client: { Version: version }, Server: { Version: version } }, `Docker version ${version}\n`),
  '--version': () => ok(`Docker version ${version}, build lab\n`),
};

function info(engine: Engine, node: string | null, args: readonly string[]): Output {
  const state = node === null ? { LocalNodeState: 'inactive' } : { NodeID: node, LocalNodeState: 'active', ControlAvailable: true };
  return template(args, { ServerVersion: version, Containers: engine.containers.size, Swarm: state }, `Server Version: ${version}\n`);
}

function template(args: readonly string[], value: unknown, text: string): Output {
  const wanted = flags(args, ['--format', '-f'], []).value('--format', '-f');
  return ok(wanted === undefined ? text : wanted === 'json' ? `${JSON.stringify(value)}\n` : `${format(wanted, value)}\n`);
}

/** Containers newest first, as `docker ps` lists them. */
function list(engine: Engine, args: readonly string[]): Output {
  const options = flags(
    args,
    ['--format', '--filter', '-f', '--last', '-n'],
    ['--all', '-a', '--no-trunc', '--quiet', '-q', '--size', '-s'],
  );
  const containers = [...engine.containers.values()]
    .reverse()
    .filter(({ state }) => options.has('--all', '-a') || state === 'running' || state === 'restarting' || state === 'paused')
    .filter((container) => options.all('--filter', '-f').every((filter) => passes(container, filter)));
  const short = (id: string): string => (options.has('--no-trunc') ? id : id.slice(0, 12));
  if (options.has('--quiet', '-q')) return ok(containers.map(({ id }) => `${short(id)}\n`).join(''));
  const wanted = options.value('--format');
  if (wanted === undefined)
    return ok(
      [
        'CONTAINER ID   IMAGE   STATUS   PORTS   NAMES',
        ...containers
          .map(row)
          .map((each) => `${short(String(each['ID']))}   ${each['Image']}   ${each['Status']}   ${each['Ports']}   ${each['Names']}`),
        '',
      ].join('\n'),
    );
  return ok(
    containers
      .map((container) => ({ ...row(container), ID: short(container.id) }))
      .map(
        (each) =>
          `${wanted === 'json' || wanted === '{{json .}}' ? JSON.stringify({ ...each, labels: undefined }) : format(wanted, each)}\n`,
      )
      .join(''),
  );
}

function passes(container: Container, filter: string): boolean {
  const [kind, value] = [filter.slice(0, filter.indexOf('=')), filter.slice(filter.indexOf('=') + 1)];
  if (kind === 'label') {
    const [name = '', ...wanted] = value.split('=');
    return name in container.labels && (wanted.length === 0 || container.labels[name] === wanted.join('='));
  }
  if (kind === 'name') return new RegExp(value).test(container.name) || new RegExp(value).test(`/${container.name}`);
  if (kind === 'id') return container.id.startsWith(value);
  if (kind === 'publish')
    return (
      container.state === 'running' && container.ports.some(({ host, protocol }) => [`${host}`, `${host}/${protocol}`].includes(value))
    );
  if (kind === 'status') return container.state === value;
  if (kind === 'health') return (container.health ?? 'none') === value;
  throw new DaemonError(`Invalid filter '${kind}'`);
}

async function each(engine: Engine, args: readonly string[], act: (container: Container) => void | Promise<void>): Promise<Output> {
  const { words } = flags(args, ['--time', '-t', '--signal', '-s'], ['--force', '-f', '--volumes', '-v']);
  const [done, errors]: [string[], string[]] = [[], []];
  for (const word of words) {
    const container = engine.find(word);
    if (!container) {
      errors.push(`Error response from daemon: No such container: ${word}`);
      continue;
    }
    try {
      await act(container);
      done.push(word);
    } catch (error) {
      errors.push(`Error response from daemon: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  const stdout = done.map((word) => `${word}\n`).join('');
  return errors.length === 0 ? ok(stdout) : fail(errors.join('\n'), 1, stdout);
}
