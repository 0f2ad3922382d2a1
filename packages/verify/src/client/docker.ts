import { HlError, type Remote } from '@hl/core';

/** One container as `docker ps` shows it, or one service of a swarm. */
export interface Container {
  readonly id: string;
  readonly name: string;
  /** Compose project, or stack. */
  readonly project: string;
  /** Its name within the project. */
  readonly part: string;
  /** Left by `docker compose run`: not part of the service. */
  readonly oneOff: boolean;
  /** Our own label, or ''. */
  readonly service: string;
  /** `running`, `restarting`, `created`, `exited`, `paused`, `dead`, `removing`; of a swarm `running` or `1/2 replicas`. */
  readonly state: string;
  readonly health: 'starting' | 'healthy' | 'unhealthy' | null;
  readonly exitCode: number | null;
  /** Seconds, as coarse as docker tells: rounded down, minutes from the second minute on. */
  readonly uptime: number | null;
}

const labels = ['com.docker.compose.project', 'com.docker.compose.service', 'com.docker.compose.oneoff', 'hl.service'];
/** Columns, not `{{json .}}`: that makes docker measure the size of every container, which takes minutes on a full disk. */
const columns = ['{{.ID}}', '{{.Names}}', '{{.State}}', '{{.Status}}', ...labels.map((label) => `{{.Label "${label}"}}`)].join('\t');
const ps = ['docker', 'ps', '--all', '--no-trunc', '--format', columns];
const serviceLs = ['docker', 'service', 'ls', '--format', '{{.ID}}\t{{.Name}}\t{{.Replicas}}'];

/** All containers of a host, or all services of a swarm, in one call. */
export async function containers(remote: Remote, swarm: boolean, timeoutMs: number): Promise<Container[]> {
  const { stdout } = await remote.run(swarm ? serviceLs : ps, { timeoutMs });
  const rows = stdout.split('\n').filter((line) => line.trim() !== '');
  return rows.map((row) => {
    // Podman prints `<no value>` for a label that is not there.
    const cells = row.split('\t').map((cell) => (cell === '<no value>' ? '' : cell));
    if (cells.length !== (swarm ? 3 : 4 + labels.length)) {
      throw new HlError('HL_DOCKER_OUTPUT', `${remote.name}: docker printed what is no list: ${row.slice(0, 80)}`, { kind: 'refused' });
    }
    return (swarm ? fromSwarm : fromPs)(cells);
  });
}

function fromPs([id = '', name = '', state = '', status = '', project = '', part = '', oneOff = '', service = '']: string[]): Container {
  const [, exitCode = null] = /^(?:Exited|Restarting) \((\d+)\)/.exec(status) ?? [];
  const [, health = null] = /\((?:health: )?(starting|healthy|unhealthy)\)/.exec(status) ?? [];
  const told = { health: health as Container['health'], exitCode: exitCode === null ? null : Number(exitCode), uptime: uptimeOf(status) };
  return { id, name, project, part, oneOff: oneOff === 'True', service, state, ...told };
}

function fromSwarm([id = '', name = '', replicas = '']: string[]): Container {
  const [project = '', ...part] = name.split('_');
  const [, running = '0', wanted = '0'] = /^(\d+)\/(\d+)/.exec(replicas) ?? [];
  const done = running === '0' && /\((\d+)\/\1 completed\)/.test(replicas);
  const state = done ? 'exited' : running === wanted && wanted !== '0' ? 'running' : `${running}/${wanted} replicas`;
  const untold = { oneOff: false, service: '', health: null, uptime: null };
  return { ...untold, id, name, project, part: part.join('_'), state, exitCode: done ? 0 : null };
}

const units: Record<string, number> = { second: 1, minute: 60, hour: 3600, day: 86_400, week: 604_800, month: 2_592_000, year: 31_536_000 };

/** `Up Less than a second`, `Up 5 seconds`, `Up About a minute`, `Up 3 weeks (healthy)`. */
export function uptimeOf(status: string): number | null {
  if (!status.startsWith('Up')) return null;
  if (status.includes('Less than')) return 0;
  const [, count = '', unit = ''] = /^Up (?:About )?(an?|\d+) (second|minute|hour|day|week|month|year)s?/.exec(status) ?? [];
  const size = units[unit];
  return size === undefined ? null : (/^\d/.test(count) ? Number(count) : 1) * size;
}
