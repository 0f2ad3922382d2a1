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

const ps = ['docker', 'ps', '--all', '--no-trunc', '--format', '{{json .}}'] as const;
const serviceLs = ['docker', 'service', 'ls', '--format', '{{json .}}'] as const;

/** All containers of a host, or all services of a swarm, in one call. */
export async function containers(remote: Remote, swarm: boolean, timeoutMs: number): Promise<Container[]> {
  const { stdout } = await remote.run(swarm ? serviceLs : ps, { timeoutMs });
  const rows = stdout.split('\n').filter((line) => line.trim() !== '');
  return rows.map((row) => {
    try {
      return (swarm ? fromSwarm : fromPs)(JSON.parse(row) as Row);
    } catch (error) {
      throw new HlError('HL_DOCKER_OUTPUT', `${remote.name}: docker printed a line that is no JSON: ${row.slice(0, 80)}`, {
        kind: 'refused',
        cause: error,
      });
    }
  });
}

type Row = Record<string, string | Record<string, string> | undefined>;

const text = (row: Row, field: string): string => (typeof row[field] === 'string' ? row[field] : '');

function fromPs(row: Row): Container {
  const labels = labelsOf(row['Labels']);
  const status = text(row, 'Status');
  return {
    id: text(row, 'ID'),
    name: text(row, 'Names'),
    project: labels.get('com.docker.compose.project') ?? '',
    part: labels.get('com.docker.compose.service') ?? '',
    oneOff: labels.get('com.docker.compose.oneoff') === 'True',
    service: labels.get('hl.service') ?? '',
    state: text(row, 'State') || stateOf(status),
    health: healthOf(status),
    exitCode: /^(?:Exited|Restarting) \((\d+)\)/.test(status) ? Number(/\((\d+)\)/.exec(status)?.[1]) : null,
    uptime: uptimeOf(status),
  };
}

function fromSwarm(row: Row): Container {
  const name = text(row, 'Name');
  const [project = '', ...part] = name.split('_');
  const replicas = text(row, 'Replicas');
  const [, running = '0', wanted = '0'] = /^(\d+)\/(\d+)/.exec(replicas) ?? [];
  const done = /\((\d+)\/\1 completed\)/.test(replicas);
  const state = done ? 'exited' : running === wanted && wanted !== '0' ? 'running' : `${running}/${wanted} replicas`;
  return {
    id: text(row, 'ID'),
    name,
    project,
    part: part.join('_'),
    oneOff: false,
    service: '',
    state,
    health: null,
    exitCode: done ? 0 : null,
    uptime: null,
  };
}

/** `a=1,b=2`; a comma within a value belongs to it unless a label seems to begin there. */
function labelsOf(labels: Row[string]): Map<string, string> {
  if (typeof labels === 'object') return new Map(Object.entries(labels));
  const pairs = (labels ?? '').split(/,(?=[\w./-]+=)/).map((pair): [string, string] => {
    const at = pair.indexOf('=');
    return at === -1 ? [pair, ''] : [pair.slice(0, at), pair.slice(at + 1)];
  });
  return new Map(pairs.reverse());
}

const stateOf = (status: string): string => (status.startsWith('Up') ? 'running' : (status.split(' ')[0] ?? '').toLowerCase());

function healthOf(status: string): Container['health'] {
  if (status.includes('(unhealthy)')) return 'unhealthy';
  if (status.includes('(health: starting)')) return 'starting';
  return status.includes('(healthy)') ? 'healthy' : null;
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
