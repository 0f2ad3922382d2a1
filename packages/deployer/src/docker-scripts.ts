import { quote } from '@hl/core';
import { compose, docker } from './compose.js';
import type { Project } from './compose.js';
import { answers } from './write-scripts.js';

/** Where a project's files lie while they are staged. */
export const staged = (project: string, installPath: string, directory: string, env: boolean): Project => ({
  project,
  directory,
  file: `${installPath}/.hl/staged/compose.yml`,
  ...(env ? { envFile: `${installPath}/.hl/staged/.env` } : {}),
});

const unset = (secrets: readonly string[]): string =>
  secrets.length === 0 ? '' : `unset ${secrets.map((name) => quote([name])).join(' ')}\n`;

/** The staged file as compose will read it. Files it names may so far lie beside it, or already be in place. */
export const checkScript = (project: string, installPath: string, env: boolean, secrets: readonly string[]): string => `
${unset(secrets)}${quote(compose.check(staged(project, installPath, `${installPath}/.hl/staged`, env)))} > /dev/null 2>&1 ||
${quote(compose.check(staged(project, installPath, installPath, env)))} || exit ${answers.invalid}
`;

/** Fetches images while the old containers go on running. */
export function pullScript(
  project: string,
  installPath: string,
  env: boolean,
  always: boolean,
  secrets: readonly string[],
  parallel: number,
): string {
  const place = staged(project, installPath, installPath, env);
  if (always) return `export COMPOSE_PARALLEL_LIMIT=${parallel}\n${unset(secrets)}${quote(compose.pull(place))}`;
  return `
export COMPOSE_PARALLEL_LIMIT=${parallel}
${unset(secrets)}images=$(${quote(compose.images(place))} | sort -u) || exit 1
missing=''
for image in $images; do docker image inspect "$image" > /dev/null 2>&1 || missing=1; done
[ -z "$missing" ] && exit 0
text=$(${quote(compose.pullMissing(place))} 2>&1) && exit 0
case "$text" in *'unknown flag'*) ${quote(compose.pull(place))} ;; *) printf '%s\\n' "$text" >&2; exit 1 ;; esac
`;
}

export interface Up {
  readonly project: string;
  readonly installPath: string;
  /** Projects that held the service under another name: they go first, so that their ports are free. */
  readonly retire: readonly string[];
  /** Containers of somebody else that are taken over. */
  readonly takeOver: readonly string[];
  /** Shared networks that must exist. */
  readonly networks: readonly string[];
  /** Compose services to start anew though compose sees no change. */
  readonly recreate: readonly string[];
  readonly secrets: readonly string[];
  readonly parallel: number;
}

export function upScript({ project, installPath, retire, takeOver, networks, recreate, secrets, parallel }: Up): string {
  const place: Project = { project, directory: installPath, file: `${installPath}/compose.yml` };
  return [
    `export COMPOSE_PARALLEL_LIMIT=${parallel}`,
    'set -e',
    unset(secrets).trim(),
    ...retire.map((old) => quote(compose.down(old))),
    ...takeOver.flatMap((id) => [quote(['docker', 'stop', id]), quote(['docker', 'rm', id])]),
    ...networks.map(
      (network) =>
        `${quote(['docker', 'network', 'inspect', network])} > /dev/null 2>&1 || ${quote(['docker', 'network', 'create', network])} > /dev/null`,
    ),
    quote(compose.up(place)),
    ...(recreate.length === 0 ? [] : [quote(compose.recreate(place, recreate))]),
  ]
    .filter((line) => line !== '')
    .join('\n');
}

/** Containers of a project, an empty line, then for each its ID, how often it was restarted and since when it runs. */
export const sampleScript = (project: string): string => `
ps=$(${quote(docker.containersOf(project))}) || exit 1
printf '%s\\n\\n' "$ps"
ids=$(printf '%s\\n' "$ps" | cut -f 1)
[ -z "$ids" ] || docker inspect --format '{{.Id}} {{.RestartCount}} {{.State.StartedAt}} {{.Image}}' $ids || :
`;

/** Last log lines and health log of containers. */
export const logsScript = (ids: readonly string[]): string =>
  ids
    .flatMap((id) => [
      quote(['docker', 'logs', '--tail', '10', id]) + ' 2>&1 || :',
      `docker inspect --format '{{if .State.Health}}{{range .State.Health.Log}}health check: exit {{.ExitCode}} {{.Output}}{{end}}{{end}}{{.State.Error}}' ${quote([id])} 2>&1 || :`,
    ])
    .join('\n');
