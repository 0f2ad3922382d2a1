import type { Container } from './containers.js';
import { directoryLabel, serviceLabel } from '../spec.js';

const template = '.Spec.TaskTemplate';

/** Columns of a service, then its whole spec, of which the host makes a hash that goes first. */
export const serviceColumns = [
  '{{.ID}}',
  '{{.Spec.Name}}',
  'service',
  '{{if .UpdateStatus}}{{.UpdateStatus.State}}{{end}}',
  `{{${template}.ContainerSpec.Image}}`,
  '{{index .Spec.Labels "com.docker.stack.namespace"}}',
  '{{if .Spec.Mode.Replicated}}{{.Spec.Mode.Replicated.Replicas}}{{end}}',
  `{{if ${template}.RestartPolicy}}{{${template}.RestartPolicy.Condition}}{{end}}`,
  `{{index .Spec.Labels "${directoryLabel}"}}`,
  '',
  `{{index .Spec.Labels "${serviceLabel}"}}`,
  '{{json .Spec}}',
].join('\t');

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
    .map(([configHash = '', id = '', name = '', , update = '', image = '', project = '', replicas = '', condition = '', ...rest]) => {
      const [directory = '', , owner = ''] = rest;
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
        ports: '',
        owner,
        tasks: own.map((task) => `${task.id} ${task.state}`).join(),
      };
    });
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
