import { quote } from '@hl/core';
import type { Check, Kind, Up } from './engine.js';
import { bindSources, environmentNames, nodeVariable, pins } from '../desired/stack.js';
import { listServices, parseServices } from './swarm-services.js';
import { imagesOf } from '../file/compose-file.js';
import { answers } from './write-scripts.js';

/** Variables of an env file that we wrote, exported; `docker stack deploy` reads none by itself. Nothing of it is evaluated, and no other program gets it as an argument. */
const exported = (file: string): string => String.raw`
if [ -f ${quote([file])} ]; then
  while IFS= read -r __hl_line; do
    case "$__hl_line" in
      '#'* | '') continue ;;
      PATH=* | IFS=* | HOME=* | DOCKER_*=* | LD_*=*)
        printf 'a secret cannot be called %s on a Swarm: it would change docker itself\n' "${'$'}{__hl_line%%=*}" >&2
        exit ${answers.invalid} ;;
    esac
    __hl_value=$(printf '%s\n' "${'$'}{__hl_line#*=}" | sed -e 's/^"//' -e 's/"$//' -e 's/\\\\/\\0134/g' -e 's/\\"/"/g' -e 's/\\\$/$/g')
    __hl_value=$(printf '%bx' "$__hl_value")
    export "${'$'}{__hl_line%%=*}=${'$'}{__hl_value%x}"
  done < ${quote([file])}
fi`;

/** The node this is, for services whose data lies on it. */
const node = (stack: string): string =>
  stack.includes(`\${${nodeVariable}}`) ? `export ${nodeVariable}="$(docker info --format '{{.Swarm.NodeID}}')"` : '';

function check({ installPath, compose }: Check, always: boolean): string {
  const directory = `${installPath}/.hl/staged`;
  const images = imagesOf(compose) ?? [];
  return `
said=$(${exported(`${directory}/.env`)}
docker stack config --compose-file ${quote([`${directory}/compose.yml`])} 2>&1 > /dev/null) || case "$said" in
  # An older docker; or a file that lies in place already. The deployment itself reads it before it changes anything.
  *'unknown'* | *'no such file'* | *'is not a docker command'*) ;;
  *) printf '%s\\n' "$said" >&2; exit ${answers.invalid} ;;
esac
needed=${always ? '1' : "''"}
${images.length === 0 ? "needed=''" : `[ -n "$needed" ] || docker image inspect ${quote(images)} > /dev/null 2>&1 || needed=1`}
if [ -n "$needed" ]; then printf 'pull %s\\n' ${quote([directory])}; fi
`;
}

/** On this node, so that an image that does not exist is noticed while the old tasks run; other nodes fetch by themselves. */
const pull = ({ compose }: Check, _: string, always: boolean): string =>
  (imagesOf(compose) ?? [])
    .map(
      (image) =>
        `${always ? '' : `${quote(['docker', 'image', 'inspect', image])} > /dev/null 2>&1 || `}${quote(['docker', 'pull', '--quiet', image])} > /dev/null || exit 1`,
    )
    .join('\n');

/** `stack rm` comes back before the tasks are gone, and cannot remove a network that they still use. */
const down = (project: string): string => {
  const label = quote(['--filter', `label=com.docker.stack.namespace=${project}`]);
  return `{ ${quote(['docker', 'stack', 'rm', project])} && for n in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
  [ -n "$(docker ps --all --quiet ${label}; docker network ls --quiet ${label})" ] || break
  sleep 1
  ${quote(['docker', 'stack', 'rm', project])} > /dev/null 2>&1 || :
done; }`;
};

