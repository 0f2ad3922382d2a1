/** A container as `docker ps` tells it. */
export interface Container {
  readonly id: string;
  readonly name: string;
  /** `created`, `running`, `paused`, `restarting`, `removing`, `exited`, `dead`. */
  readonly state: string;
  /** `Up 2 minutes (healthy)`, `Exited (0) 3 seconds ago`. */
  readonly status: string;
  readonly image: string;
  readonly project: string;
  /** Compose service. */
  readonly service: string;
  readonly configHash: string;
  readonly imageId: string;
  readonly directory: string;
  readonly oneOff: boolean;
  /** `0.0.0.0:8080->80/tcp, [::]:9000-9002->9000-9002/tcp, 53/udp`. */
  readonly ports: string;
  /** Our label: the name of the service it belongs to, or empty. */
  readonly owner: string;
  /** Of a Swarm: what changes when a task is replaced. */
  readonly tasks?: string;
}

const label = (name: string): string => `{{.Label "${name}"}}`;

/** In the order of `Container`. A template of our own: `json` makes docker measure every container's size. */
export const containerColumns = [
  '{{.ID}}',
  '{{.Names}}',
  '{{.State}}',
  '{{.Status}}',
  '{{.Image}}',
  label('com.docker.compose.project'),
  label('com.docker.compose.service'),
  label('com.docker.compose.config-hash'),
  label('com.docker.compose.image'),
  label('com.docker.compose.project.working_dir'),
  label('com.docker.compose.oneoff'),
  '{{.Ports}}',
  label('hl.service'),
].join('\t');

type Row = [string, string, string, string, string, string, string, string, string, string, string, string, string];

/** Parses what `docker ps` prints with these columns. */
export const parseContainers = (lines: readonly string[]): Container[] =>
  lines
    .map((line) => line.split('\t'))
    .filter((values): values is Row => values.length >= 13)
    .map(([id, name, state, status, image, project, service, configHash, imageId, directory, oneOff, ports, owner]) => ({
      ...{ id, name, state, status, image, project, service, configHash, imageId, directory, ports, owner },
      oneOff: oneOff === 'True',
    }));

export type Condition = 'good' | 'waiting' | 'bad';

const succeeded = ({ state, status }: Container): boolean => state === 'exited' && /^Exited \(0\)/.test(status);

/** `bad` does not mend by waiting; `waiting` may still become good. */
export function conditionOf(container: Container, oneShot: boolean): Condition {
  const { state, status } = container;
  if (state === 'running') return /\(unhealthy\)/.test(status) ? 'bad' : /\(health: starting\)/.test(status) ? 'waiting' : 'good';
  if (state === 'exited') return oneShot && succeeded(container) ? 'good' : 'bad';
  return state === 'created' || state === 'restarting' ? 'waiting' : 'bad';
}

/** Whether a container is up, whatever its health: what is unhealthy is for `verify` to tell, not for another deployment to mend. */
export const isUp = (container: Container, oneShot: boolean): boolean => container.state === 'running' || (oneShot && succeeded(container));
