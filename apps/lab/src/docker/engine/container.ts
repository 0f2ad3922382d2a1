import type { Opened } from './ports.js';

export interface PublishedPort {
  /** As compose was told; empty for all addresses. */
  readonly ip: string;
  readonly host: number;
  readonly container: number;
  readonly protocol: 'tcp' | 'udp';
}

export interface LogLine {
  /** Milliseconds since the epoch. */
  readonly time: number;
  readonly text: string;
}

/** A container of an emulated host. */
export interface Container {
  readonly id: string;
  name: string;
  readonly image: string;
  readonly imageId: string;
  readonly command: string;
  readonly labels: { readonly [name: string]: string };
  readonly environment: { readonly [name: string]: string };
  readonly ports: readonly PublishedPort[];
  readonly mounts: readonly { readonly type: 'bind' | 'volume'; readonly source: string; readonly target: string }[];
  readonly networks: readonly string[];
  readonly restart: string;
  readonly healthcheck: boolean;
  /** An emulator answers at its ports: nothing is opened for it. */
  readonly isStandIn?: true;
  /** Milliseconds since the epoch. */
  readonly created: number;
  state: 'created' | 'running' | 'restarting' | 'exited' | 'paused';
  health: 'starting' | 'healthy' | 'unhealthy' | null;
  exitCode: number;
  error: string;
  startedAt: number;
  finishedAt: number;
  restartCount: number;
  readonly logs: LogLine[];
  readonly healthLog: { readonly ExitCode: number; readonly Output: string }[];
  /** What runs only while the container does. */
  opened: Opened | null;
  /** Open files of single-file bind mounts: like the kernel, they follow the inode, not the name. */
  readonly handles: Map<string, number>;
  timers: NodeJS.Timeout[];
}

export const project = ({ labels }: Container): string => labels['com.docker.compose.project'] ?? '';
export const service = ({ labels }: Container): string => labels['com.docker.compose.service'] ?? '';

/** `Up 3 seconds (healthy)`, `Exited (1) 2 minutes ago`. */
export function status({ state, health, exitCode, startedAt, finishedAt }: Container): string {
  const now = Date.now();
  if (state === 'created') return 'Created';
  if (state === 'exited') return `Exited (${exitCode}) ${age(now - finishedAt)} ago`;
  if (state === 'restarting') return `Restarting (${exitCode}) ${age(now - finishedAt)} ago`;
  const up = `Up ${age(now - startedAt)}`;
  if (state === 'paused') return `${up} (Paused)`;
  return health === null ? up : `${up} (${health === 'starting' ? 'health: starting' : health})`;
}

function age(ms: number): string {
  const seconds = Math.floor(ms / 1000);
  if (seconds < 1) return 'Less than a second';
  if (seconds === 1) return '1 second';
  if (seconds < 60) return `${seconds} seconds`;
  const minutes = Math.floor(seconds / 60);
  return minutes === 1 ? 'About a minute' : `${minutes} minutes`;
}

export const portsText = ({ ports, state }: Container): string =>
  state !== 'running'
    ? ''
    : ports.map(({ ip, host, container, protocol }) => `${ip === '' ? '0.0.0.0' : ip}:${host}->${container}/${protocol}`).join(', ');