/** More compose files that are merged over the first: names of an encrypted env file, and images by digest. */
function overlays({ service, installPath, compose, encrypted, imageIds }: Up): { readonly make: string[]; readonly files: string[] } {
  const [variables, images] = [`${installPath}/.hl/variables.yml`, `${installPath}/.hl/images.yml`];
  const pinned = pins(compose, imageIds);
  const known = ` ${environmentNames(compose, service).join(' ')} `;
  const make = [
    quote(['rm', '-f', variables, images]),
    ...(encrypted
      ? [
          `names=''
while IFS= read -r line; do
  case "$line" in '#'* | '') ;; *) case ${quote([known])} in *" \${line%%=*} "*) ;; *) names="$names \${line%%=*}" ;; esac ;; esac
done < ${quote([`${installPath}/.env`])}
{ printf 'version: "3.8"\\nservices:\\n  "%s":\\n    environment: {' ${quote([service])}
for name in $names; do printf '"%s": "\${%s}", ' "$name" "$name"; done; echo '}'; } > ${quote([variables])}`,
        ]
      : []),
    ...(pinned.length > 0
      ? [
          `${quote(['printf', '%s\\n', `version: "3.8"\nservices:\n${pinned.map(([name, image]) => `  ${JSON.stringify(name)}:\n    image: ${JSON.stringify(image)}`).join('\n')}`])} > ${quote([images])}`,
        ]
      : []),
  ];
  return { make, files: [...(encrypted ? [variables] : []), ...(pinned.length > 0 ? [images] : [])] };
}

function up(wanted: Up): string {
  const { project, installPath, compose, retire, networks, recreate } = wanted;
  const { make, files } = overlays(wanted);
  const command = ['docker', 'stack', 'deploy', '--prune', '--with-registry-auth'];
  return [
    ...retire.map((old) => `${down(old)} >&2`),
    ...networks.map(
      (network) =>
        `${quote(['docker', 'network', 'inspect', network])} > /dev/null 2>&1 || ${quote(['docker', 'network', 'create', '--driver', 'overlay', '--attachable', network])} > /dev/null`,
    ),
    ...bindSources(compose, installPath).map((path) => `[ -e ${quote([path])} ] || ${quote(['mkdir', '-p', path])}`),
    ...make,
    `(${exported(`${installPath}/.env`)}
${node(compose)}
${quote([...command, ...[`${installPath}/compose.yml`, ...files].flatMap((file) => ['--compose-file', file]), project])}
)`,
    ...recreate.map(
      (name) => `${quote(['docker', 'service', 'update', '--force', '--detach', '--quiet', `${project}_${name}`])} > /dev/null`,
    ),
  ].join('\n');
}

/** Last log lines of services, and why their tasks ended. */
const logs = (ids: readonly string[]): string =>
  ids
    .flatMap((id) => [
      `timeout 10 ${quote(['docker', 'service', 'logs', '--raw', '--tail', '10', id])} 2>&1 | tail -c 20000`,
      `docker service ps --no-trunc --format '{{if .Error}}{{.CurrentState}}: {{.Error}}{{end}}' ${quote([id])} 2>&1 | head -n 5 || :`,
    ])
    .join('\n');

/** A Swarm whose manager is the host: `docker stack deploy`. */
export const swarm: Kind = {
  up,
  upName: 'docker stack deploy',
  downName: 'docker stack rm',
  check,
  pull,
  down,
  logs,
  list: listServices,
  parse: parseServices,
  sample: `${listServices}
printf '\n\n' # how long tasks run is told too roughly
list || exit 1
printf '\\n'
`,
  plugin: 'true',
  separator: '_',
  projectLabel: 'com.docker.stack.namespace',
  always: `printf '%s\\n' "$ps" | awk -F '\\t' -v service="$service" '$12 == service { print $6 }'`,
  fresh: `digest=$(docker buildx imagetools inspect --format '{{.Manifest.Digest}}' "\${1%@*}" 2> /dev/null) || digest=''
  case "$digest" in sha256:*) case "$1" in *"@$digest") echo current ;; *) echo outdated ;; esac ;; *) echo current ;; esac`,
  tagged: false,
  careful: false,
};
