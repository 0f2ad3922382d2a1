import { quote } from '@hl/core';
import type { Container } from './containers.js';
import { directoryLabel, serviceLabel } from '../spec.js';

const spec = '.Spec.TaskTemplate';

/** Columns of a service, then its whole spec, of which the host makes a hash that goes first. */
const columns = [
  '{{.ID}}',
  '{{.Spec.Name}}',
  'service',
  '{{if .UpdateStatus}}{{.UpdateStatus.State}}{{end}}',
  `{{${spec}.ContainerSpec.Image}}`,
  '{{index .Spec.Labels "com.docker.stack.namespace"}}',
  '{{if .Spec.Mode.Replicated}}{{.Spec.Mode.Replicated.Replicas}}{{end}}',
  `{{if ${spec}.RestartPolicy}}{{${spec}.RestartPolicy.Condition}}{{end}}`,
  `{{index .Spec.Labels "${directoryLabel}"}}`,
  '',
  `{{index .Spec.Labels "${serviceLabel}"}}`,
  '{{json .Spec}}',
];

/** Shell: defines `list`, which prints the services of the Swarm (12 columns, the tenth the directory, the last the owner) and tasks of ours, and of stacks that `$keys` names (6). */
export const listServices = `
list() {
  ids=$(docker service ls --quiet) || return 1
  [ -n "$ids" ] || return 0
  # One that goes away between two calls is no trouble.
  # shellcheck disable=SC2086 # IDs are words
  rows=$(docker service inspect --format ${quote([columns.join('\t')])} $ids 2> /dev/null) || :
  ours=''
  while IFS= read -r row; do
    head=\${row%"	"*}
    case "$head" in
      *"	")
        printf '%s\\t%s\\n' - "$head"
        # Somebody else's stack of a name that is asked for.
        case "\${keys-}" in *" $(printf '%s' "$head" | cut -f 6) "*) ours="$ours \${head%%"	"*}" ;; esac
        ;;
      *"	"*)
        ours="$ours \${head%%"	"*}"
        printf '%s\\t%s\\n' "$(printf '%s' "\${row##*"	"}" | sha256sum | cut -d ' ' -f 1)" "$head"
        ;;
    esac
  done << END_OF_ROWS
$rows
END_OF_ROWS
  # shellcheck disable=SC2086 # IDs are words
  [ -z "$ours" ] || docker service ps --no-trunc --format 'task\t{{.ID}}\t{{.Name}}\t{{.DesiredState}}\t{{.CurrentState}}\t{{.Error}}' $ours 2> /dev/null || :
}
`;

interface Task {
  readonly id: string;
  readonly service: string;
  readonly desired: string;
  /** First word of `Running 3 seconds ago`. */
  readonly state: string;
  readonly error: string;
}

/** Services of a Swarm as containers: one row a service, up when all its replicas are. The ID names its tasks too, so that it changes with them. */
export function parseServices(lines: readonly string[]): Container[] {
  const rows = lines.map((line) => line.split('\t'));
  const tasks = rows.filter(([first]) => first === 'task').map(taskOf);
  return rows
    .filter((fields) => fields.length >= 12 && fields[3] === 'service')
    .map(
      ([
        configHash = '',
        id = '',
        name = '',
        ,
        update = '',
        image = '',
        project = '',
        replicas = '',
        condition = '',
        directory = '',
        ,
        owner = '',
      ]) => {
        const own = tasks.filter((task) => task.service === name);
        return {
          id,
          name,
          ...stateOf(own, replicas, update, condition),
          image,
          project,
          service: name.startsWith(`${project}_`) ? name.slice(project.length + 1) : name,
          configHash,
          imageId: image,
          directory,
          oneOff: false,
          owner,
          tasks: own.map((task) => `${task.id} ${task.state}`).join(),
        };
      },
    );
}

const taskOf = ([, id = '', name = '', desired = '', current = '', error = '']: string[]): Task => ({
  id,
  service: name.replace(/^\s*\\_ /, '').replace(/\.[^.]*$/, ''),
  desired,
  state: current.split(' ')[0] ?? '',
  error,
});

/** In the words of `docker ps`, which the rest of this package judges by. */
function stateOf(tasks: readonly Task[], replicas: string, update: string, condition: string): Pick<Container, 'state' | 'status'> {
  const live = tasks.filter(({ desired }) => desired === 'Running' || desired === 'Ready');
  const running = live.filter(({ state }) => state === 'Running').length;
  const wanted = replicas === '' ? Math.max(1, live.length) : Number(replicas);
  const failed = tasks.find(({ state }) => state === 'Failed' || state === 'Rejected');
  const starting = { state: 'running', status: 'Up (health: starting)' };
  if (/paused$/.test(update)) return { state: `at a paused update${failed ? `: ${failed.error}` : ''}`, status: '' };
  if (update === 'updating' || update === 'rollback_started') return starting;
  if (wanted === 0) return { state: 'exited', status: 'Exited (0)' };
  if (running >= wanted) return { state: 'running', status: 'Up' };
  const [newest] = tasks;
  if (live.length === 0 && newest?.state === 'Complete') return { state: 'exited', status: 'Exited (0)' };
  if (failed && live.length === 0 && condition === 'none') return { state: 'exited', status: 'Exited (1)' };
  if (failed) return { state: 'restarting', status: `Restarting: ${failed.error}` };
  const pending = live.find(({ error }) => error !== '');
  if (pending) return { state: 'restarting', status: `Waiting: ${pending.error}` };
  return live.some(({ state }) => /^(Assigned|Accepted|Preparing|Ready|Starting|Running)$/.test(state))
    ? starting
    : { state: 'created', status: 'Created' };
}
