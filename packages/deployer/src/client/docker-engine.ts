import { quote } from '@hl/core';
import { compose, docker } from './compose-commands.js';
import type { Project } from './compose-commands.js';
import { parseContainers } from './containers.js';
import type { Check, Kind, Up } from './engine.js';
import { imagesOf } from '../file/compose-file.js';
import { serviceLabel } from '../spec.js';
import { answers } from './write-scripts.js';

/** Where a project's files lie while they are staged. */
const staged = (project: string, installPath: string, directory: string): Project => ({
  project,
  directory,
  file: `${installPath}/.hl/staged/compose.yml`,
  envFile: `${installPath}/.hl/staged/.env`,
});

/** Variables of the SSH session go before `.env`: none may stand in for a secret. */
const unset = (secrets: readonly string[]): string => (secrets.length === 0 ? '' : `unset ${quote(secrets)}\n`);

/**
 * Has compose read the staged file (what it names may so far lie beside it, or already be in place), then prints `pull` and the
 * directory that served, when an image is not on the host. `always`: asks the registry in any case.
 */
function check({ project, installPath, compose: text }: Check, always: boolean, secrets: readonly string[]): string {
  const images = imagesOf(text);
  const [beside, inPlace] = [staged(project, installPath, `${installPath}/.hl/staged`), staged(project, installPath, installPath)];
  return `
${unset(secrets)}if ${quote(compose.check(beside))} > /dev/null 2>&1; then directory=${quote([beside.directory])}
else
  ${quote(compose.check(inPlace))} || exit ${answers.invalid}
  directory=${quote([inPlace.directory])}
fi
needed=${always ? '1' : "''"}
if [ -z "$needed" ]; then
  images=${images === null ? `$(if [ "$directory" = ${quote([inPlace.directory])} ]; then ${quote(compose.images(inPlace))}; else ${quote(compose.images(beside))}; fi)` : `'${images.join(' ')}'`}
  docker image inspect $images > /dev/null 2>&1 || needed=1
fi
if [ -n "$needed" ]; then printf 'pull %s\n' "$directory"; fi
`;
}

/** Fetches images while the old containers go on running. */
function pull({ project, installPath }: Check, directory: string, always: boolean, secrets: readonly string[], parallel: number): string {
  const place = staged(project, installPath, directory);
  const head = `export COMPOSE_PARALLEL_LIMIT=${parallel}\n${unset(secrets)}`;
  if (always) return head + quote(compose.pull(place));
  return `${head}text=$(${quote(compose.pullMissing(place))} 2>&1) && exit 0
case "$text" in *'unknown flag'*) ${quote(compose.pull(place))} ;; *) printf '%s\\n' "$text" >&2; exit 1 ;; esac
`;
}

function up({ project, installPath, retire, takeOver, networks, recreate, secrets, parallel, first }: Up): string {
  const place: Project = { project, directory: installPath, file: `${installPath}/compose.yml` };
  return [
    `export COMPOSE_PARALLEL_LIMIT=${parallel}`,
    unset(secrets).trim(),
    ...retire.map((old) => quote(compose.down(old))),
    ...takeOver.flatMap((id) => [`${quote(['docker', 'stop', id])} > /dev/null`, `${quote(['docker', 'rm', id])} > /dev/null`]),
    ...networks.map(
      (network) =>
        `${quote(['docker', 'network', 'inspect', network])} > /dev/null 2>&1 || ${quote(['docker', 'network', 'create', network])} > /dev/null`,
    ),
    quote(compose.up(place, first)),
    ...(recreate.length === 0 ? [] : [quote(compose.recreate(place, recreate))]),
  ]
    .filter((line) => line !== '')
    .join('\n');
}

/** For each container of the projects: its ID, how often it was restarted, since when it runs, its image, its process, its ports, and the start period of its health check; then the sockets that those processes listen on. */
const sample = `
date -u '+%s.%N' # before the containers are asked, so that none seems to run for longer than it does
printf '\\n'
ps=$(${quote(docker.containers)}) || exit 1
printf '%s\\n\\n' "$ps"
ids=$(printf '%s\\n' "$ps" | awk -F '\\t' -v projects=" $* " 'index(projects, " " $6 " ") { print $1 }')
[ -n "$ids" ] || exit 0
details=$(docker inspect --format '{{.Id}} {{.RestartCount}} {{.State.StartedAt}} {{.Image}} {{.State.Pid}} {{json .NetworkSettings.Ports}} {{if index .Config "Healthcheck"}}{{index .Config "Healthcheck" "StartPeriod"}}{{end}}' $ids)
printf '%s\\n' "$details"
sockets=''
while read -r id restarts since image pid rest; do sockets="$sockets /proc/$pid/net/tcp /proc/$pid/net/tcp6"; done << END_OF_DETAILS
$details
END_OF_DETAILS
grep -H ' 0A ' $sockets 2> /dev/null || :
`;

/** Last log lines and health log of containers. */
const logs = (ids: readonly string[]): string =>
  ids
    .flatMap((id) => [
      // A line may be as long as it likes.
      `${quote(['docker', 'logs', '--tail', '10', id])} 2>&1 | tail -c 20000`,
      `docker inspect --format '{{if index .State "Health"}}{{range index .State "Health" "Log"}}health check: exit {{.ExitCode}} {{.Output}}{{end}}{{end}}{{.State.Error}}' ${quote([id])} 2>&1 || :`,
    ])
    .join('\n');

/** One Docker engine: `docker compose`. */
export const single: Kind = {
  list: `list() { ${quote(docker.containers)}; }`,
  parse: parseContainers,
  sample,
  check,
  pull,
  up,
  upName: 'docker compose up',
  down: (project) => quote(compose.down(project)),
  downName: 'docker compose down',
  logs,
  plugin: 'docker compose version',
  separator: '-',
  projectLabel: 'com.docker.compose.project',
  always: `ids=$(docker ps --quiet --all --no-trunc --filter "label=${serviceLabel}=$service") || ids=''
    # shellcheck disable=SC2086 # IDs are words
    [ -z "$ids" ] || docker inspect --format '{{.Config.Image}} {{.Image}}' $ids | sort -u`,
  fresh: `reference=$1 image=$2
  case "$reference" in sha256:* | *@*) echo current; return ;; esac
  digest=$(docker buildx imagetools inspect --format '{{.Manifest.Digest}}' "$reference" 2> /dev/null) || digest=''
  case "$digest" in sha256:*)
    case "$(docker image inspect --format '{{json .RepoDigests}}' "$image" 2> /dev/null)" in *"@$digest"*) echo current ;; *) echo outdated ;; esac
    return ;;
  esac
  told=$(docker manifest inspect --verbose "$reference" 2> /dev/null) || told=$(docker manifest inspect --verbose --insecure "$reference" 2> /dev/null) || told=''
  case "$told" in
    '' | *"$image"*) echo current ;;
    *) case "$(docker info --format '{{.DriverStatus}}' 2> /dev/null)" in *io.containerd*) echo current ;; *) echo outdated ;; esac ;;
  esac`,
  tagged: true,
  careful: true,
};
