import { join, resolve } from 'node:path';
import type { JsonMap } from '@hl/compose';
import { ComposeError } from '../compose/error.js';
import { load } from '../compose/file.js';
import type { ComposeProject } from '../compose/file.js';
import type { Engine } from '../engine/engine.js';
import { DaemonError } from '../engine/engine.js';
import { FlagError, flags } from '../cli/flags.js';
import { logText } from '../cli/logs.js';
import { fail, ok } from '../cli/output.js';
import type { Caller, Output } from '../cli/output.js';
import { listed, tasks } from './print.js';
import { updateState } from './service.js';
import type { SwarmService } from './service.js';
import type { Swarm } from './swarm.js';
import { format } from '../cli/template.js';

const notManager =
  'Error response from daemon: This node is not a swarm manager. Use "docker swarm init" or "docker swarm join" to connect this node to swarm and try again.';

/** `docker stack`, `docker service` and `docker node`, as far as deployments call them. `swarm` is null when the host is in no Swarm. */
export async function swarmCli(engine: Engine, swarm: Swarm | null, caller: Caller, args: readonly string[]): Promise<Output> {
  const [noun = '', verb = '', ...rest] = args;
  try {
    if (noun === 'stack' && verb === 'config') return ok(`${JSON.stringify(read(caller, rest).project.services.map(({ raw }) => raw))}\n`);
    if (swarm === null) return fail(notManager);
    const command = commands[`${noun} ${verb}`];
    return command === undefined
      ? fail(`docker: '${noun} ${verb}' is not a docker command.`)
      : await command({ engine, swarm, caller }, rest);
  } catch (error) {
    if (error instanceof FlagError) return fail(`${error.message}\nSee 'docker ${noun} ${verb} --help'.`, 125);
    if (error instanceof ComposeError) return fail(error.message.replace(/^validating [^:]*: /, ''));
    if (error instanceof DaemonError) return fail(error.message);
    throw error;
  }
}

interface Place {
  readonly engine: Engine;
  readonly swarm: Swarm;
  readonly caller: Caller;
}

function read({ cwd, env, root }: Caller, args: readonly string[]): { readonly project: ComposeProject; readonly prune: boolean } {
  const options = flags(
    args,
    ['--compose-file', '-c', '--resolve-image'],
    ['--prune', '--with-registry-auth', '--detach', '-d', '--quiet', '-q'],
  );
  const [file = '', ...overlays] = options.all('--compose-file', '-c').map((path) => resolve(cwd, path));
  const [project = 'stack'] = options.words;
  const loaded = load({ file, overlays, directory: join(file, '..'), project, envFile: undefined, env, root, stack: true });
  return { project: loaded, prune: options.has('--prune') };
}

const commands: Readonly<Record<string, (place: Place, args: readonly string[]) => Output | Promise<Output>>> = {
  async 'stack deploy'({ swarm, caller }, args) {
    const { project, prune } = read(caller, args);
    return ok((await swarm.deploy(project, prune)).map((line) => `${line}\n`).join(''));
  },
  async 'stack rm'({ engine, swarm }, args) {
    const lines: string[] = [];
    for (const namespace of flags(args, [], ['--detach', '-d']).words) {
      const own = [...swarm.services.values()].filter((service) => service.namespace === namespace);
      for (const service of own) {
        await swarm.remove(service);
        lines.push(`Removing service ${service.name}`);
      }
      for (const [name, { labels }] of [...engine.networks]) {
        if (labels['com.docker.stack.namespace'] !== namespace) continue;
        engine.networks.delete(name);
        lines.push(`Removing network ${name}`);
      }
    }
    return lines.length === 0 ? ok('', `Nothing found in stack: ${args.join(' ')}\n`) : ok(lines.map((line) => `${line}\n`).join(''));
  },
  'service ls': ({ swarm }, args) => listed([...swarm.services.values()], args),
  'service ps': ({ swarm }, args) => {
    const { words } = flags(args, ['--format', '--filter', '-f'], ['--no-trunc', '--quiet', '-q', '--no-resolve']);
    return found(swarm, words, (services) => tasks(services, args));
  },
  'service inspect': ({ swarm }, args) => {
    const options = flags(args, ['--format', '-f'], ['--pretty']);
    const wanted = options.value('--format', '-f');
    return found(swarm, options.words, (services) => {
      const shown = services.map((service) => {
        const update = updateState(service);
        return { ID: service.id, Spec: service.spec, ...(update === null ? {} : { UpdateStatus: { State: update } }) };
      });
      return ok(wanted === undefined ? `${JSON.stringify(shown, null, 4)}\n` : shown.map((each) => `${format(wanted, each)}\n`).join(''));
    });
  },
  'service logs': ({ swarm }, args) => {
    const options = flags(args, ['--tail', '-n', '--since'], ['--raw', '--no-trunc', '--timestamps', '-t']);
    return found(swarm, options.words, (services) =>
      ok(
        logText(
          services.flatMap((service) => service.tasks.flatMap(({ container }) => container?.logs ?? [])),
          options,
        ),
      ),
    );
  },
  'service update': ({ swarm }, args) => {
    const options = flags(args, ['--image', '--env-add'], ['--force', '--detach', '-d', '--quiet', '-q']);
    return found(swarm, options.words, async ([service]) => {
      if (!service) return ok();
      const { TaskTemplate: template = {} } = service.spec;
      const former = template as JsonMap;
      service.spec = {
        ...service.spec,
        TaskTemplate: { ...former, ForceUpdate: Number(former['ForceUpdate']) + (options.has('--force') ? 1 : 0) },
      };
      service.updated = true;
      await swarm.start(service);
      return ok(`${service.name}\n`);
    });
  },
  'service scale': async ({ swarm }, args) => {
    for (const word of flags(args, [], ['--detach', '-d']).words) {
      const [name = '', count] = word.split('=');
      const service = swarm.services.get(name);
      if (!service) return fail(`Error: No such service: ${name}`);
      service.spec = { ...service.spec, Mode: { Replicated: { Replicas: Number(count) } } };
      await swarm.start(service);
    }
    return ok();
  },
};

async function found(swarm: Swarm, words: readonly string[], act: (services: SwarmService[]) => Output | Promise<Output>): Promise<Output> {
  const matches = words.map((word) => [...swarm.services.values()].find(({ id, name }) => name === word || id.startsWith(word)));
  const missing = words.filter((_, index) => matches[index] === undefined);
  const output = await act(matches.filter((service) => service !== undefined));
  return missing.length === 0 ? output : fail(missing.map((word) => `Error: no such service: ${word}`).join('\n'), 1, output.stdout);
}
