import { HlError, type ErrorKind } from '@hl/core';

interface Cause {
  readonly match: RegExp;
  readonly code: string;
  /** Default `refused`. */
  readonly kind?: ErrorKind;
  readonly what: string;
  readonly hint: string;
}

/** What docker, compose and the shell say, in the words of engines 20.10 to 28 and compose 2.24 to 2.38; the first that matches counts. */
const causes: readonly Cause[] = [
  {
    match: /docker: (?:command )?not found|command not found: docker/,
    code: 'HL_DOCKER_MISSING',
    what: 'docker is not installed',
    hint: 'Install Docker Engine and the compose plugin there, or set the right host.',
  },
  {
    match:
      /'compose' is not a docker command|unknown (?:shorthand )?flag: .*(?:project-name|'p' in -project-name)|docker: unknown command: docker compose/,
    code: 'HL_COMPOSE_MISSING',
    what: 'the compose plugin of docker is not installed',
    hint: 'Install the package docker-compose-plugin (or docker-compose-v2).',
  },
  {
    match: /not a swarm manager|not part of a swarm/i,
    code: 'HL_SWARM_MISSING',
    what: 'it is no manager of a Swarm',
    hint: 'Make it one with: docker swarm init; or set the right host (or kind) in hl.yml.',
  },
  {
    match: /permission denied while trying to connect to the docker|dial unix .*permission denied/i,
    code: 'HL_DOCKER_DENIED',
    what: 'the SSH user may not use docker',
    hint: 'Add the user to the group docker, or set sudo: true for the host in hl.yml.',
  },
  {
    match: /Cannot connect to the Docker daemon|error during connect|failed to connect to the docker API/i,
    code: 'HL_DOCKER_DOWN',
    kind: 'unreachable',
    what: 'the Docker daemon does not answer',
    hint: 'Start it with: systemctl start docker',
  },
  {
    // GNU tar tells no cause when the last piece of a file was written in part.
    match: /no space left on device|disk quota exceeded|Wrote only \d+ of \d+ bytes/i,
    code: 'HL_DISK_FULL',
    what: 'the disk is full',
    hint: 'Free some space there, e.g. with: docker image prune',
  },
  {
    match:
      /port is already allocated|port '\d+' is already in use|host-mode port already in use|address already in use|ports are not available/i,
    code: 'HL_PORT_TAKEN',
    kind: 'conflict',
    what: 'a port is taken',
    hint: 'Give the service another port, or stop what holds it.',
  },
  {
    match: /container name "[^"]*" is already in use/i,
    code: 'HL_NAME_TAKEN',
    kind: 'conflict',
    what: 'a container name is taken',
    hint: 'Remove or rename that container, or take it over with: hl adopt',
  },
  {
    match:
      /manifest unknown|manifest for .* not found|repository does not exist|No such image|pull access denied|failed to resolve reference.*not found/i,
    code: 'HL_IMAGE_NOT_FOUND',
    what: 'an image does not exist (or needs a login)',
    hint: 'Check name and tag of the image; for a private registry run docker login on the host.',
  },
  {
    match: /toomanyrequests|rate limit/i,
    code: 'HL_REGISTRY_LIMIT',
    kind: 'unreachable',
    what: 'the registry limits pulls',
    hint: 'Try again later, or log in to the registry on the host.',
  },
  {
    match: /unauthorized|authentication required|denied: /i,
    code: 'HL_REGISTRY_DENIED',
    what: 'the registry denies the image',
    hint: 'Run docker login on the host.',
  },
  {
    match: /connection refused|no such host|i\/o timeout|TLS handshake timeout|context deadline exceeded|net\/http|network is unreachable/i,
    code: 'HL_REGISTRY_UNREACHABLE',
    kind: 'unreachable',
    what: 'the registry does not answer',
    hint: 'Check the network and DNS of the host, then try again.',
  },
  {
    match: /declared as external, but could not be found/i,
    code: 'HL_EXTERNAL_MISSING',
    kind: 'input',
    what: 'an external network or volume does not exist',
    hint: 'Create it on the host, or do not declare it external.',
  },
  {
    match:
      /Additional property|validating |yaml: |services\.\S+ (?:must|has)|invalid (?:spec|reference|compose|interpolation)|undefined (?:network|volume)|depends on undefined|refers to undefined/i,
    code: 'HL_COMPOSE_INVALID',
    kind: 'input',
    what: 'compose does not accept the file',
    hint: 'Look at the file with: hl render',
  },
  {
    match: /executable file not found|OCI runtime create failed|error mounting|no such file or directory: unknown/i,
    code: 'HL_CONTAINER_START',
    what: 'a container cannot be started',
    hint: 'Check command, entrypoint, devices and volumes of the service.',
  },
  {
    match: /Permission denied|Read-only file system|Operation not permitted/i,
    code: 'HL_FILE',
    what: 'a file or directory cannot be written',
    hint: 'Give the SSH user write access there, or set sudo: true for the host in hl.yml.',
  },
];

/** The cause named truthfully: what docker, compose or the shell printed, as an error with a hint. */
export function dockerError(where: string, output: string, fallback: Partial<Pick<Cause, 'code' | 'what'>> = {}): HlError {
  const cause = causes.find(({ match }) => match.test(output));
  const said = lastLines(output);
  const what = cause?.what ?? fallback.what ?? 'docker failed';
  return new HlError(cause?.code ?? fallback.code ?? 'HL_DOCKER', `${where}: ${what}${said === '' ? '' : `: ${said}`}`, {
    kind: cause?.kind ?? 'refused',
    hint: cause?.hint ?? 'Look at the output of docker on that host.',
  });
}

const progress =
  /--detach=false|^(Container|Network|Volume|Image) \S+ +(Creating|Created|Starting|Started|Running|Recreate|Recreated|Stopping|Stopped|Removing|Removed|Waiting|Healthy|Exited)$/;

/** The lines that say why; compose's progress and a stack's advertisement are left out. */
function lastLines(output: string): string {
  const lines = output
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !progress.test(line));
  return [...new Set(lines)].slice(-3).join(' / ');
}
