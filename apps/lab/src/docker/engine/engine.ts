import { randomBytes } from 'node:crypto';
import { closeSync, existsSync, fstatSync, mkdirSync, openSync, readSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Container } from './container.js';
import { service } from './container.js';
import type { Images } from './images.js';
import { openPorts } from './ports.js';

/** What docker says when it refuses: printed after `Error response from daemon: `. */
export class DaemonError extends Error {}

export type Creation = Pick<
  Container,
  'name' | 'image' | 'command' | 'labels' | 'environment' | 'ports' | 'mounts' | 'networks' | 'restart' | 'healthcheck' | 'isStandIn'
> & {
  /** When it is not what the reference means on the host. */
  readonly imageId?: string;
};

/** The containers of one host and what they hold. Every change is an event. */
export interface Engine {
  readonly containers: Map<string, Container>;
  readonly networks: Map<string, { readonly labels: { readonly [name: string]: string } }>;
  readonly volumes: Map<string, { readonly labels: { readonly [name: string]: string } }>;
  readonly images: Images;
  /** `create metube`, `start metube`, oldest first. */
  readonly events: string[];
  find(nameOrId: string): Container | undefined;
  create(creation: Creation): Container;
  start(container: Container): Promise<void>;
  stop(container: Container): Promise<void>;
  remove(container: Container): Promise<void>;
}

export interface EngineOptions {
  readonly root: string;
  /** Where published ports are opened. */
  readonly address: string;
  readonly images: Images;
  /** Milliseconds from start until a health check has answered. */
  readonly healthMs: number;
}

