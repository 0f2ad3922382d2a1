import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import type { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { client } from './cli/client.js';
import { composeCli } from './compose/cli.js';
import type { Container } from './engine/container.js';
import { project, service } from './engine/container.js';
import type { Output } from './cli/output.js';
import { dockerCli } from './cli/docker.js';
import { engine, mounted } from './engine/engine.js';
import type { Engine } from './engine/engine.js';
import { images } from './engine/images.js';
import type { ImageRules } from './engine/images.js';
import { swarm } from './swarm/swarm.js';
import { swarmCli } from './swarm/cli.js';
import { met } from '../hostile/fault.js';

export type { ImageRule, ImageRules } from './engine/images.js';

export interface DockerHostOptions {
  /** The `root` of the host's shell: paths of the emulated machine lie below it. */
  readonly root: string;
  /** Where published ports are really opened. */
  readonly address: string;
  readonly images?: ImageRules;
  /** Milliseconds from start until a health check has answered. Default 30. */
  readonly healthMs?: number;
  /** The host is the only node of a Swarm. Default false. */
  readonly swarm?: boolean;
}

interface Foreign extends Partial<Pick<Container, 'labels' | 'environment' | 'ports' | 'mounts' | 'command'>> {
  readonly name: string;
  readonly image: string;
  readonly onRestart?: () => void | Promise<void>;
}

/** What goes wrong with docker calls that `match`; the first fault that matches counts, `times` times (default: for ever). */
export interface DockerFault {
  readonly match?: (args: readonly string[]) => boolean;
  times?: number;
  /** Answered instead of doing it. */
  readonly answer?: { readonly code: number; readonly stdout?: string; readonly stderr?: string };
}

/** A container without what changes from run to run: for comparing two hosts, or one at two times. */
export interface ContainerState {
  readonly name: string;
  readonly image: string;
  readonly imageId: string;
  readonly project: string;
  readonly service: string;
  readonly state: string;
  readonly health: string | null;
  readonly exitCode: number;
  readonly environment: { readonly [name: string]: string };
  readonly labels: { readonly [name: string]: string };
  readonly ports: readonly string[];
  readonly mounts: readonly string[];
  readonly networks: readonly string[];
  /** What it reads from its single-file mounts. */
  readonly files: { readonly [target: string]: string };
}

export interface DockerState {
  readonly containers: readonly ContainerState[];
  readonly networks: readonly string[];
  readonly volumes: readonly string[];
}

export interface DockerHost extends AsyncDisposable {
  /** Directory that holds the `docker` executable. */
  readonly bin: string;
  /** For `hostShell`: a PATH on which `docker` is this one. */
  readonly env: Record<string, string>;
  state(): DockerState;
  containers(): readonly Container[];
  /** References that were pulled, oldest first. */
  readonly pulls: string[];
  /** Arguments of every call, oldest first. */
  readonly invocations: string[][];
  /** `create metube`, `start metube`, `stop metube`, `remove metube`, oldest first. */
  readonly events: readonly string[];
  /** A container of somebody else, running; what it publishes is opened by whoever it stands for. */
  register(foreign: Foreign): void;
  /** Somebody pushes a new image under the same tag. */
  publish(reference: string): void;
  readonly faults: DockerFault[];
  close(): Promise<void>;
}

/** An emulated Docker engine and its `docker` command with compose 2.26, for one emulated host. */
export async function dockerHost({
  root: given,
  address,
  images: rules = {},
  healthMs = 30,
  swarm: isSwarm = false,
}: DockerHostOptions): Promise<DockerHost> {
  const root = resolve(given);
  const home = mkdtempSync(join(tmpdir(), 'hl-docker-'));
  const [bin, socket] = [join(home, 'bin'), join(home, 'sock')];
  mkdirSync(bin);
  writeFileSync(join(bin, 'docker'), client(socket));
  chmodSync(join(bin, 'docker'), 0o755);

  const docker = engine({ root, address, images: images(rules), healthMs });
  const cluster = isSwarm ? swarm(docker, root) : null;
  const restarts = new Map<string, () => void | Promise<void>>();
  const [pulls, invocations, faults]: [string[], string[][], DockerFault[]] = [[], [], []];

  const answer = async (cwd: string, env: Readonly<Record<string, string>>, args: readonly string[]): Promise<Output> => {
    invocations.push([...args]);
    const fault = met(faults, ({ match }) => match?.(args) ?? true);
    if (fault?.answer) return { stdout: '', stderr: '', ...fault.answer };
    const caller = { cwd, env, root, pulls };
    if (args[0] === 'compose') return composeCli(docker, caller, args.slice(1));
    if (/^(stack|service|node)$/.test(args[0] ?? '')) return swarmCli(docker, cluster, caller, args);
    return dockerCli(docker, restarts, args, cluster?.node ?? null);
  };

  const serve = async (connection: Socket, request: string): Promise<void> => {
    const [cwd = '/', count = '0', ...words] = request.split('\0');
    const env = Object.fromEntries(
      words.slice(0, Number(count)).map((pair) => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)]),
    );
    const { code, stdout, stderr } = await answer(cwd, env, words.slice(Number(count))).catch((error: unknown) => ({
      code: 125,
      stdout: '',
      stderr: `emulator failed: ${error instanceof Error ? error.stack : String(error)}\n`,
    }));
    connection.end(`${code} ${Buffer.byteLength(stdout)}\n${stdout}${stderr}`);
  };

  const server = createServer({ allowHalfOpen: true }, (connection) => {
    connection.on('error', () => {}); // a caller that was killed
    const chunks: Buffer[] = [];
    connection.on('data', (chunk: Buffer) => chunks.push(chunk));
    connection.on('end', () => void serve(connection, Buffer.concat(chunks).toString()).catch(() => connection.destroy()));
  });
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(socket, resolve));

  const close = async (): Promise<void> => {
    for (const container of [...docker.containers.values()]) await docker.remove(container);
    await new Promise<void>((resolve) => server.close(() => resolve()));
    rmSync(home, { recursive: true, force: true });
  };

  return {
    bin,
    env: { PATH: `${bin}:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin` },
    state: () => ({
      containers: [...docker.containers.values()]
        .map((container) => stateOf(container, docker, root))
        .sort((a, b) => (a.name < b.name ? -1 : 1)),
      networks: [...docker.networks.keys()].sort(),
      volumes: [...docker.volumes.keys()].sort(),
    }),
    containers: () => [...docker.containers.values()],
    pulls,
    invocations,
    events: docker.events,
    register({ onRestart, ...foreign }) {
      docker.images.pull(foreign.image);
      const container = docker.create({
        command: '/entrypoint',
        labels: {},
        environment: {},
        ports: [],
        mounts: [],
        ...foreign,
        networks: ['bridge'],
        restart: 'unless-stopped',
        healthcheck: false,
        isStandIn: true,
      });
      container.state = 'running';
      container.startedAt = Date.now();
      if (onRestart) restarts.set(container.id, onRestart);
    },
    publish: (reference) => docker.images.publish(reference),
    faults,
    close,
    [Symbol.asyncDispose]: close,
  };
}

const stateOf = (container: Container, { find }: Engine, root: string): ContainerState => ({
  name: container.name,
  image: container.image,
  imageId: container.imageId,
  project: project(container),
  service: service(container),
  state: container.state,
  health: container.health,
  exitCode: container.exitCode,
  environment: container.environment,
  // Paths as the emulated machine knows them.
  labels: Object.fromEntries(Object.entries(container.labels).map(([name, value]) => [name, value.replaceAll(root, '')])),
  ports: container.ports.map(({ ip, host, container: inner, protocol }) => `${ip}:${host}->${inner}/${protocol}`),
  mounts: container.mounts.map(({ source, target }) => `${source}:${target}`),
  networks: container.networks.map((network) =>
    network.replace(/^container:(.*)/, (_, id: string) => `container:${find(id)?.name ?? 'gone'}`),
  ),
  files: mounted(container),
});
