import type { Container } from '../engine/container.js';
import { portsText, status } from '../engine/container.js';

/** What `docker ps --format` templates see. */
export const row = (container: Container): Record<string, unknown> => ({
  ID: container.id,
  Names: container.name,
  Image: container.image,
  Command: JSON.stringify(container.command),
  CreatedAt: `${new Date(container.created)
    .toISOString()
    .replace('T', ' ')
    .replace(/\.\d+Z/, '')} +0000 UTC`,
  RunningFor: 'Less than a second ago',
  Status: status(container),
  State: container.state,
  Ports: portsText(container),
  Labels: Object.entries(container.labels)
    .map(([name, value]) => `${name}=${value}`)
    .join(','),
  Networks: container.networks.join(','),
  Mounts: container.mounts.map(({ source }) => source).join(','),
  Size: '0B',
  LocalVolumes: String(container.mounts.filter(({ type }) => type === 'volume').length),
  /** Behind `.Label "name"`; not printed by `json`. */
  labels: container.labels,
});

/** One element of `docker inspect`. */
export const inspected = (container: Container): Record<string, unknown> => ({
  Id: container.id,
  Created: new Date(container.created).toISOString(),
  Path: container.command.split(' ')[0] ?? '',
  Args: container.command.split(' ').slice(1),
  State: {
    Status: container.state,
    Running: container.state === 'running' || container.state === 'restarting',
    Paused: container.state === 'paused',
    Restarting: container.state === 'restarting',
    OOMKilled: false,
    Dead: false,
    Pid: container.state === 'running' ? 4711 : 0,
    ExitCode: container.exitCode,
    Error: container.error,
    StartedAt: stamp(container.startedAt),
    FinishedAt: stamp(container.finishedAt),
    ...(container.health === null
      ? {}
      : { Health: { Status: container.health, FailingStreak: container.health === 'unhealthy' ? 3 : 0, Log: container.healthLog } }),
  },
  Image: container.imageId,
  Name: `/${container.name}`,
  RestartCount: container.restartCount,
  HostConfig: {
    NetworkMode: container.networks[0] ?? 'bridge',
    PortBindings: bindings(container),
    RestartPolicy: { Name: container.restart.split(':')[0], MaximumRetryCount: 0 },
    Binds: container.mounts.filter(({ type }) => type === 'bind').map(({ source, target }) => `${source}:${target}`),
  },
  Mounts: container.mounts.map(({ type, source, target }) => ({
    Type: type,
    ...(type === 'volume' ? { Name: source } : {}),
    Source: source,
    Destination: target,
  })),
  Config: {
    Env: Object.entries(container.environment).map(([name, value]) => `${name}=${value}`),
    Image: container.image,
    Labels: container.labels,
  },
  NetworkSettings: {
    Ports: container.state === 'running' ? bindings(container) : {},
    Networks: Object.fromEntries(container.networks.map((network) => [network, { IPAddress: '' }])),
  },
});

const stamp = (ms: number): string => (ms === 0 ? '0001-01-01T00:00:00Z' : new Date(ms).toISOString());

const bindings = ({ ports }: Container): Record<string, unknown> =>
  Object.fromEntries(
    ports.map(({ ip, host, container, protocol }) => [
      `${container}/${protocol}`,
      [{ HostIp: ip === '' ? '0.0.0.0' : ip, HostPort: String(host) }],
    ]),
  );