export function engine({ root, address, images, healthMs }: EngineOptions): Engine {
  const containers = new Map<string, Container>();
  const events: string[] = [];
  const note = (verb: string, { name }: Container): void => void events.push(`${verb} ${name}`);

  const find = (word: string): Container | undefined =>
    [...containers.values()].find(({ name, id }) => name === word || id === word || (word.length >= 6 && id.startsWith(word)));

  /** Docker keeps the ID of a container whose network another one uses, whatever is called so later. */
  const idOf = (word: string): string => {
    const holder = find(word);
    if (!holder) throw new DaemonError(`No such container: ${word}`);
    return holder.id;
  };

  const halt = async (container: Container, exitCode: number): Promise<void> => {
    container.timers.forEach(clearTimeout);
    container.timers = [];
    container.handles.forEach((handle) => closeSync(handle));
    container.handles.clear();
    const { opened } = container;
    container.opened = null;
    container.exitCode = exitCode;
    container.finishedAt = Date.now();
    container.health = null;
    await opened?.close();
  };

  const settleHealth = (container: Container, afterMs: number): void => {
    const verdict = images.rule(container.image).health ?? 'healthy';
    container.health = 'starting';
    const timer = setTimeout(() => {
      container.health = verdict;
      container.healthLog.push(verdict === 'healthy' ? { ExitCode: 0, Output: 'ok\n' } : { ExitCode: 1, Output: 'connection refused\n' });
    }, afterMs);
    timer.unref();
    container.timers.push(timer);
  };

  const finish = async (container: Container, exitCode: number): Promise<void> => {
    await halt(container, exitCode);
    const again = /^(always|unless-stopped)/.test(container.restart) || (container.restart.startsWith('on-failure') && exitCode !== 0);
    container.state = again ? 'restarting' : 'exited';
    if (again) container.restartCount += 1;
  };

  return {
    containers,
    networks: new Map([
      ['bridge', { labels: {} }],
      ['host', { labels: {} }],
      ['none', { labels: {} }],
    ]),
    volumes: new Map(),
    images,
    events,
    find,

    create(creation) {
      const holder = [...containers.values()].find(({ name }) => name === creation.name);
      if (holder) {
        throw new DaemonError(
          `Conflict. The container name "/${creation.name}" is already in use by container "${holder.id}". You have to remove (or rename) that container to be able to reuse that name.`,
        );
      }
      const imageId = creation.imageId ?? images.local(creation.image);
      if (imageId === null) throw new DaemonError(`No such image: ${creation.image}`);
      const container: Container = {
        ...creation,
        networks: creation.networks.map((network) => (network.startsWith('container:') ? `container:${idOf(network.slice(10))}` : network)),
        id: randomBytes(32).toString('hex'),
        imageId,
        created: Date.now(),
        state: 'created',
        health: null,
        exitCode: 0,
        error: '',
        startedAt: 0,
        finishedAt: 0,
        restartCount: 0,
        logs: [],
        healthLog: [],
        opened: null,
        handles: new Map(),
        timers: [],
      };
      containers.set(container.id, container);
      note('create', container);
      return container;
    },

    async start(container) {
      if (container.state === 'running') return;
      const rule = images.rule(container.image);
      const [program = ''] = container.command.split(' ');
      if (/nosuch|does-not-exist/.test(program)) {
        container.error = `failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: exec: "${program}": executable file not found in $PATH: unknown`;
        container.exitCode = 127;
        throw new DaemonError(container.error);
      }
      for (const network of container.networks) if (network.startsWith('container:')) idOf(network.slice(10));
      const mine = container.networks.includes('host')
        ? (rule.listens ?? []).map((port) => ({ ip: '', host: port, container: port, protocol: 'tcp' as const }))
        : container.ports.filter(({ host }) => host > 0);
      for (const { ip, host, protocol } of mine) {
        const taken = [...containers.values()].find(
          (other) =>
            other.state === 'running' &&
            other.ports.some((port) => port.host === host && port.protocol === protocol && (port.ip === ip || port.ip === '' || ip === '')),
        );
        if (taken)
          throw new DaemonError(
            `driver failed programming external connectivity on endpoint ${container.name} (${randomBytes(32).toString('hex')}): Bind for ${ip === '' ? '0.0.0.0' : ip}:${host} failed: port is already allocated`,
          );
      }
      for (const { type, source, target } of container.mounts) {
        if (type !== 'bind') continue;
        const path = join(root, source);
        if (!existsSync(path)) mkdirSync(path, { recursive: true });
        else if (statSync(path).isFile()) container.handles.set(target, openSync(path, 'r'));
      }
      const readyAt = Date.now() + (rule.startMs ?? 0);
      const name = service(container) || container.name;
      try {
        const ports = mine.map((port) => ({ ...port, silent: rule.listens !== undefined && !rule.listens.includes(port.container) }));
        container.opened = await openPorts(address, container.isStandIn ? [] : ports, () => ({
          status: rule.http ?? 200,
          body: rule.body ?? name,
          readyAt,
        }));
      } catch (error) {
        const [port] = mine;
        throw new DaemonError(
          `driver failed programming external connectivity on endpoint ${container.name} (${randomBytes(32).toString('hex')}): Error starting userland proxy: listen ${port?.protocol ?? 'tcp'}4 0.0.0.0:${port?.host ?? 0}: bind: address already in use (${(error as NodeJS.ErrnoException).code ?? ''})`,
        );
      }
      container.state = 'running';
      container.startedAt = Date.now();
      container.logs.push(...(rule.logs ?? [`${name} started`]).map((text) => ({ time: container.startedAt, text })));
      note('start', container);
      const ends = rule.exit ?? (program === 'true' ? 0 : program === 'false' ? 1 : undefined);
      if (ends !== undefined) return finish(container, ends);
      if (container.healthcheck || rule.health !== undefined) settleHealth(container, Math.max(healthMs, rule.startMs ?? 0));
    },

    async stop(container) {
      if (container.state === 'exited' || container.state === 'created') return;
      await halt(container, 0);
      container.state = 'exited';
      note('stop', container);
    },

    async remove(container) {
      await halt(container, container.exitCode);
      containers.delete(container.id);
      note('remove', container);
    },
  };
}

/** What a container reads from a single-file mount: the file as it is when it was changed in place, the old one when it was replaced. */
export const mounted = ({ handles }: Container): { readonly [target: string]: string } =>
  Object.fromEntries(
    [...handles].map(([target, handle]) => {
      const bytes = Buffer.alloc(fstatSync(handle).size);
      return [target, bytes.subarray(0, readSync(handle, bytes, 0, bytes.length, 0)).toString()];
    }),
  );
